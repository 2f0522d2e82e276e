//! What menus offer: of all there is, what the viewpoint sees.

use crewline_core::access::{May, actions};
use crewline_core::numbers::groups;

use crate::http::page_failure::PageFailure;
use crate::state::App;
use crate::view::Choice;

/// Groups that a menu offers at most.
const MENU: i64 = 500;

/// The groups that the viewpoint sees, for a menu.
pub(crate) async fn group_choices(app: &App, may: &May<actions::SeeNumbers>) -> Result<Vec<Choice>, PageFailure> {
    let found = groups::list(&app.db, may, None, None, MENU).await?;
    Ok(found.groups.into_iter().map(|group| Choice::new(group.id.to_string(), group.name)).collect())
}

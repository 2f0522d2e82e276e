//! Options of menus that several pages share.

use crewline_core::access::{May, actions};
use crewline_core::numbers::groups;

use crate::http::page_failure::PageFailure;
use crate::state::App;
use crate::view::SelectOption;

/// The most groups in a menu.
const MAX_GROUPS: i64 = 500;

/// The groups that the viewpoint sees, for a menu.
pub(crate) async fn group_choices(app: &App, may: &May<actions::SeeNumbers>) -> Result<Vec<SelectOption>, PageFailure> {
    let list = groups::list(&app.db, may, None, None, MAX_GROUPS).await?;
    Ok(list.groups.into_iter().map(|group| SelectOption::new(group.id.to_string(), group.name)).collect())
}

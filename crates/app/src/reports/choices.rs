//! The numbers and groups that a report is filtered by. One that the viewpoint does not see is none.

use crewline_core::Error;
use crewline_core::access::{Thing, Viewpoint, actions};
use crewline_core::numbers::{self, Number, groups::Group};
use crewline_core::reports::Filter;

use crate::state::App;
use crate::view::SelectOption;

/// The most numbers that the menu offers.
const MAX_MENU_ITEMS: i64 = 500;

/// Checks that the viewpoint sees the chosen numbers and groups.
///
/// # Errors
/// Returns not found for one that it does not see, or a database error.
pub(super) async fn require(app: &App, viewpoint: &Viewpoint, filter: &Filter) -> Result<(), Error> {
    for number in filter.numbers() {
        <Number as Thing>::hold(&app.db, viewpoint.may::<actions::SeeNumbers>()?, *number).await?;
    }
    for group in filter.groups() {
        <Group as Thing>::hold(&app.db, viewpoint.may::<actions::SeeNumbers>()?, *group).await?;
    }
    Ok(())
}

/// The numbers for a menu, the chosen ones among them.
///
/// # Errors
/// Returns not found for a chosen number that the viewpoint does not see, or a database error.
pub(super) async fn number_choices(
    app: &App,
    viewpoint: &Viewpoint,
    filter: &Filter,
) -> Result<Vec<SelectOption>, Error> {
    let may = viewpoint.may::<actions::SeeNumbers>()?;
    let mut choices: Vec<SelectOption> = numbers::options(&app.db, &may, None, MAX_MENU_ITEMS)
        .await?
        .into_iter()
        .map(|number| SelectOption::new(number.id.to_string(), number.friendly_name))
        .collect();
    for number in filter.numbers() {
        let held = <Number as Thing>::hold(&app.db, may.clone(), *number).await?;
        if !choices.iter().any(|choice| choice.value == held.id.to_string()) {
            choices.push(SelectOption::new(held.id.to_string(), held.friendly_name.clone()));
        }
    }
    Ok(choices)
}

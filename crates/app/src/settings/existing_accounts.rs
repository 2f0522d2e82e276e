//! The part of Settings → Business about people who have an account: added at once, or asked.

use axum::extract::State;
use crewline_core::access::{May, Viewpoint, actions};
use crewline_core::businesses::{ExistingAccounts, choose_existing_accounts, existing_accounts};

use crate::http::extract::Form;
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::go_to;
use crate::page::Answer;
use crate::state::App;
use crate::view::{Flash, SelectField, SelectOption};

/// `existing_accounts`; `None` for everybody but an Owner.
pub(super) async fn section(app: &App, viewpoint: &Viewpoint) -> Result<Option<SelectField>, PageFailure> {
    let Ok(may) = viewpoint.may::<actions::SetSecurityPolicy>() else { return Ok(None) };
    let chosen = existing_accounts(&app.db, &may).await?.map_or("", ExistingAccounts::word);
    let default = match app.config.terms.existing {
        ExistingAccounts::Added => "As this Crewline does: they are added at once",
        ExistingAccounts::Invited => "As this Crewline does: they are asked",
    };
    let options = vec![
        SelectOption::new("", default),
        SelectOption::new("add", "They are added at once"),
        SelectOption::new("ask", "They are asked, and nobody learns who has an account"),
    ];
    Ok(Some(SelectField::new("existing_accounts", chosen, options)))
}

/// Saves the choice. An unknown word is the instance's default.
pub(crate) async fn update(
    Page(may): Page<May<actions::SetSecurityPolicy>>,
    State(app): State<App>,
    form: Form,
) -> Answer {
    choose_existing_accounts(&app.db, &may, form.get("existing_accounts").parse().ok()).await?;
    let answer = go_to(&format!("/b/{}/settings/business", may.viewpoint().slug()));
    Ok(with_flash(&app, answer, &Flash::good("The choice is saved.")))
}

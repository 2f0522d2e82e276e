//! Leaving a business.

use axum::extract::State;
use axum::http::StatusCode;
use crewline_core::Error;
use crewline_core::access::{May, Role, Rule, Viewpoint, actions};
use crewline_core::members::{Filter, SortKey, leave, list};

use super::leave_page::Leave;
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::go_to;
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, page, with_status};
use crate::state::App;
use crate::view::{Flash, Nav};

/// The confirmation page.
pub(crate) async fn edit(Page(may): Page<May<actions::Leave>>, State(app): State<App>, browser: Browser) -> Answer {
    let viewpoint = may.viewpoint();
    let layout = build_layout(&app, viewpoint, &browser, Nav::Settings).await?;
    let refused = is_last_owner(&app, viewpoint).await?.then(|| Rule::LastOwner.to_string());
    page(&Leave { layout, refused })
}

async fn is_last_owner(app: &App, viewpoint: &Viewpoint) -> Result<bool, PageFailure> {
    if viewpoint.role() != Role::Owner {
        return Ok(false);
    }
    let owners = Filter { role: Some(Role::Owner), ..Filter::default() };
    let owners = list(&app.db, &viewpoint.may()?, &owners, SortKey::Name.ascending(), None, 2).await?;
    Ok(owners.members.len() < 2)
}

/// Leaves the business, and redirects to another business of the person.
pub(crate) async fn delete(Page(may): Page<May<actions::Leave>>, State(app): State<App>, browser: Browser) -> Answer {
    match leave(&app.db, &may).await {
        Ok(_) => {
            let sentence = format!("You have left {}.", may.viewpoint().business_name());
            Ok(with_flash(&app, go_to("/"), &Flash::good(sentence)))
        }
        Err(Error::Rule(rule @ Rule::LastOwner)) => {
            let layout = build_layout(&app, may.viewpoint(), &browser, Nav::Settings).await?;
            with_status(StatusCode::CONFLICT, &Leave { layout, refused: Some(rule.to_string()) })
        }
        Err(error) => Err(error.into()),
    }
}

//! The pending invitations of the person who is signed in. They accept or decline them without the link.

use axum::extract::{Path, State};
use axum::http::request::Parts;
use crewline_core::accounts::Person;
use crewline_core::invitations::{self, Link, find_pending_link};
use crewline_core::{Error, businesses};
use jiff::tz::TimeZone;

use super::acceptance::enter_business;
use super::pending_page::{PendingInvitationRow, PendingInvitations, Refusal};
use crate::http::address;
use crate::http::flash::with_flash;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::go_to;
use crate::http::visitor::Visitor;
use crate::page::layout::Browser;
use crate::page::{Answer, page};
use crate::state::App;
use crate::view::{Flash, When, access_in_words, theme_from_key};

/// The address of the list.
const PATH: &str = "/invitations";

/// Builds the page with the list.
pub(crate) async fn list(app: &App, browser: &Browser, person: &Person) -> Result<PendingInvitations, PageFailure> {
    let now = app.db.now().jiff();
    let mut rows = Vec::new();
    for invitation in invitations::list_pending(&app.db, person).await? {
        // It may have been accepted or cancelled since the list was read.
        let Some(link) = find_pending_link(&app.db, person, invitation.id).await? else { continue };
        let zones = [browser.time_zone(), Some(link.business_time_zone.as_str())];
        let zone = zones.into_iter().flatten().find_map(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC);
        rows.push(PendingInvitationRow {
            id: invitation.id.to_string(),
            obstacle: link.sentence(),
            until: When::moment(link.expires_at.jiff(), &zone, now),
            access: access_in_words(&link.access),
            business: link.business_name,
            inviter: link.inviter,
            role: link.role,
        });
    }
    Ok(PendingInvitations {
        theme: theme_from_key(&person.theme),
        email: person.email.clone(),
        flash: browser.flash().cloned(),
        rows,
        has_business: businesses::of_user(&app.db, person.user).await?.iter().any(|link| link.removal_at.is_none()),
    })
}

/// The list.
pub(crate) async fn index(State(app): State<App>, browser: Browser, Visitor(person): Visitor) -> Answer {
    page(&list(&app, &browser, &require_person(person)?).await?)
}

/// The person who is signed in. A visitor who is not is sent to sign in.
fn require_person(person: Option<Person>) -> Result<Person, PageFailure> {
    person.ok_or_else(|| PageFailure::SignIn(Some(PATH.to_owned())))
}

/// The invitation of the path, if it is pending for this person. Another person's is treated as missing.
async fn find_own(app: &App, person: &Person, id: &str) -> Result<Option<Link>, PageFailure> {
    match id.parse() {
        Ok(id) => Ok(find_pending_link(&app.db, person, id).await?),
        Err(_) => Ok(None),
    }
}

fn back_with_flash(app: &App, flash: &Flash) -> Answer {
    Ok(with_flash(app, go_to(PATH), flash))
}

fn not_found_page(app: &App) -> Answer {
    back_with_flash(app, &Flash::bad("That invitation is no longer waiting for you."))
}

/// Accepts one.
pub(crate) async fn create(
    State(app): State<App>,
    Visitor(person): Visitor,
    Path(id): Path<String>,
    parts: Parts,
) -> Answer {
    let person = require_person(person)?;
    let Some(link) = find_own(&app, &person, &id).await? else { return not_found_page(&app) };
    match invitations::accept_signed_in(&app.db, &link, &person, &address(&app.config, &parts)).await {
        Ok(accepted) => Ok(enter_business(&app, &accepted)),
        Err(Error::DeadLink(sentence)) => back_with_flash(&app, &Flash::bad(sentence)),
        Err(error) => Err(error.into()),
    }
}

/// The confirmation page before one is declined.
pub(crate) async fn confirm_refusal(
    State(app): State<App>,
    Visitor(person): Visitor,
    Path(id): Path<String>,
) -> Answer {
    let person = require_person(person)?;
    let Some(link) = find_own(&app, &person, &id).await? else {
        return not_found_page(&app);
    };
    let theme = theme_from_key(&person.theme);
    page(&Refusal { theme, business: link.business_name, inviter: link.inviter })
}

/// Declines one.
pub(crate) async fn delete(
    State(app): State<App>,
    Visitor(person): Visitor,
    Path(id): Path<String>,
    parts: Parts,
) -> Answer {
    let person = require_person(person)?;
    let Some(link) = find_own(&app, &person, &id).await? else { return not_found_page(&app) };
    match invitations::decline(&app.db, &link, &person, &address(&app.config, &parts)).await {
        Ok(()) => {
            back_with_flash(&app, &Flash::good(format!("You have declined the invitation to {}.", link.business_name)))
        }
        Err(Error::Gone(_)) => not_found_page(&app),
        Err(error) => Err(error.into()),
    }
}

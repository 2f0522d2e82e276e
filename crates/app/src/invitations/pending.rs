//! The invitations that wait for whoever is signed in: to be accepted or declined without their link.

use axum::extract::{Path, State};
use axum::http::request::Parts;
use crewline_core::invitations::{self, Link, find_waiting_link};
use crewline_core::people::Person;
use crewline_core::{Error, businesses};
use jiff::tz::TimeZone;

use super::acceptance::inside;
use super::pending_page::{Refusal, Waiting, WaitingRow};
use crate::http::address;
use crate::http::flash::saying;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::go_to;
use crate::http::visitor::Visitor;
use crate::page::layout::Browser;
use crate::page::{Answer, page};
use crate::state::App;
use crate::view::{Flash, When, access_in_words, theme_of};

/// Where they are listed.
const HERE: &str = "/invitations";

/// Them, as a page.
pub(crate) async fn list(app: &App, browser: &Browser, person: &Person) -> Result<Waiting, PageFailure> {
    let now = app.db.now().jiff();
    let mut rows = Vec::new();
    for each in invitations::waiting(&app.db, person).await? {
        // One that was accepted or cancelled in this moment waits no more.
        let Some(link) = find_waiting_link(&app.db, person, each.id).await? else { continue };
        let zones = [browser.time_zone(), Some(link.business_time_zone.as_str())];
        let zone = zones.into_iter().flatten().find_map(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC);
        rows.push(WaitingRow {
            id: each.id.to_string(),
            dead: link.sentence(),
            until: When::moment(link.expires_at.jiff(), &zone, now),
            access: access_in_words(&link.access),
            business: link.business_name,
            inviter: link.inviter,
            role: link.role,
        });
    }
    Ok(Waiting {
        theme: theme_of(&person.theme),
        email: person.email.clone(),
        flash: browser.flash().cloned(),
        rows,
        has_business: !businesses::of_user(&app.db, person.user).await?.is_empty(),
    })
}

/// The list.
pub(crate) async fn index(State(app): State<App>, browser: Browser, Visitor(person): Visitor) -> Answer {
    page(&list(&app, &browser, &known(person)?).await?)
}

/// Whoever is signed in; anybody else signs in first.
fn known(person: Option<Person>) -> Result<Person, PageFailure> {
    person.ok_or_else(|| PageFailure::SignIn(Some(HERE.to_owned())))
}

/// The invitation of the path, while it waits for this person. Somebody else's is as good as none.
async fn held(app: &App, person: &Person, id: &str) -> Result<Option<Link>, PageFailure> {
    match id.parse() {
        Ok(id) => Ok(find_waiting_link(&app.db, person, id).await?),
        Err(_) => Ok(None),
    }
}

fn back(app: &App, flash: &Flash) -> Answer {
    Ok(saying(app, go_to(HERE), flash))
}

fn gone(app: &App) -> Answer {
    back(app, &Flash::bad("That invitation waits for you no more."))
}

/// Accepts one.
pub(crate) async fn create(
    State(app): State<App>,
    Visitor(person): Visitor,
    Path(id): Path<String>,
    parts: Parts,
) -> Answer {
    let person = known(person)?;
    let Some(link) = held(&app, &person, &id).await? else { return gone(&app) };
    match invitations::accept_as(&app.db, &link, &person, &address(&app.config, &parts)).await {
        Ok(accepted) => Ok(inside(&app, &accepted)),
        Err(Error::DeadLink(sentence)) => back(&app, &Flash::bad(sentence)),
        Err(error) => Err(error.into()),
    }
}

/// The question before one is declined.
pub(crate) async fn confirm_refusal(
    State(app): State<App>,
    Visitor(person): Visitor,
    Path(id): Path<String>,
) -> Answer {
    let person = known(person)?;
    let Some(link) = held(&app, &person, &id).await? else {
        return gone(&app);
    };
    let theme = theme_of(&person.theme);
    page(&Refusal { theme, business: link.business_name, inviter: link.inviter })
}

/// Declines one.
pub(crate) async fn delete(
    State(app): State<App>,
    Visitor(person): Visitor,
    Path(id): Path<String>,
    parts: Parts,
) -> Answer {
    let person = known(person)?;
    let Some(link) = held(&app, &person, &id).await? else { return gone(&app) };
    match invitations::decline(&app.db, &link, &person, &address(&app.config, &parts)).await {
        Ok(()) => back(&app, &Flash::good(format!("You have declined the invitation to {}.", link.business_name))),
        Err(Error::Gone(_)) => gone(&app),
        Err(error) => Err(error.into()),
    }
}

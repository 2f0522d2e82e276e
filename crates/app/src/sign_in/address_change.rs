//! Confirming a new e-mail address, by the link that was mailed to it. Opening the link changes nothing.

use axum::extract::{OriginalUri, Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use crewline_core::Error;
use crewline_core::accounts::{AddressChange, Person, confirm_address, find_live_address_change};
use crewline_core::secret::digest;

use super::address_change_page::{AddressChangeConfirm, AddressChangeInvalid, ConfirmWay};
use crate::emails;
use crate::http::address;
use crate::http::flash::with_flash;
use crate::http::redirect::go_to;
use crate::http::visitor::Visitor;
use crate::page::layout::Browser;
use crate::page::{Answer, page, with_query, with_status};
use crate::state::App;
use crate::view::{Flash, theme_from_key};

/// The page of a live link. Only the account that asked for it can confirm, so that nobody confirms another's account.
fn confirm_page(
    browser: &Browser,
    person: Option<&Person>,
    change: &AddressChange,
    here: &str,
) -> AddressChangeConfirm {
    let way = match person {
        Some(person) if person.user == change.user => ConfirmWay::SignedIn { from: change.from.clone() },
        Some(person) => ConfirmWay::OtherAccount { email: person.email.clone(), here: here.to_owned() },
        None => ConfirmWay::SignIn { href: with_query("/sign-in", &[("return_to", here)]) },
    };
    let theme = person.map_or_else(|| browser.theme(), |person| theme_from_key(&person.theme));
    AddressChangeConfirm { theme, to: change.to.clone(), way, error: None }
}

/// The page that the link opens.
pub(crate) async fn edit(
    State(app): State<App>,
    browser: Browser,
    Visitor(person): Visitor,
    Path(token): Path<String>,
    OriginalUri(uri): OriginalUri,
) -> Answer {
    match find_live_address_change(&app.db, &digest(&token)).await? {
        Some(change) => page(&confirm_page(&browser, person.as_ref(), &change, uri.path())),
        None => with_status(StatusCode::GONE, &AddressChangeInvalid { theme: browser.theme() }),
    }
}

/// Changes the address.
pub(crate) async fn update(
    State(app): State<App>,
    browser: Browser,
    Visitor(person): Visitor,
    Path(token): Path<String>,
    parts: Parts,
) -> Answer {
    let (token, gone) = (digest(&token), AddressChangeInvalid { theme: browser.theme() });
    let Some(change) = find_live_address_change(&app.db, &token).await? else {
        return with_status(StatusCode::GONE, &gone);
    };
    let shown = confirm_page(&browser, person.as_ref(), &change, parts.uri.path());
    let Some(person) = person.filter(|person| person.user == change.user) else {
        return with_status(StatusCode::CONFLICT, &shown);
    };
    let network = address(&app.config, &parts);
    match confirm_address(&app.db, &token, &person, &network, &app.composer(emails::security)).await {
        Ok(email) => {
            let sentence = format!("Your e-mail address is {} now. Your other sessions are ended.", email.typed());
            Ok(with_flash(&app, go_to("/"), &Flash::good(sentence)))
        }
        Err(Error::Gone(_)) => with_status(StatusCode::GONE, &gone),
        Err(Error::Conflict { sentence, .. }) => {
            with_status(StatusCode::CONFLICT, &AddressChangeConfirm { error: Some(sentence), ..shown })
        }
        Err(error) => Err(error.into()),
    }
}

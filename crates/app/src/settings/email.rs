//! The part of Settings → Profile about the e-mail address: asking for another one.

use axum::extract::State;
use crewline_core::access::{May, actions};
use crewline_core::accounts::{Email, request_address_change};
use crewline_core::{Error, Fields};

use super::profile::{email_part, filled_form};
use crate::emails;
use crate::http::extract::Form;
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::go_to;
use crate::http::visitor::Visitor;
use crate::limits::Letter;
use crate::page::layout::Browser;
use crate::page::{Answer, refused};
use crate::state::App;
use crate::view::{Flash, theme_from_key};

/// Mails a link to the new address. The answer does not tell whether that address has an account.
pub(crate) async fn create(
    Page(may): Page<May<actions::ChangeEmail>>,
    State(app): State<App>,
    browser: Browser,
    Visitor(person): Visitor,
    form: Form,
) -> Answer {
    let viewpoint = may.viewpoint();
    let back = format!("/b/{}/settings/profile", viewpoint.slug());
    if app.mailer.is_none() {
        let flash = Flash::bad("There is no mail here. Ask the operator to change your address.");
        return Ok(with_flash(&app, go_to(&back), &flash));
    }
    let typed = form.get("email");
    // One limit for the guesses of the password, and one for the letters to the new address, whoever asks for them.
    let session = format!("{:?}", viewpoint.credential());
    let guess = app.limits.guess_in_session(&session).await.map_err(PageFailure::TooMany)?;
    let address =
        Email::read(typed).map_or_else(|_| viewpoint.email().to_owned(), |email| email.canonical().to_owned());
    if app.limits.letter(viewpoint.address(), &address).map_err(PageFailure::TooMany)? == Letter::EnoughSent {
        let flash = Flash::bad("Enough links were sent to this address within the last hour. Use the newest one.");
        return Ok(with_flash(&app, go_to(&back), &flash));
    }
    let asked = (typed, form.get("current_password").into());
    let write = |letter: &_| emails::address_change(&app, letter);
    let requested = request_address_change(&app.db, &app.passwords, &app.seal, &may, asked, write).await;
    match &requested {
        Ok(_) => guess.passed(),
        Err(Error::Fields(fields)) if fields.get("current_password").is_some() => guess.failed(),
        Err(_) => {}
    }
    match requested {
        Ok(email) => {
            let sentence = format!(
                "A link is sent to {}. Your address changes once you open it, in this browser, within a day.",
                email.typed()
            );
            Ok(with_flash(&app, go_to(&back), &Flash::good(sentence)))
        }
        Err(Error::Fields(fields)) => {
            let values =
                (viewpoint.user_name(), viewpoint.time_zone().unwrap_or_default(), theme_from_key(viewpoint.theme()));
            let email_part = email_part(&app, person.as_ref(), typed, &fields);
            let people = (viewpoint, person.as_ref());
            refused(&filled_form(&app, &browser, people, values, &Fields::none(), email_part).await?)
        }
        Err(error) => Err(error.into()),
    }
}

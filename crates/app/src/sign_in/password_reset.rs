//! Resetting a forgotten password.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use crewline_core::accounts::{self, Email, ResetLetter};
use crewline_core::secret::digest;
use crewline_core::{Error, mail};
use secrecy::ExposeSecret;

use super::password_reset_page::{PasswordResetAsk, PasswordResetChoose, PasswordResetInvalid};
use crate::emails;
use crate::http::extract::Form;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::{go_to, with_cookie};
use crate::http::{address, known_device};
use crate::limits::Letter;
use crate::page::layout::Browser;
use crate::page::{Answer, page, refused, with_status};
use crate::state::App;
use crate::view::TextField;

fn ask_form(app: &App, browser: &Browser, email: TextField) -> PasswordResetAsk {
    PasswordResetAsk {
        theme: browser.theme(),
        email,
        sends_mail: app.mailer.is_some(),
        requested_email: None,
        error: None,
    }
}

/// The form that asks for a link.
pub(crate) async fn new(State(app): State<App>, browser: Browser) -> Answer {
    page(&ask_form(&app, &browser, TextField::new("email")))
}

/// Mails a link if there is an account. The answer is the same, and as fast, if there is none.
pub(crate) async fn create(State(app): State<App>, browser: Browser, parts: Parts, form: Form) -> Answer {
    let input = form.get("email");
    let email = match Email::read(input) {
        Ok(email) => email,
        Err(error) => {
            return refused(&ask_form(
                &app,
                &browser,
                TextField::with_value("email", input).refused(error.to_string()),
            ));
        }
    };
    let letter = app.limits.letter(&address(&app.config, &parts), email.canonical()).map_err(PageFailure::TooMany)?;
    let requested_email = Some(email.typed().to_owned());
    // The answer is the same when enough letters were sent: those of the last hour still work, whoever asked for them.
    if app.mailer.is_some() && letter == Letter::Send {
        let app = app.clone();
        tokio::spawn(async move {
            let result = accounts::request_reset(&app.db, &app.seal, &email, |letter| reset_email(&app, letter)).await;
            if let Err(error) = result {
                tracing::error!(%error, "the password reset e-mail could not be queued");
            }
        });
    }
    page(&PasswordResetAsk { requested_email, ..ask_form(&app, &browser, TextField::new("email")) })
}

/// The e-mail with the link.
fn reset_email(app: &App, letter: &ResetLetter) -> Result<mail::OutgoingEmail, Error> {
    let href = app.link(&format!("/password-reset/{}", letter.token.expose_secret()));
    emails::password_reset(&letter.name, &href, letter.expires_at)
}

/// The page that the link opens. Opening it does not use the link up.
pub(crate) async fn edit(State(app): State<App>, browser: Browser, Path(token): Path<String>) -> Answer {
    let theme = browser.theme();
    match accounts::find_live_reset(&app.db, &digest(&token)).await? {
        Some(email) => page(&PasswordResetChoose { theme, email, password: TextField::new("password") }),
        None => with_status(StatusCode::GONE, &PasswordResetInvalid { theme }),
    }
}

/// Sets the new password.
pub(crate) async fn update(
    State(app): State<App>,
    browser: Browser,
    Path(token): Path<String>,
    parts: Parts,
    form: Form,
) -> Answer {
    let token = digest(&token);
    let theme = browser.theme();
    let Some(email) = accounts::find_live_reset(&app.db, &token).await? else {
        // A link that works is never held up.
        app.limits.unknown_link(&address(&app.config, &parts)).map_err(PageFailure::TooMany)?;
        return with_status(StatusCode::GONE, &PasswordResetInvalid { theme });
    };
    let network = address(&app.config, &parts);
    let composer = app.composer(emails::security);
    let password = form.get("password").into();
    match accounts::redeem_reset(&app.db, &app.passwords, &token, password, &network, &composer).await {
        Ok(()) => {
            // A person who reads the account's mail is not held up by others who guess its password.
            let account = Email::read(&email).map_or(email, |email| email.canonical().to_owned());
            let answer = go_to("/sign-in?notice=password");
            Ok(with_cookie(answer, known_device::remember(&app, &parts.headers, &account)))
        }
        Err(Error::Fields(fields)) => {
            let password = TextField::new("password").refused(fields.get("password").unwrap_or_default());
            refused(&PasswordResetChoose { theme, email, password })
        }
        Err(Error::Gone(_)) => with_status(StatusCode::GONE, &PasswordResetInvalid { theme }),
        Err(error) => Err(error.into()),
    }
}

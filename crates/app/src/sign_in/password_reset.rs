//! A forgotten password.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use crewline_core::people::{self, Asked as AskedReset, Email};
use crewline_core::secret::digest;
use crewline_core::{Error, mail};
use secrecy::ExposeSecret;

use super::password_reset_page::{PasswordResetAsk, PasswordResetChoose, PasswordResetDead};
use crate::http::address;
use crate::http::extract::Form;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::go_to;
use crate::page::layout::Browser;
use crate::page::{Answer, page, refused, with_status};
use crate::state::App;
use crate::view::Entry;

fn ask(app: &App, browser: &Browser, email: Entry) -> PasswordResetAsk {
    PasswordResetAsk { theme: browser.theme(), email, sends_mail: app.mailer.is_some(), asked: None, error: None }
}

/// The form that asks for a link.
pub(crate) async fn new(State(app): State<App>, browser: Browser) -> Answer {
    page(&ask(&app, &browser, Entry::new("email")))
}

/// Mails a link, if there is an account; the answer is the same, and as quick, if there is none.
pub(crate) async fn create(State(app): State<App>, browser: Browser, parts: Parts, form: Form) -> Answer {
    let typed = form.get("email");
    let email = match Email::read(typed) {
        Ok(email) => email,
        Err(error) => {
            return refused(&ask(&app, &browser, Entry::filled("email", typed).refused(error.to_string())));
        }
    };
    app.limits.mail(&address(&app.config, &parts), email.canonical()).map_err(PageFailure::TooMany)?;
    let asked = Some(email.typed().to_owned());
    if app.mailer.is_some() {
        let app = app.clone();
        tokio::spawn(async move {
            let written = people::ask_reset(&app.db, &app.seal, &email, |asked| letter(&app, asked)).await;
            if let Err(error) = written {
                tracing::error!(%error, "a link for a new password could not be written");
            }
        });
    }
    page(&PasswordResetAsk { asked, ..ask(&app, &browser, Entry::new("email")) })
}

/// The letter with the link.
fn letter(app: &App, asked: &AskedReset) -> Result<mail::Letter, Error> {
    crate::emails::password_reset(&asked.name, &app.link(&format!("/password-reset/{}", asked.token.expose_secret())))
}

/// What the link opens. Looking at it uses nothing up.
pub(crate) async fn edit(State(app): State<App>, browser: Browser, Path(token): Path<String>) -> Answer {
    let theme = browser.theme();
    match people::live_reset(&app.db, &digest(&token)).await? {
        Some(email) => page(&PasswordResetChoose { theme, email, password: Entry::new("password") }),
        None => with_status(StatusCode::GONE, &PasswordResetDead { theme }),
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
    // By the link and by the network address: nobody who tries others holds up who has one.
    app.limits.mail(&address(&app.config, &parts), &token.text()).map_err(PageFailure::TooMany)?;
    let Some(email) = people::live_reset(&app.db, &token).await? else {
        return with_status(StatusCode::GONE, &PasswordResetDead { theme });
    };
    match people::redeem_reset(&app.db, &app.passwords, &token, form.get("password").into()).await {
        Ok(()) => Ok(go_to("/sign-in?notice=password")),
        Err(Error::Fields(fields)) => {
            let password = Entry::new("password").refused(fields.of("password").unwrap_or_default());
            refused(&PasswordResetChoose { theme, email, password })
        }
        Err(Error::Gone(_)) => with_status(StatusCode::GONE, &PasswordResetDead { theme }),
        Err(error) => Err(error.into()),
    }
}

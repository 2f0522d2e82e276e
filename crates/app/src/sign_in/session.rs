//! Signing in and out.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::IntoResponse;
use crewline_core::accounts::{self, Email};

use super::session_page::SignIn;
use crate::emails;
use crate::http::extract::{Form, QueryString};
use crate::http::redirect::{go_to, own_path, with_cookie};
use crate::http::signed_in::{COOKIE_SENT, lead_on, lost_cookie};
use crate::http::{address, begin_guess, cookies, device_signing_in};
use crate::page::layout::Browser;
use crate::page::{Answer, page, refused};
use crate::state::App;
use crate::view::TextField;

const WRONG_PASSWORD: &str = "E-mail and password do not match an account. Check both, or ask for a new password.";

fn empty(browser: &Browser, return_to: &str) -> SignIn {
    SignIn {
        theme: browser.theme(),
        email: TextField::new("email"),
        password: TextField::new("password"),
        return_to: own_path(return_to).unwrap_or_default().to_owned(),
        notice: None,
        has_lost_form: false,
        error: None,
    }
}

/// The form.
pub(crate) async fn new(State(app): State<App>, browser: Browser, query: QueryString, headers: HeaderMap) -> Answer {
    if let Some(token) = cookies::session(&app.config, &headers)
        && accounts::find_signed_in(&app.db, &token).await?.is_some()
    {
        return Ok(go_to(own_path(query.get("return_to")).unwrap_or("/")));
    }
    if !accounts::any_account_exists(&app.db).await? {
        return Ok(go_to("/"));
    }
    if query.has(COOKIE_SENT) {
        let form = SignIn { error: Some(lost_cookie(&app)), ..empty(&browser, query.get("return_to")) };
        return with_probe(&app, refused(&form));
    }
    let notice = (query.get("notice") == "password").then(|| "Your password is changed. Sign in with it.".to_owned());
    let has_lost_form = query.get("notice") == "form";
    with_probe(&app, page(&SignIn { notice, has_lost_form, ..empty(&browser, query.get("return_to")) }))
}

/// Adds the cookie that shows, when the form comes, whether this browser sends cookies back.
fn with_probe(app: &App, answer: Answer) -> Answer {
    Ok(with_cookie(answer?, cookies::set_probe(&app.config)))
}

/// Signs in.
pub(crate) async fn create(State(app): State<App>, browser: Browser, parts: Parts, form: Form) -> Answer {
    let (device, browser_cookie) = device_signing_in(&app.config, &parts)?;
    let input = form.get("email");
    let refused_form = |error: &str| SignIn {
        email: TextField::with_value("email", input),
        error: Some(error.to_owned()),
        ..empty(&browser, form.get("return_to"))
    };
    // A text that is not an address gets the same limit and answer as an unknown address.
    let email = Email::read(input).ok();
    let account = email.as_ref().map_or(input, Email::canonical);
    let guess = begin_guess(&app, &parts, account, email.as_ref()).await?;
    let (password, composer) = (form.get("password").into(), app.composer(emails::security));
    let signed_in = match &email {
        Some(email) => accounts::sign_in(&app.db, &app.passwords, email, password, &device, &composer).await?,
        None => None,
    };
    let Some((_, token)) = signed_in else {
        guess.failed();
        return with_probe(&app, refused(&refused_form(WRONG_PASSWORD)));
    };
    guess.passed();
    // Closes the browser's previous session, which may be another person's.
    if let Some(old) = cookies::session(&app.config, &parts.headers) {
        accounts::sessions::close(&app.db, &old, &device.address).await?;
    }
    let to = own_path(form.get("return_to")).unwrap_or("/");
    Ok(with_cookie(lead_on(&app, &parts.headers, to, &token, account), browser_cookie))
}

/// Signs out, and redirects to the form's `return_to`.
pub(crate) async fn delete(State(app): State<App>, parts: Parts, form: Form) -> Answer {
    if let Some(token) = cookies::session(&app.config, &parts.headers) {
        accounts::sessions::close(&app.db, &token, &address(&app.config, &parts)).await?;
    }
    let answer = go_to(own_path(form.get("return_to")).unwrap_or("/sign-in"));
    let clear = ([("clear-site-data", "\"cache\"")], answer).into_response();
    Ok(with_cookie(clear, cookies::clear_session(&app.config)))
}

//! The answer to a person who has just signed in: the session's cookie, and where they wanted to go. A browser that has sent
//! no cookie so far is first led by the sign-in page, which says so when the session's cookie does not come back either.

use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use secrecy::{ExposeSecret, SecretString};

use super::redirect::{go_to, with_cookie};
use super::{cookies, known_device};
use crate::state::App;

/// The parameter of the sign-in page that says that the session's cookie was just set.
pub(crate) const COOKIE_SENT: &str = "cookie_sent";

/// Leads a person on who has just signed in with `token`. `account` is their canonical address.
pub(crate) fn lead_on(app: &App, headers: &HeaderMap, to: &str, token: &SecretString, account: &str) -> Response {
    let answer = if cookies::come_back(&app.config, headers) {
        go_to(to)
    } else {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("return_to", to).append_pair(COOKIE_SENT, "yes");
        go_to(&format!("/sign-in?{}", query.finish()))
    };
    let answer = with_cookie(answer, cookies::set_session(&app.config, token.expose_secret()));
    with_cookie(answer, known_device::remember(app, headers, account)).into_response()
}

/// Why the session's cookie did not come back, as far as the server can know.
pub(crate) fn lost_cookie(app: &App) -> String {
    let address = &app.config.public_url;
    if address.is_https() {
        format!(
            "The password was right, but this browser did not send the session's cookie back. Open {address}: over plain \
             http, browsers keep no cookie of this site. There, allow cookies for it."
        )
    } else {
        format!(
            "The password was right, but this browser did not send the session's cookie back. Allow cookies for {address}, \
             then sign in again."
        )
    }
}

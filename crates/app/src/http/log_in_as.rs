//! The browser's side of Log in as: how it goes back to being oneself.

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method};

use super::cookies::{self, decode_flash};
use super::flash::flash_cookie;
use super::page_failure::PageFailure;
use super::redirect::own_path;
use crate::config::Config;
use crate::view::Flash;

/// Where Return to my account leads: the page that Log in as was begun from.
pub(crate) fn return_path(headers: &HeaderMap, slug: &str) -> String {
    let return_to = cookies::return_path(headers).unwrap_or_default();
    own_path(&decode_flash(return_to)).map_or_else(|| format!("/b/{slug}"), str::to_owned)
}

/// It is over, by its time or because of either membership: back to one's own account. A page that was asked for is shown
/// to oneself; anything else is not done.
pub(super) fn log_in_as_over(config: &Config, parts: &Parts, slug: &str) -> PageFailure {
    let requested = parts.uri.path_and_query().map(|at| at.as_str());
    let to = match requested.filter(|_| parts.method == Method::GET) {
        Some(asked) => asked.to_owned(),
        None => return_path(&parts.headers, slug),
    };
    let flash = Flash::bad("Log in as has ended. You are back in your own account.");
    let mut set: Vec<HeaderValue> = cookies::clear_log_in_as(config, slug).into_iter().flatten().collect();
    set.extend(flash_cookie(config, &flash));
    PageFailure::LogInAsOver { to, set }
}

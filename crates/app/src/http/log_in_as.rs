//! The end of Log in as in the browser.

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method};

use super::cookies::{self, percent_decode};
use super::flash::flash_cookie;
use super::page_failure::PageFailure;
use super::redirect::own_path;
use crate::config::Config;
use crate::view::Flash;

/// The page that Return to my account leads to: the one that Log in as was started from.
pub(crate) fn return_path(headers: &HeaderMap, slug: &str) -> String {
    let return_to = cookies::return_path(headers).unwrap_or_default();
    own_path(&percent_decode(return_to)).map_or_else(|| format!("/b/{slug}"), str::to_owned)
}

/// Log in as has ended, by its time or with one of the memberships. The person is back in their own account: a
/// requested page is shown to them, and a posted form changes nothing.
pub(super) fn log_in_as_over(config: &Config, parts: &Parts, slug: &str) -> PageFailure {
    let requested = parts.uri.path_and_query().map(|at| at.as_str());
    let to = match requested.filter(|_| parts.method == Method::GET) {
        Some(page) => page.to_owned(),
        None => return_path(&parts.headers, slug),
    };
    let flash = Flash::bad("Log in as has ended. You are back in your own account.");
    let mut set: Vec<HeaderValue> = cookies::clear_log_in_as(config, slug).into_iter().flatten().collect();
    set.extend(flash_cookie(config, &flash));
    PageFailure::Elsewhere { to, set }
}

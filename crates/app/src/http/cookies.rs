//! The cookies: the session, Log in as, and preferences of the browser.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use crewline_core::secret::{Digest, digest};

use crate::config::Config;

/// How long the browser keeps the session cookie, in seconds. The session's row decides when the session ends.
const MAX_AGE_SECONDS: u64 = 400 * 86_400;

/// The session cookie's name. Over https its prefix makes browsers refuse a cookie that another host set.
fn session_name(config: &Config) -> &'static str {
    if is_secure(config) { "__Host-crewline_session" } else { "crewline_session" }
}

fn is_secure(config: &Config) -> bool {
    config.public_url.starts_with("https://")
}

/// The value of a cookie.
pub(crate) fn value<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// The digest of the session's token, if one was sent.
pub(crate) fn session(config: &Config, headers: &HeaderMap) -> Option<Digest> {
    value(headers, session_name(config)).filter(|token| !token.is_empty() && token.len() <= 100).map(digest)
}

/// Sets the session cookie.
pub(crate) fn set_session(config: &Config, token: &str) -> Option<HeaderValue> {
    set(config, session_name(config), token, MAX_AGE_SECONDS)
}

/// Clears the session cookie.
pub(crate) fn clear_session(config: &Config) -> Option<HeaderValue> {
    set(config, session_name(config), "", 0)
}

/// The name of the Log in as cookie. Browsers send it beside the session cookie, to the pages of one business only.
fn log_in_as_name(config: &Config) -> &'static str {
    if is_secure(config) { "__Secure-crewline_log_in_as" } else { "crewline_log_in_as" }
}

/// The cookie with the page that Return to my account leads to.
const RETURN_COOKIE: &str = "crewline_return";

/// The digest of the token of Log in as, if one was sent.
pub(crate) fn log_in_as(config: &Config, headers: &HeaderMap) -> Option<Digest> {
    value(headers, log_in_as_name(config)).filter(|token| !token.is_empty() && token.len() <= 100).map(digest)
}

/// Names the Log in as of a request in the forms that are shown under it. It is no credential.
pub(crate) fn period(config: &Config, headers: &HeaderMap) -> Option<String> {
    log_in_as(config, headers).map(|token| digest(&token.as_text()).as_text())
}

/// The page that Return to my account leads to: a percent-encoded path. The browser sends it, so it is not trusted.
pub(crate) fn return_path(headers: &HeaderMap) -> Option<&str> {
    value(headers, RETURN_COOKIE).filter(|path| !path.is_empty())
}

/// Sets the Log in as cookies for the pages of a business. They outlive the period: a form that is opened in it and
/// sent after its end must still name it, or the change would be made as the person's own. The period's row decides
/// when it ends.
pub(crate) fn set_log_in_as(config: &Config, slug: &str, token: &str, return_to: &str) -> [Option<HeaderValue>; 2] {
    set_both(config, slug, token, return_to, MAX_AGE_SECONDS)
}

/// Clears the Log in as cookies.
pub(crate) fn clear_log_in_as(config: &Config, slug: &str) -> [Option<HeaderValue>; 2] {
    set_both(config, slug, "", "", 0)
}

fn set_both(config: &Config, slug: &str, token: &str, return_to: &str, seconds: u64) -> [Option<HeaderValue>; 2] {
    let path = format!("/b/{slug}");
    let return_to = percent_encoding::utf8_percent_encode(return_to, percent_encoding::NON_ALPHANUMERIC).to_string();
    [
        set_at(config, log_in_as_name(config), token, &path, seconds),
        set_at(config, RETURN_COOKIE, &return_to, &path, seconds),
    ]
}

/// Sets a cookie for the whole site. Scripts can't read it.
pub(crate) fn set(config: &Config, name: &str, value: &str, seconds: u64) -> Option<HeaderValue> {
    set_at(config, name, value, "/", seconds)
}

fn set_at(config: &Config, name: &str, value: &str, path: &str, seconds: u64) -> Option<HeaderValue> {
    let secure = if is_secure(config) { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).ok()
}

/// Decodes a percent-encoded cookie value.
pub(crate) fn percent_decode(value: &str) -> String {
    percent_encoding::percent_decode_str(value).decode_utf8_lossy().into_owned()
}

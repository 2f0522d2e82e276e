//! The cookies: the session, and small wishes of the browser (its time zone and theme).

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use crewline_core::secret::{Digest, digest};

use crate::config::Config;

/// How long the session's cookie is kept, in seconds; the session's row decides when it ends.
const KEPT_SECONDS: u64 = 400 * 86_400;

/// The session cookie's name. Over https its prefix makes browsers refuse one that was set by anybody else.
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

/// Sets the session's cookie.
pub(crate) fn set_session(config: &Config, token: &str) -> Option<HeaderValue> {
    set(config, session_name(config), token, KEPT_SECONDS)
}

/// Takes the session's cookie away.
pub(crate) fn clear_session(config: &Config) -> Option<HeaderValue> {
    set(config, session_name(config), "", 0)
}

/// The name of the cookie of Log in as. It stands beside the person's own and goes to the pages of one business only.
fn log_in_as_name(config: &Config) -> &'static str {
    if is_secure(config) { "__Secure-crewline_log_in_as" } else { "crewline_log_in_as" }
}

/// The cookie that keeps where Return to my account leads.
const RETURN: &str = "crewline_return";

/// The digest of the token of Log in as, if one was sent.
pub(crate) fn log_in_as(config: &Config, headers: &HeaderMap) -> Option<Digest> {
    value(headers, log_in_as_name(config)).filter(|token| !token.is_empty() && token.len() <= 100).map(digest)
}

/// What names the Log in as of a request in the forms that are shown under it. It opens nothing.
pub(crate) fn period(config: &Config, headers: &HeaderMap) -> Option<String> {
    log_in_as(config, headers).map(|token| digest(&token.text()).text())
}

/// Where Return to my account leads, as the browser kept it: a path, percent-encoded. It may say anything.
pub(crate) fn returning(headers: &HeaderMap) -> Option<&str> {
    value(headers, RETURN).filter(|path| !path.is_empty())
}

/// Sets the cookies of Log in as for the pages of a business. They outlive the period by far: a form that was opened
/// under it and is sent after it has to say so, or it would be done as oneself. The period's row decides when it ends.
pub(crate) fn set_log_in_as(config: &Config, slug: &str, token: &str, returning: &str) -> [Option<HeaderValue>; 2] {
    log_in_as_for(config, slug, token, returning, KEPT_SECONDS)
}

/// Takes them away.
pub(crate) fn clear_log_in_as(config: &Config, slug: &str) -> [Option<HeaderValue>; 2] {
    log_in_as_for(config, slug, "", "", 0)
}

fn log_in_as_for(config: &Config, slug: &str, token: &str, returning: &str, seconds: u64) -> [Option<HeaderValue>; 2] {
    let path = format!("/b/{slug}");
    let returning = percent_encoding::utf8_percent_encode(returning, percent_encoding::NON_ALPHANUMERIC).to_string();
    [set_at(config, log_in_as_name(config), token, &path, seconds), set_at(config, RETURN, &returning, &path, seconds)]
}

/// Sets a cookie that only we read, for so many seconds.
pub(crate) fn set(config: &Config, name: &str, value: &str, seconds: u64) -> Option<HeaderValue> {
    set_at(config, name, value, "/", seconds)
}

fn set_at(config: &Config, name: &str, value: &str, path: &str, seconds: u64) -> Option<HeaderValue> {
    let secure = if is_secure(config) { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).ok()
}

/// A value that was percent-encoded, as it was.
pub(crate) fn decoded(value: &str) -> String {
    percent_encoding::percent_decode_str(value).decode_utf8_lossy().into_owned()
}

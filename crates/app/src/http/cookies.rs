//! The cookies: the session, Log in as, and preferences of the browser.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use crewline_core::secret::{Digest, digest};

use crate::config::Config;

/// How long the browser keeps the session cookie, in seconds. The session's row decides when the session ends.
const MAX_AGE_SECONDS: u64 = 400 * 86_400;

/// The session cookie's name. Over https its prefix makes browsers refuse a cookie that another host set.
pub(crate) fn session_name(config: &Config) -> &'static str {
    if is_secure(config) { "__Host-crewline_session" } else { "crewline_session" }
}

fn is_secure(config: &Config) -> bool {
    config.public_url.is_https()
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

/// The name of the cookie that knows which accounts have signed in from this browser.
fn known_device_name(config: &Config) -> &'static str {
    if is_secure(config) { "__Host-crewline_device" } else { "crewline_device" }
}

/// The cookie that knows which accounts have signed in from this browser.
pub(crate) fn known_device<'h>(config: &Config, headers: &'h HeaderMap) -> Option<&'h str> {
    value(headers, known_device_name(config))
}

/// Sets the cookie that knows which accounts have signed in from this browser.
pub(crate) fn set_known_device(config: &Config, text: &str, seconds: u64) -> Option<HeaderValue> {
    set(config, known_device_name(config), text, seconds)
}

/// The name of a cookie that says only that this browser sends cookies back.
fn probe_name(config: &Config) -> &'static str {
    if is_secure(config) { "__Host-crewline_probe" } else { "crewline_probe" }
}

/// Sets the cookie that shows whether this browser sends cookies back.
pub(crate) fn set_probe(config: &Config) -> Option<HeaderValue> {
    set(config, probe_name(config), "1", 3_600)
}

/// Whether the browser has sent a cookie back that it would send with a session too.
pub(crate) fn come_back(config: &Config, headers: &HeaderMap) -> bool {
    let names = [probe_name(config), session_name(config), known_device_name(config)];
    names.into_iter().any(|name| value(headers, name).is_some())
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

/// The cookie that a browser is known by. It grants nothing: it only says that this browser has signed in before.
fn browser_name(config: &Config) -> &'static str {
    if is_secure(config) { "__Host-crewline_browser" } else { "crewline_browser" }
}

/// The value of the cookie that the browser is known by, if it was sent.
pub(crate) fn known_browser<'h>(config: &Config, headers: &'h HeaderMap) -> Option<&'h str> {
    value(headers, browser_name(config)).filter(|text| text.len() >= 40 && text.len() <= 100)
}

/// Sets the cookie that the browser is known by.
pub(crate) fn set_known_browser(config: &Config, text: &str) -> Option<HeaderValue> {
    set(config, browser_name(config), text, MAX_AGE_SECONDS)
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

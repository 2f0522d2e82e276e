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

/// Sets a cookie that only we read, for so many seconds.
pub(crate) fn set(config: &Config, name: &str, value: &str, seconds: u64) -> Option<HeaderValue> {
    let secure = if is_secure(config) { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).ok()
}

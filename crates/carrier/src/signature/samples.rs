//! Signed requests for the tests of this folder.
//!
//! Their signatures were computed by other programs: the `twilio` 9.13.0 package of PyPI
//! (`RequestValidator.compute_signature`, with `algorithm="HMAC_SHA256"` for shared keys), the
//! `@signalwire/compatibility-api` 3.2.0 package of npm (`getExpectedTwilioSignature`), Python's
//! `hmac`, and PyNaCl 1.6 (`SigningKey(bytes(range(32))).sign(timestamp + b"|" + body)`).

use secrecy::SecretString;

use super::{Method, Request};

pub(super) const TOKEN: &str = "12345abcde67890fghij";
pub(super) const KEY_ID: &str = "webhooks_sharedkey_1";
pub(super) const KEY: &str = "shared-secret-of-key-one";

pub(super) const FORM: &str = "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234\
    &From=%2B14158675309&To=%2B18005551212";
/// Outer spaces, an empty value, a repeated name, letters beyond ASCII and beyond 16 bits,
/// names of both cases, plus and percent signs.
pub(super) const HARD_FORM: &str = "To=%2B18005551212\
    &CallerName=+Zo%C3%AB+%26+S%C3%B8n+%E6%97%A5%E6%9C%AC+%F0%9F%98%80+\
    &ForwardedFrom=&Tag=b&Tag=a&Tag=b&a=lower&Zz=1%2B1%3D2+100%25";
pub(super) const JSON: &str = r#"{"call":{"status":"ended","name":"Zoë"}}"#;

pub(super) const FORM_TYPE: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
pub(super) const JSON_TYPE: (&str, &str) = ("content-type", "application/json");

pub(super) fn secret(text: &str) -> SecretString {
    SecretString::from(text)
}

pub(super) fn post<'a>(url: &'a str, body: &'a str, headers: &'a [(&'a str, &'a str)]) -> Request<'a> {
    Request { method: Method::Post, url, headers, body: body.as_bytes() }
}

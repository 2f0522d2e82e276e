//! Requests to a carrier's API, and its answers.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use serde_json::Value;
use url::{Url, form_urlencoded};

/// The method of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates, or changes with a form.
    Post,
    /// Changes some fields.
    Patch,
    /// Removes.
    Delete,
}

/// The body of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// None.
    Empty,
    /// `application/x-www-form-urlencoded`.
    Form(String),
    /// `application/json`.
    Json(String),
}

/// A request to a carrier's API. The sender adds the credentials, so it holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The whole address.
    pub url: Url,
    /// The body.
    pub body: Body,
    /// Sending it twice does no more than sending it once, so it may be repeated after a lost answer.
    pub is_repeatable: bool,
}

impl Request {
    pub(super) fn get(url: Url) -> Self {
        Self { method: Method::Get, url, body: Body::Empty, is_repeatable: true }
    }

    pub(super) fn delete(url: Url) -> Self {
        Self { method: Method::Delete, url, body: Body::Empty, is_repeatable: true }
    }

    pub(super) fn form(url: Url, fields: &[(&str, &str)]) -> Self {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        Self { method: Method::Post, url, body: Body::Form(form), is_repeatable: false }
    }

    pub(super) fn json(method: Method, url: Url, body: &Value) -> Self {
        // A PATCH sets fields to values, so a second one changes nothing more.
        Self { method, url, body: Body::Json(body.to_string()), is_repeatable: method == Method::Patch }
    }

    /// The same, for one that sets values and creates nothing.
    pub(super) fn repeatable(self) -> Self {
        Self { is_repeatable: true, ..self }
    }
}

/// A carrier's answer, whatever its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
    /// How long the carrier asks to wait before the next request.
    pub retry_after: Option<Duration>,
}

impl Answer {
    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The body, if it is JSON.
    pub(super) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

/// The longest wait that is believed.
const MAX_WAIT: Duration = Duration::from_secs(3_600);

/// The wait that a `Retry-After` header asks for, an hour at most: seconds, or a moment, which is compared with the answer's own `Date`.
#[must_use]
pub fn retry_after(header: &str, date: &str) -> Option<Duration> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(header.parse().map_or(MAX_WAIT, Duration::from_secs).min(MAX_WAIT));
    }
    let moment = |text: &str| -> Option<Timestamp> {
        rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(text.trim()).ok()
    };
    let seconds = moment(header)?.as_second() - moment(date)?.as_second();
    Some(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)).min(MAX_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_read_from_seconds_and_from_a_moment() {
        let date = "Tue, 24 Nov 2026 10:00:00 GMT";
        for (header, wait) in [
            ("3", Some(3)),
            (" 120 ", Some(120)),
            ("Tue, 24 Nov 2026 10:00:30 GMT", Some(30)),
            ("Tue, 24 Nov 2026 09:59:00 GMT", Some(0)),
            ("", None),
            ("soon", None),
            ("-1", None),
            ("1.5", None),
            ("18446744073709551615", Some(3_600)),
            ("99999999999999999999999", Some(3_600)),
        ] {
            assert_eq!(retry_after(header, date), wait.map(Duration::from_secs), "{header}");
        }
        assert_eq!(retry_after("Tue, 24 Nov 2026 10:00:30 GMT", ""), None);
    }

    #[test]
    fn only_requests_that_create_something_are_not_repeatable() {
        let url = || Url::parse("https://api.carrier.example/1").unwrap();
        assert!(Request::get(url()).is_repeatable && Request::delete(url()).is_repeatable);
        assert!(Request::json(Method::Patch, url(), &Value::Null).is_repeatable);
        assert!(!Request::json(Method::Post, url(), &Value::Null).is_repeatable);
        let form = Request::form(url(), &[("To", "+1 & 2"), ("From", "")]);
        assert_eq!(form.body, Body::Form("To=%2B1+%26+2&From=".into()));
        assert!(!form.is_repeatable && form.repeatable().is_repeatable);
    }
}

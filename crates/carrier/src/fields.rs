//! Reads a form's fields as typed values, or names the one that is invalid.

use jiff::Timestamp;
use jiff::fmt::rfc2822;

use super::event_error::EventError;
use super::form::Form;
use super::id::CarrierId;
use super::status::CarrierStatus;

/// The longest duration that is accepted: a week. No carrier lets a call live for longer than a day.
const MAX_SECONDS: u32 = 7 * 24 * 60 * 60;

/// A form whose fields are read as typed values. An empty value is the same as none.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a>(pub(super) &'a Form);

type Read<T> = Result<T, EventError>;

impl<'a> Fields<'a> {
    pub(super) fn text(self, name: &str) -> Option<&'a str> {
        self.0.get(name).filter(|value| !value.is_empty())
    }

    pub(super) fn id(self, name: &'static str) -> Read<CarrierId> {
        self.optional_id(name)?.ok_or(EventError::Missing(name))
    }

    pub(super) fn optional_id(self, name: &'static str) -> Read<Option<CarrierId>> {
        self.text(name).map(|text| CarrierId::new(text).map_err(|_| EventError::Invalid(name))).transpose()
    }

    /// An address of a party: short, and without control characters.
    pub(super) fn address(self, name: &'static str) -> Read<Option<&'a str>> {
        self.text(name).map(|text| address(text, name)).transpose()
    }

    /// A name for people. It is decoration, so an odd one is cleaned and cut, not refused.
    pub(super) fn name(self, name: &str) -> Option<String> {
        let text: String = self.text(name)?.chars().filter(|c| !c.is_control()).take(100).collect();
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    pub(super) fn status(self, name: &'static str) -> Read<CarrierStatus> {
        self.optional_status(name)?.ok_or(EventError::Missing(name))
    }

    pub(super) fn optional_status(self, name: &'static str) -> Read<Option<CarrierStatus>> {
        self.text(name).map(|text| text.parse().map_err(|_| EventError::Invalid(name))).transpose()
    }

    /// Whole seconds, rounded down. Twilio's `-1` means that it does not know yet.
    pub(super) fn seconds(self, name: &'static str) -> Read<Option<u32>> {
        let Some(text) = self.text(name).filter(|text| *text != "-1") else {
            return Ok(None);
        };
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        whole_number(whole)
            .filter(|seconds| *seconds <= MAX_SECONDS && whole_number(fraction).is_some())
            .map(Some)
            .ok_or(EventError::Invalid(name))
    }

    pub(super) fn number(self, name: &'static str) -> Read<Option<u32>> {
        self.text(name).map(|text| whole_number(text).ok_or(EventError::Invalid(name))).transpose()
    }

    pub(super) fn flag(self, name: &'static str) -> Read<Option<bool>> {
        match self.text(name) {
            None => Ok(None),
            Some(text) if text.eq_ignore_ascii_case("true") || text == "1" => Ok(Some(true)),
            Some(text) if text.eq_ignore_ascii_case("false") || text == "0" => Ok(Some(false)),
            Some(_) => Err(EventError::Invalid(name)),
        }
    }

    /// A moment, in either of the formats that carriers use. It only orders a timeline, so an unreadable one counts as
    /// none.
    pub(super) fn moment(self, name: &str) -> Option<Timestamp> {
        let text = self.text(name)?;
        text.parse().ok().or_else(|| rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(text).ok())
    }

    /// The address of a thing at the carrier.
    pub(super) fn url(self, name: &'static str) -> Read<Option<String>> {
        self.text(name).map(|text| web_address(text, name).map(str::to_owned)).transpose()
    }
}

/// A party's address as a text of any field: short, and without control characters.
pub(super) fn address<'a>(text: &'a str, name: &'static str) -> Read<&'a str> {
    let is_sane = text.len() <= 256 && !text.chars().any(char::is_control);
    is_sane.then_some(text).ok_or(EventError::Invalid(name))
}

/// An absolute address of the web as a text of any field, at most 4 KiB long.
pub(super) fn web_address<'a>(text: &'a str, name: &'static str) -> Read<&'a str> {
    let is_sane = text.len() <= 4096 && !text.chars().any(|c| c.is_control() || c.is_whitespace());
    let is_web = || url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    (is_sane && is_web()).then_some(text).ok_or(EventError::Invalid(name))
}

/// Digits only: `parse` alone would take a sign.
fn whole_number(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(value: &str) -> Read<Option<u32>> {
        let form = Form::parse(format!("CallDuration={value}").as_bytes()).unwrap();
        Fields(&form).seconds("CallDuration")
    }

    #[test]
    fn seconds_are_read_from_numbers_and_texts() {
        for (text, value) in [
            ("", None),
            ("-1", None),
            ("0", Some(0)),
            ("62", Some(62)),
            ("62.0", Some(62)),
            ("62.97", Some(62)),
            ("604800", Some(604_800)),
        ] {
            assert_eq!(seconds(text), Ok(value), "{text}");
        }
        for text in ["-2", "%2B3", "1e3", "NaN", "62.", "6.2.1", "604801", "99999999999", "long"] {
            assert_eq!(seconds(text), Err(EventError::Invalid("CallDuration")), "{text}");
        }
    }

    #[test]
    fn a_time_is_read_in_both_formats() {
        for text in ["Tue, 24 Nov 2026 10:00:05 +0000", "2026-11-24T10:00:05Z"] {
            let mut encoded = form_urlencoded::Serializer::new(String::new());
            let encoded = encoded.append_pair("Timestamp", text).finish();
            let form = Form::parse(encoded.as_bytes()).unwrap();
            let moment = Fields(&form).moment("Timestamp").unwrap();
            assert_eq!(moment.as_second(), 1_795_514_405, "{text}");
        }
        let form = Form::parse(b"Timestamp=yesterday").unwrap();
        assert_eq!(Fields(&form).moment("Timestamp"), None);
    }

    #[test]
    fn only_complete_http_urls_are_accepted() {
        for (text, is_taken) in [
            ("https://api.example/Recordings/RE1?x=1", true),
            ("http://127.0.0.1:9/RE1", true),
            ("ftp://api.example/RE1", false),
            ("/Recordings/RE1", false),
            ("https://api.example/a b", false),
            ("file:///etc/passwd", false),
        ] {
            let mut encoded = form_urlencoded::Serializer::new(String::new());
            let encoded = encoded.append_pair("RecordingUrl", text).finish();
            let form = Form::parse(encoded.as_bytes()).unwrap();
            assert_eq!(Fields(&form).url("RecordingUrl").is_ok(), is_taken, "{text}");
        }
    }

    #[test]
    fn a_long_name_is_truncated() {
        let long = format!("CallerName=%00A%0A{}", "b".repeat(300));
        let form = Form::parse(long.as_bytes()).unwrap();
        assert_eq!(Fields(&form).name("CallerName").unwrap().len(), 100);
        let form = Form::parse(b"CallerName=+%09+").unwrap();
        assert_eq!(Fields(&form).name("CallerName"), None);
    }
}

//! Reads a form's fields as typed values. A field that is needed and invalid is an error; a decoration is left out.

use std::cell::RefCell;

use jiff::Timestamp;
use jiff::fmt::rfc2822;

use super::caller::Caller;
use super::event_error::EventError;
use super::form::Form;
use super::id::CarrierId;
use super::left_out::LeftOut;
use super::phone_number::PhoneNumber;
use super::status::CarrierStatus;
use super::text::{clean_line, is_invisible};

/// The longest duration that is accepted: a week. No carrier lets a call live for longer than a day.
const MAX_SECONDS: u32 = 7 * 24 * 60 * 60;

/// The longest address of a party that is kept, in characters.
const MAX_ADDRESS: usize = 256;
/// The longest name that is kept, in characters.
const MAX_NAME: usize = 100;

/// A form whose fields are read as typed values. An empty value is the same as none.
///
/// The functions that fail read the fields that an event can't do without. A field that decorates it is left out where it can't be
/// read, and [`Self::left_out`] names it.
pub(super) struct Fields<'a> {
    form: &'a Form,
    left_out: RefCell<LeftOut>,
}

type Read<T> = Result<T, EventError>;

impl<'a> Fields<'a> {
    pub(super) fn of(form: &'a Form) -> Self {
        Self { form, left_out: RefCell::default() }
    }

    /// The fields that were left out.
    pub(super) fn left_out(self) -> LeftOut {
        self.left_out.into_inner()
    }

    /// Notes a field that is left out.
    pub(super) fn leave_out(&self, name: &'static str) {
        self.left_out.borrow_mut().add(name);
    }

    /// Reads a decoration: one that can't be read is left out.
    fn decoration<T>(&self, name: &'static str, read: impl FnOnce(&'a str) -> Option<T>) -> Option<T> {
        let value = read(self.text(name)?);
        if value.is_none() {
            self.leave_out(name);
        }
        value
    }

    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        self.form.get(name).filter(|value| !value.is_empty())
    }

    pub(super) fn id(&self, name: &'static str) -> Read<CarrierId> {
        self.optional_id(name)?.ok_or(EventError::Missing(name))
    }

    /// An id that decides what the event is about, if there is one.
    pub(super) fn optional_id(&self, name: &'static str) -> Read<Option<CarrierId>> {
        self.text(name).map(|text| CarrierId::new(text).map_err(|_| EventError::Invalid(name))).transpose()
    }

    /// An id that the event can do without.
    pub(super) fn minor_id(&self, name: &'static str) -> Option<CarrierId> {
        self.decoration(name, |text| CarrierId::new(text).ok())
    }

    /// An address of a party, cleaned. A longer one is no address.
    pub(super) fn address(&self, name: &'static str) -> Option<String> {
        self.decoration(name, address)
    }

    /// A name for people, cleaned and cut.
    pub(super) fn name(&self, name: &str) -> Option<String> {
        clean_line(self.text(name)?, MAX_NAME)
    }

    /// The number of ours that the event came to.
    pub(super) fn called_number(&self, name: &'static str) -> Read<PhoneNumber> {
        let text = self.text(name).ok_or(EventError::Missing(name))?;
        Caller::read(text).number().ok_or(EventError::Invalid(name))
    }

    /// A status. A word that no carrier used before is left out.
    pub(super) fn status(&self, name: &'static str) -> Option<CarrierStatus> {
        self.decoration(name, |text| text.parse().ok())
    }

    /// Whole seconds, rounded down. Twilio's `-1` means that it does not know yet.
    pub(super) fn seconds(&self, name: &'static str) -> Option<u32> {
        self.text(name).filter(|text| *text != "-1")?;
        self.decoration(name, seconds)
    }

    pub(super) fn number(&self, name: &'static str) -> Option<u32> {
        self.decoration(name, whole_number)
    }

    pub(super) fn flag(&self, name: &'static str) -> Option<bool> {
        self.decoration(name, |text| match text {
            "1" => Some(true),
            "0" => Some(false),
            text if text.eq_ignore_ascii_case("true") => Some(true),
            text if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        })
    }

    /// A moment, in either of the formats that carriers use. It only orders a timeline.
    pub(super) fn moment(&self, name: &'static str) -> Option<Timestamp> {
        self.decoration(name, |text| {
            text.parse()
                .ok()
                .or_else(|| rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(text).ok())
        })
    }

    /// The address of a thing at the carrier.
    pub(super) fn url(&self, name: &'static str) -> Option<String> {
        self.decoration(name, web_address)
    }

    /// The channels of a recording.
    pub(super) fn channels(&self, name: &'static str) -> Option<u8> {
        self.decoration(name, |text| match text {
            "1" | "single" | "mono" => Some(1),
            "2" | "dual" => Some(2),
            _ => None,
        })
    }
}

/// A party's address, cleaned. `None` means that it is too long, or has nothing visible.
pub(super) fn address(text: &str) -> Option<String> {
    (text.len() <= MAX_ADDRESS).then(|| clean_line(text, MAX_ADDRESS)).flatten()
}

/// An absolute address of the web, at most 4 KiB long.
pub(super) fn web_address(text: &str) -> Option<String> {
    let is_sane = text.len() <= 4096 && !text.chars().any(|c| is_invisible(c) || c.is_whitespace());
    let is_web = || url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    (is_sane && is_web()).then(|| text.to_owned())
}

fn seconds(text: &str) -> Option<u32> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    whole_number(whole).filter(|seconds| *seconds <= MAX_SECONDS && whole_number(fraction).is_some())
}

/// Digits only: `parse` alone would take a sign.
fn whole_number(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with<T>(name: &str, value: &str, read: impl Fn(&Fields<'_>) -> T) -> (T, String) {
        let mut encoded = form_urlencoded::Serializer::new(String::new());
        let encoded = encoded.append_pair(name, value).finish();
        let form = Form::parse(encoded.as_bytes()).unwrap();
        let fields = Fields::of(&form);
        (read(&fields), fields.left_out().to_string())
    }

    #[test]
    fn seconds_are_read_from_numbers_and_texts() {
        let seconds = |value: &str| with("CallDuration", value, |fields| fields.seconds("CallDuration"));
        for (text, value) in [
            ("", None),
            ("-1", None),
            ("0", Some(0)),
            ("62", Some(62)),
            ("62.0", Some(62)),
            ("62.97", Some(62)),
            ("604800", Some(604_800)),
        ] {
            assert_eq!(seconds(text), (value, String::new()), "{text}");
        }
        for text in ["-2", "+3", "1e3", "NaN", "62.", "6.2.1", "604801", "99999999999", "long", "٦٢"] {
            assert_eq!(seconds(text), (None, "CallDuration".to_owned()), "{text}");
        }
    }

    #[test]
    fn a_time_is_read_in_both_formats() {
        let moment = |value: &str| with("Timestamp", value, |fields| fields.moment("Timestamp"));
        for text in ["Tue, 24 Nov 2026 10:00:05 +0000", "2026-11-24T10:00:05Z"] {
            assert_eq!(moment(text).0.unwrap().as_second(), 1_795_514_405, "{text}");
        }
        assert_eq!(moment("yesterday"), (None, "Timestamp".to_owned()));
    }

    #[test]
    fn only_complete_http_urls_are_accepted() {
        for (text, is_taken) in [
            ("https://api.example/Recordings/RE1?x=1", true),
            ("http://127.0.0.1:9/RE1", true),
            ("ftp://api.example/RE1", false),
            ("/Recordings/RE1", false),
            ("https://api.example/a b", false),
            ("https://api.example/\u{202e}1", false),
            ("file:///etc/passwd", false),
        ] {
            let (url, left_out) = with("RecordingUrl", text, |fields| fields.url("RecordingUrl"));
            assert_eq!((url.is_some(), left_out.is_empty()), (is_taken, is_taken), "{text}");
        }
    }

    #[test]
    fn a_long_name_is_truncated() {
        let name = |value: &str| with("CallerName", value, |fields| fields.name("CallerName")).0;
        assert_eq!(name(&format!("\0A\n{}", "b".repeat(300))).unwrap().chars().count(), 100);
        assert_eq!(name(" \t "), None);
        assert_eq!(name("\u{202e}ANA\u{2069}").as_deref(), Some("ANA"));
    }

    #[test]
    fn a_long_address_is_left_out_and_a_marked_one_cleaned() {
        let address = |value: &str| with("From", value, |fields| fields.address("From"));
        assert_eq!(address("\u{202a}sip:desk@pbx\u{202c}\r"), (Some("sip:desk@pbx".to_owned()), String::new()));
        assert_eq!(address(&"1".repeat(257)), (None, "From".to_owned()));
        assert_eq!(address("\r\n"), (None, "From".to_owned()));
    }
}

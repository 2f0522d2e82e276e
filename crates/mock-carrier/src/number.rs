//! A number of the account, and the addresses that it requests.

use serde::{Deserialize, Serialize};

/// The method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Fields in the body.
    #[default]
    Post,
    /// Fields in the query.
    Get,
}

impl Method {
    /// The method that an attribute or a REST field names; POST when it is left out.
    #[must_use]
    pub fn from_name(name: Option<&str>) -> Self {
        match name {
            Some(name) if name.eq_ignore_ascii_case("GET") => Self::Get,
            _ => Self::Post,
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Post => "POST",
            Self::Get => "GET",
        }
    }
}

/// A number with its settings. Empty addresses are not requested.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Number {
    /// The carrier's id; set when the number is added.
    pub sid: String,
    /// E.164.
    pub phone_number: String,
    /// The account's name for it.
    pub friendly_name: String,
    /// Requested when a call comes in.
    pub voice_url: String,
    /// The method for [`Number::voice_url`].
    pub voice_method: Method,
    /// Requested when another document can't be fetched.
    pub voice_fallback_url: String,
    /// The method for [`Number::voice_fallback_url`].
    pub voice_fallback_method: Method,
    /// Notified once, when a call has ended.
    pub status_callback: String,
    /// The method for [`Number::status_callback`].
    pub status_callback_method: Method,
    /// Notified of recordings whose document names no address for that. No real carrier has this setting; it is for
    /// trying out documents.
    pub recording_status_callback: String,
    /// Requested when a message comes in.
    pub sms_url: String,
    /// The method for [`Number::sms_url`].
    pub sms_method: Method,
    /// Requested when [`Number::sms_url`] can't be reached.
    pub sms_fallback_url: String,
    /// An application that takes the calls in place of [`Number::voice_url`] (Twilio, SignalWire).
    pub voice_application_sid: String,
    /// A trunk that takes the calls in place of [`Number::voice_url`] (Twilio).
    pub trunk_sid: String,
    /// The TeXML application, or another connection, that takes the calls (Telnyx).
    pub connection_id: String,
    /// The messaging profile that takes the texts (Telnyx).
    pub messaging_profile_id: String,
    /// When it was bought, RFC 2822.
    pub date_created: String,
    /// When it was last configured, RFC 2822.
    pub date_updated: String,
}

impl Number {
    /// A number that requests its documents from this address.
    #[must_use]
    pub fn new(phone_number: &str, voice_url: &str) -> Self {
        Self { phone_number: phone_number.to_owned(), voice_url: voice_url.to_owned(), ..Self::default() }
    }

    /// The same, with an address to notify when a call has ended.
    #[must_use]
    pub fn status_callback(mut self, url: &str) -> Self {
        url.clone_into(&mut self.status_callback);
        self
    }

    /// The same, with a fallback address.
    #[must_use]
    pub fn fallback(mut self, url: &str) -> Self {
        url.clone_into(&mut self.voice_fallback_url);
        self
    }
}

/// The reason why a number can't be added or configured.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Not `+` and 7 to 15 digits.
    #[error("{0} is not a phone number in E.164 form")]
    NotE164(String),
    /// The account has it already.
    #[error("{0} belongs to the account already")]
    Taken(String),
    /// An address that is neither http nor https.
    #[error("{0} is not an http or https address")]
    Url(String),
    /// A fallback address needs an address that it can replace.
    #[error("a fallback address needs a voice address")]
    FallbackAlone,
}

impl NumberError {
    /// Twilio's code for it.
    pub(crate) fn code(&self) -> u32 {
        match self {
            Self::NotE164(_) => 21421,
            Self::Taken(_) => 21422,
            Self::Url(_) => 21402,
            Self::FallbackAlone => 21405,
        }
    }
}

/// Refuses what a real carrier would refuse.
pub(crate) fn check(number: &Number) -> Result<(), NumberError> {
    if !is_e164(&number.phone_number) {
        return Err(NumberError::NotE164(number.phone_number.clone()));
    }
    for address in [
        &number.voice_url,
        &number.voice_fallback_url,
        &number.status_callback,
        &number.recording_status_callback,
        &number.sms_url,
        &number.sms_fallback_url,
    ] {
        if !address.is_empty() && !is_web_address(address) {
            return Err(NumberError::Url(address.clone()));
        }
    }
    if number.voice_url.is_empty() && !number.voice_fallback_url.is_empty() {
        return Err(NumberError::FallbackAlone);
    }
    Ok(())
}

/// Whether the text is an http or https address.
pub(crate) fn is_web_address(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

/// Whether the text is `+` and 7 to 15 digits, the first not 0.
pub(crate) fn is_e164(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('+') else {
        return false;
    };
    (7..=15).contains(&digits.len()) && !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit())
}

//! Texts: those that came in, and reports on those that were sent.
//!
//! Twilio and SignalWire report them in forms, to an address for each kind. Telnyx reports them in JSON that names its
//! kind, and sends both kinds to the one address of a number's profile.

mod form;
mod json;
mod sender;
mod status;

use std::fmt;

use super::event_error::EventError;
use super::id::CarrierId;
use super::left_out::LeftOut;
use super::phone_number::PhoneNumber;
use super::provider::Provider;
use super::signature::Verified;

pub use sender::Sender;
pub use status::MessageStatus;

/// The longest text that is accepted, in characters: ten times the longest that a carrier sends.
pub const MAX_CHARACTERS: usize = 16_000;
/// The most pictures and the like that come with one text.
pub const MAX_MEDIA: usize = 10;
/// The most numbers that one text is sent to.
const MAX_RECIPIENTS: usize = 50;

/// A text that came in.
#[derive(Clone, PartialEq, Eq)]
pub struct InboundMessage {
    /// The text's id.
    pub message: CarrierId,
    /// The account at the carrier, if it says so.
    pub account: Option<CarrierId>,
    /// Its sender.
    pub from: Sender,
    /// Its recipients: one number, or all numbers of a text to a group.
    pub to: Vec<PhoneNumber>,
    /// Its text; empty if it is pictures alone.
    pub body: String,
    /// The pictures and the like that came with it.
    pub media: Vec<Media>,
    /// How many texts of the network it took, if the carrier says so.
    pub segments: Option<u32>,
    /// The fields that it does without.
    pub left_out: LeftOut,
}

/// A picture or the like.
#[derive(Clone, PartialEq, Eq)]
pub struct Media {
    /// Where the carrier keeps it.
    pub url: String,
    /// Its media type, such as `image/jpeg`.
    pub content_type: Option<String>,
}

/// A report on a text that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageUpdate {
    /// The text's id.
    pub message: CarrierId,
    /// The account at the carrier, if it says so.
    pub account: Option<CarrierId>,
    /// Its status; `None` for a word that no carrier used before.
    pub status: Option<MessageStatus>,
    /// The fields that it does without.
    pub left_out: LeftOut,
}

/// A request to an address for texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageEvent {
    /// A text came in.
    Received(InboundMessage),
    /// A report on a text that was sent.
    Status(MessageUpdate),
    /// A report on something else: it is acknowledged and ignored.
    Other,
}

impl MessageEvent {
    /// Reads a request to the address for texts that come in.
    ///
    /// # Errors
    /// Returns [`EventError`] when it can't be read.
    pub fn from_message_webhook(request: &Verified) -> Result<Self, EventError> {
        match request.provider() {
            Provider::Twilio | Provider::SignalWire => InboundMessage::from_form(request.form()).map(Self::Received),
            Provider::Telnyx => Self::from_json(request),
        }
    }

    /// Reads a request to the address for the status of texts.
    ///
    /// # Errors
    /// Returns [`EventError`] when it can't be read.
    pub fn from_status_webhook(request: &Verified) -> Result<Self, EventError> {
        match request.provider() {
            Provider::Twilio | Provider::SignalWire => MessageUpdate::from_form(request.form()).map(Self::Status),
            Provider::Telnyx => Self::from_json(request),
        }
    }

    fn from_json(request: &Verified) -> Result<Self, EventError> {
        Self::parse_json(request.raw().ok_or(EventError::Missing("body"))?)
    }
}

/// The body of a text, without invisible characters; the error is its beginning, if it is too long.
fn body(text: &str) -> Result<String, String> {
    super::text::clean_lines(text, MAX_CHARACTERS).map_err(|_| {
        let beginning: String = text.chars().take(MAX_CHARACTERS).collect();
        super::text::clean_lines(&beginning, MAX_CHARACTERS).unwrap_or_default()
    })
}

/// The media type of a picture or the like. It only decides how to show it, so an odd one counts as none.
fn content_type(text: &str) -> Option<String> {
    let essence = text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'-' | b'_');
    let is_word = |part: &str| !part.is_empty() && part.bytes().all(is_allowed);
    let is_type = essence.split_once('/').is_some_and(|(kind, name)| is_word(kind) && is_word(name));
    (is_type && essence.len() <= 100).then_some(essence)
}

/// Shows neither the sender nor the text, which do not belong in a log.
impl fmt::Debug for InboundMessage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { message, media, segments, .. } = self;
        let mut debug = formatter.debug_struct("InboundMessage");
        debug.field("message", message).field("media", &media.len()).field("segments", segments).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invalid_content_type_is_dropped() {
        for (text, expected) in [
            ("image/jpeg", Some("image/jpeg")),
            (" Text/X-vCard; charset=utf-8", Some("text/x-vcard")),
            ("application/vnd.a+b", Some("application/vnd.a+b")),
            ("", None),
            ("image", None),
            ("image/", None),
            ("image/jpeg\r\nx: y", None),
            ("a/b/c", None),
        ] {
            assert_eq!(content_type(text).as_deref(), expected, "{text}");
        }
        assert_eq!(content_type(&format!("image/{}", "x".repeat(100))), None);
    }
}

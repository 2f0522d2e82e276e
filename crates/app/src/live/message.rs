//! A message, as the live stream writes it.

use crewline_core::messages::{Direction, FromKind, Message, MessageStatus};
use crewline_core::time::Timestamp;
use serde::Serialize;

/// A message. The carrier's addresses of its pictures are left out, since the carrier checks no number access.
#[derive(Serialize)]
pub(crate) struct MessageRow {
    id: String,
    number_id: String,
    /// The number's current name.
    number_name: String,
    direction: Direction,
    status: MessageStatus,
    /// In E.164, or the word that a carrier sends in place of a phone number.
    from: String,
    from_kind: FromKind,
    to: String,
    body: String,
    /// How many segments the network sent, if known.
    segments: Option<i64>,
    /// How many media files came with it.
    media_count: i64,
    /// When it came in, if it did.
    received_at: Option<Timestamp>,
    /// When it was sent, if it was.
    sent_at: Option<Timestamp>,
}

impl From<Message> for MessageRow {
    fn from(message: Message) -> Self {
        Self {
            id: message.id.to_string(),
            number_id: message.number_id.to_string(),
            number_name: message.number_name,
            direction: message.direction,
            status: message.status,
            from: message.from,
            from_kind: message.from_kind,
            to: message.to,
            body: message.body,
            segments: message.segments,
            media_count: message.media_count,
            received_at: message.received_at,
            sent_at: message.sent_at,
        }
    }
}

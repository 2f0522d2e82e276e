//! Texts as Telnyx reports them.

use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::{
    InboundMessage, MAX_MEDIA, MAX_RECIPIENTS, Media, MessageEvent, MessageStatus, MessageUpdate, Sender, body,
    content_type,
};
use crate::event_error::EventError;
use crate::fields::{address, web_address};
use crate::id::CarrierId;
use crate::left_out::LeftOut;

#[derive(Deserialize)]
struct Envelope<P> {
    data: Data<P>,
}

#[derive(Deserialize)]
struct Data<P> {
    event_type: String,
    payload: P,
}

#[derive(Deserialize)]
struct ReceivedPayload {
    id: String,
    #[serde(default)]
    from: Lenient<Party>,
    to: Vec<Lenient<Party>>,
    #[serde(default)]
    text: Lenient<String>,
    #[serde(default)]
    media: Lenient<Vec<Value>>,
    #[serde(default)]
    parts: Lenient<u32>,
}

#[derive(Deserialize)]
struct StatusPayload {
    id: String,
    to: Vec<Recipient>,
}

#[derive(Deserialize)]
struct Party {
    phone_number: String,
}

#[derive(Deserialize)]
struct Recipient {
    #[serde(default)]
    status: Lenient<String>,
}

#[derive(Deserialize)]
struct MediaPayload {
    url: String,
    #[serde(default)]
    content_type: Lenient<String>,
}

/// A value that the event can do without: one of another type counts as none.
struct Lenient<T> {
    value: Option<T>,
    is_unreadable: bool,
}

impl<T> Default for Lenient<T> {
    fn default() -> Self {
        Self { value: None, is_unreadable: false }
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let is_null = value.is_null();
        let value = T::deserialize(value).ok();
        Ok(Self { is_unreadable: value.is_none() && !is_null, value })
    }
}

impl<T> Lenient<T> {
    fn read(self, name: &'static str, left_out: &mut LeftOut) -> Option<T> {
        if self.is_unreadable {
            left_out.add(name);
        }
        self.value
    }
}

impl MessageEvent {
    /// Reads the body, which names its kind of event.
    ///
    /// # Errors
    /// Returns [`EventError`] when it is no JSON, or is about a text and can't be read.
    pub fn parse_json(bytes: &[u8]) -> Result<Self, EventError> {
        match read::<IgnoredAny>(bytes)?.event_type.as_str() {
            "message.received" => read_received(read(bytes)?.payload).map(Self::Received),
            "message.sent" | "message.finalized" => read_status(read(bytes)?.payload),
            _ => Ok(Self::Other),
        }
    }
}

fn read<'b, P: Deserialize<'b>>(bytes: &'b [u8]) -> Result<Data<P>, EventError> {
    serde_json::from_slice::<Envelope<P>>(bytes).map(|envelope| envelope.data).map_err(|_| EventError::Invalid("body"))
}

fn id(text: &str) -> Result<CarrierId, EventError> {
    CarrierId::new(text).map_err(|_| EventError::Invalid("id"))
}

fn read_received(payload: ReceivedPayload) -> Result<InboundMessage, EventError> {
    let mut left_out = LeftOut::default();
    let from = payload.from.read("from", &mut left_out).and_then(|from| address(&from.phone_number));
    // Some recipients of a text to a group may be short codes; ours are numbers.
    let number = |to: Lenient<Party>| to.value?.phone_number.parse().ok();
    let to: Vec<_> = payload.to.into_iter().take(MAX_RECIPIENTS).filter_map(number).collect();
    if to.is_empty() {
        return Err(EventError::Invalid("to"));
    }
    let media = payload.media.read("media", &mut left_out).unwrap_or_default();
    if media.len() > MAX_MEDIA {
        left_out.add("media");
    }
    let media = media.into_iter().take(MAX_MEDIA).filter_map(|media| {
        let media = MediaPayload::deserialize(media).ok();
        let url = media.as_ref().and_then(|media| web_address(&media.url));
        if url.is_none() {
            left_out.add("media");
        }
        let kind = media.and_then(|media| media.content_type.value);
        Some(Media { url: url?, content_type: kind.as_deref().and_then(content_type) })
    });
    let media = media.collect();
    let text = payload.text.read("text", &mut left_out).unwrap_or_default();
    Ok(InboundMessage {
        message: id(&payload.id)?,
        account: None,
        from: Sender::read(&from.unwrap_or_default()),
        to,
        body: body(&text).unwrap_or_else(|cut| {
            left_out.add("text");
            cut
        }),
        media,
        segments: payload.parts.read("parts", &mut left_out),
        left_out,
    })
}

/// The status of a text to several recipients is the least of theirs. A word that no carrier used before makes it unknown.
fn read_status(payload: StatusPayload) -> Result<MessageEvent, EventError> {
    let status = |to: &Recipient| MessageStatus::from_carrier_word(to.status.value.as_deref()?);
    let statuses: Vec<_> = payload.to.iter().map(status).collect();
    // No status is less than any.
    let status = statuses.into_iter().min().ok_or(EventError::Missing("to"))?;
    let mut left_out = LeftOut::default();
    if status.is_none() {
        left_out.add("status");
    }
    Ok(MessageEvent::Status(MessageUpdate { message: id(&payload.id)?, account: None, status, left_out }))
}

#[cfg(test)]
mod tests;

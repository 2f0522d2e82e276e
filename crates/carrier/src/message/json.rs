//! Texts as Telnyx reports them.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{
    InboundMessage, MAX_MEDIA, MAX_RECIPIENTS, Media, MessageEvent, MessageStatus, MessageUpdate, Sender, body,
    content_type,
};
use crate::event_error::EventError;
use crate::fields::{address, web_address};
use crate::id::CarrierId;

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
    from: From,
    to: Vec<To>,
    text: Option<String>,
    media: Option<Vec<MediaPayload>>,
    parts: Option<u32>,
}

#[derive(Deserialize)]
struct StatusPayload {
    id: String,
    to: Vec<To>,
}

#[derive(Deserialize)]
struct From {
    phone_number: String,
}

#[derive(Deserialize)]
struct To {
    phone_number: String,
    status: Option<String>,
}

#[derive(Deserialize)]
struct MediaPayload {
    url: String,
    content_type: Option<String>,
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
    let from = address(&payload.from.phone_number, "from")?;
    if from.is_empty() {
        return Err(EventError::Missing("from"));
    }
    // Some recipients of a text to a group may be short codes; ours are numbers.
    let to: Vec<_> = payload.to.iter().take(MAX_RECIPIENTS).filter_map(|to| to.phone_number.parse().ok()).collect();
    if to.is_empty() {
        return Err(EventError::Invalid("to"));
    }
    let media = payload.media.unwrap_or_default();
    if media.len() > MAX_MEDIA {
        return Err(EventError::Invalid("media"));
    }
    let read = |media: &MediaPayload| {
        let url = web_address(&media.url, "media")?.to_owned();
        Ok(Media { url, content_type: media.content_type.as_deref().and_then(content_type) })
    };
    Ok(InboundMessage {
        message: id(&payload.id)?,
        account: None,
        from: Sender::read(from),
        to,
        body: body(payload.text.as_deref().unwrap_or_default(), "text")?,
        media: media.iter().map(read).collect::<Result<_, _>>()?,
        segments: payload.parts,
    })
}

/// The status of a text to several recipients is the least of theirs.
fn read_status(payload: StatusPayload) -> Result<MessageEvent, EventError> {
    let status =
        |to: &To| to.status.as_deref().and_then(MessageStatus::from_carrier_word).ok_or(EventError::Invalid("status"));
    let statuses = payload.to.iter().map(status).collect::<Result<Vec<_>, _>>()?;
    let status = statuses.into_iter().min().ok_or(EventError::Missing("to"))?;
    Ok(MessageEvent::Status(MessageUpdate { message: id(&payload.id)?, account: None, status }))
}

#[cfg(test)]
mod tests;

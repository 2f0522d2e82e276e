//! Texts as Twilio and SignalWire report them.

use super::{InboundMessage, MAX_MEDIA, Media, MessageStatus, MessageUpdate, Sender, body, content_type};
use crate::event_error::EventError;
use crate::fields::{Fields, web_address};
use crate::form::Form;
use crate::id::CarrierId;

impl InboundMessage {
    /// Reads the request.
    ///
    /// # Errors
    /// Returns [`EventError`] when a field that it needs is missing or nonsense, or there is too much text or media.
    pub fn from_form(form: &Form) -> Result<Self, EventError> {
        let fields = Fields(form);
        let to = fields.address("To")?.ok_or(EventError::Missing("To"))?;
        Ok(Self {
            message: id(fields)?,
            account: fields.optional_id("AccountSid")?,
            from: Sender::read(fields.address("From")?.ok_or(EventError::Missing("From"))?),
            to: vec![to.parse().map_err(|_| EventError::Invalid("To"))?],
            body: body(fields.text("Body").unwrap_or_default(), "Body")?,
            media: media(fields)?,
            segments: fields.number("NumSegments")?,
        })
    }
}

impl MessageUpdate {
    /// Reads the callback.
    ///
    /// # Errors
    /// Returns [`EventError`] when a field that it needs is missing or nonsense.
    pub fn from_form(form: &Form) -> Result<Self, EventError> {
        let fields = Fields(form);
        let status = fields.text("MessageStatus").or_else(|| fields.text("SmsStatus"));
        let status = status.ok_or(EventError::Missing("MessageStatus"))?;
        Ok(Self {
            message: id(fields)?,
            account: fields.optional_id("AccountSid")?,
            status: MessageStatus::from_carrier_word(status).ok_or(EventError::Invalid("MessageStatus"))?,
        })
    }
}

fn id(fields: Fields<'_>) -> Result<CarrierId, EventError> {
    match fields.optional_id("MessageSid")? {
        Some(id) => Ok(id),
        None => fields.optional_id("SmsSid")?.ok_or(EventError::Missing("MessageSid")),
    }
}

fn media(fields: Fields<'_>) -> Result<Vec<Media>, EventError> {
    let count = fields.number("NumMedia")?.and_then(|count| usize::try_from(count).ok()).unwrap_or_default();
    if count > MAX_MEDIA {
        return Err(EventError::Invalid("NumMedia"));
    }
    let read = |index: usize| {
        let url = fields.text(&format!("MediaUrl{index}")).ok_or(EventError::Missing("MediaUrl"))?;
        let kind = fields.text(&format!("MediaContentType{index}")).and_then(content_type);
        Ok(Media { url: web_address(url, "MediaUrl")?.to_owned(), content_type: kind })
    };
    (0..count).map(read).collect()
}

#[cfg(test)]
mod tests;

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
    /// Returns [`EventError`] when its id, `To` or the account is missing or nonsense. No text is lost for the rest, which
    /// is left out where it can't be read.
    pub fn from_form(form: &Form) -> Result<Self, EventError> {
        let fields = Fields::of(form);
        Ok(Self {
            message: id(&fields)?,
            account: fields.optional_id("AccountSid")?,
            from: Sender::read(&fields.address("From").unwrap_or_default()),
            to: vec![fields.called_number("To")?],
            body: body(fields.text("Body").unwrap_or_default()).unwrap_or_else(|cut| {
                fields.leave_out("Body");
                cut
            }),
            media: media(&fields),
            segments: fields.number("NumSegments"),
            left_out: fields.left_out(),
        })
    }
}

impl MessageUpdate {
    /// Reads the callback.
    ///
    /// # Errors
    /// Returns [`EventError`] when a field that it needs is missing or nonsense.
    pub fn from_form(form: &Form) -> Result<Self, EventError> {
        let fields = Fields::of(form);
        let name = if fields.text("MessageStatus").is_some() { "MessageStatus" } else { "SmsStatus" };
        let status = MessageStatus::from_carrier_word(fields.text(name).ok_or(EventError::Missing("MessageStatus"))?);
        if status.is_none() {
            fields.leave_out(name);
        }
        Ok(Self {
            message: id(&fields)?,
            account: fields.optional_id("AccountSid")?,
            status,
            left_out: fields.left_out(),
        })
    }
}

fn id(fields: &Fields<'_>) -> Result<CarrierId, EventError> {
    match fields.optional_id("MessageSid")? {
        Some(id) => Ok(id),
        None => fields.optional_id("SmsSid")?.ok_or(EventError::Missing("MessageSid")),
    }
}

/// The pictures and the like. One whose address can't be read is left out, and so are those beyond the limit.
fn media(fields: &Fields<'_>) -> Vec<Media> {
    let count = fields.number("NumMedia").and_then(|count| usize::try_from(count).ok()).unwrap_or_default();
    if count > MAX_MEDIA {
        fields.leave_out("NumMedia");
    }
    let read = |index: usize| {
        let url = fields.text(&format!("MediaUrl{index}")).and_then(web_address);
        if url.is_none() {
            fields.leave_out("MediaUrl");
        }
        let kind = fields.text(&format!("MediaContentType{index}")).and_then(content_type);
        url.map(|url| Media { url, content_type: kind })
    };
    (0..count.min(MAX_MEDIA)).filter_map(read).collect()
}

#[cfg(test)]
mod tests;

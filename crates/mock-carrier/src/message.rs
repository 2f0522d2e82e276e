//! Messages: inbound ones by script, and those that the REST API sends.

mod json;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::account_data::MessageRow;
use crate::carrier::{Carrier, PlaceError};
use crate::ids::{self, Thing};
use crate::number::Method;
use crate::provider::Provider;
use crate::requests::Request;
use crate::script::Signature;
use crate::transcript::{Kind, Transcript};

/// One inbound message.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TextScript {
    /// The sender.
    pub from: String,
    /// A number of the account.
    pub to: String,
    /// The text.
    pub body: String,
    /// Addresses of pictures.
    pub media: Vec<String>,
    /// The request is sent twice.
    pub duplicate: bool,
    /// How requests are signed.
    pub signature: Signature,
}

/// Delivers an inbound message.
pub(crate) async fn receive(carrier: &Arc<Carrier>, script: TextScript) -> Result<Transcript, PlaceError> {
    let is_json = carrier.config.provider == Provider::Telnyx;
    let (number, message) = {
        let mut data = carrier.data();
        let number = data.number(&script.to).cloned().ok_or_else(|| PlaceError::UnknownNumber(script.to.clone()))?;
        if number.sms_url.is_empty() {
            return Err(PlaceError::NoAddress(script.to));
        }
        let sid = next_sid(carrier, data.next_message());
        let message = MessageRow {
            sid,
            from: script.from.clone(),
            to: script.to.clone(),
            body: script.body.clone(),
            media: script.media.len(),
            inbound: true,
            status: "received",
            created_at: carrier.now(),
        };
        data.messages.push(message.clone());
        (number, message)
    };
    let mut fields = fields(carrier, &message);
    fields.push(("Body".to_owned(), message.body.clone()));
    fields.push(("NumMedia".to_owned(), message.media.to_string()));
    fields.push(("NumSegments".to_owned(), segments(&message.body).to_string()));
    fields.push(("SmsStatus".to_owned(), "received".to_owned()));
    for (place, media) in script.media.iter().enumerate() {
        fields.push((format!("MediaUrl{place}"), media.clone()));
        fields.push((format!("MediaContentType{place}"), "image/jpeg".to_owned()));
    }
    let json = is_json.then(|| json::event(carrier.config.seed, &carrier.config.account, &message, &script.media));
    let mut request = Request {
        kind: Kind::Message,
        method: if is_json { Method::Post } else { number.sms_method },
        url: number.sms_url.clone(),
        fields: if is_json { Vec::new() } else { fields },
        json: json.map(|json| json.to_string()),
        signature: script.signature,
        token: ids::hex(carrier.config.seed, &message.sid, 0),
        duplicate: false,
        at_ms: 0,
    };
    let mut transcript = Transcript { sid: message.sid, ..Transcript::default() };
    // Only a form request expects a document.
    let (exchange, mut fault) = carrier.send(request.clone(), !is_json).await;
    transcript.exchanges.push(exchange);
    if script.duplicate {
        request.duplicate = true;
        let (exchange, second) = carrier.send(request.clone(), !is_json).await;
        transcript.exchanges.push(exchange);
        fault = second;
    }
    if let Some(fault) = fault {
        transcript.problems.push(format!("{}: {}", fault.code, fault.words));
        if !number.sms_fallback_url.is_empty() {
            request.kind = Kind::Fallback;
            request.duplicate = false;
            if !is_json {
                request.fields.push(("ErrorCode".to_owned(), fault.code.to_string()));
                request.fields.push(("ErrorUrl".to_owned(), number.sms_url));
            }
            request.url = number.sms_fallback_url;
            transcript.exchanges.push(carrier.send(request, !is_json).await.0);
        }
    }
    Ok(transcript)
}

/// Sends a message and reports its progress to the address, if there is one.
pub(crate) async fn send(carrier: Arc<Carrier>, sid: String, callback: String) {
    for (place, status) in ["sent", "delivered"].into_iter().enumerate() {
        let message = {
            let mut data = carrier.data();
            let Some(message) = data.messages.iter_mut().find(|message| message.sid == sid) else {
                return;
            };
            message.status = status;
            message.clone()
        };
        if callback.is_empty() {
            continue;
        }
        let mut fields = fields(&carrier, &message);
        fields.push(("MessageStatus".to_owned(), status.to_owned()));
        fields.push(("SmsStatus".to_owned(), status.to_owned()));
        let request = Request {
            kind: Kind::MessageStatus,
            method: Method::Post,
            url: callback.clone(),
            fields,
            json: None,
            signature: Signature::Good,
            token: ids::hex(carrier.config.seed, &sid, place as u64),
            duplicate: false,
            at_ms: 0,
        };
        let exchange = carrier.send_callback(request).await;
        if let Some(error) = exchange.error {
            tracing::warn!(%error, sid, "a message status could not be reported");
        }
    }
}

pub(crate) fn next_sid(carrier: &Carrier, count: u64) -> String {
    ids::id(carrier.config.provider, Thing::Message, carrier.config.seed, "message", count)
}

/// The number of SMS segments.
pub(crate) fn segments(body: &str) -> usize {
    let (single, part) = if body.is_ascii() { (160, 153) } else { (70, 67) };
    let length = body.encode_utf16().count();
    if length <= single { 1 } else { length.div_ceil(part) }
}

fn fields(carrier: &Carrier, message: &MessageRow) -> Vec<(String, String)> {
    [
        ("AccountSid", carrier.config.account.as_str()),
        ("ApiVersion", "2010-04-01"),
        ("MessageSid", &message.sid),
        ("SmsSid", &message.sid),
        ("SmsMessageSid", &message.sid),
        ("From", &message.from),
        ("To", &message.to),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_and_non_gsm_messages_take_more_segments() {
        assert_eq!(segments(""), 1);
        assert_eq!(segments(&"a".repeat(160)), 1);
        assert_eq!(segments(&"a".repeat(161)), 2);
        assert_eq!(segments(&"é".repeat(70)), 1);
        assert_eq!(segments(&"é".repeat(71)), 2);
    }
}

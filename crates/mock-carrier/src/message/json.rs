//! Messages in Telnyx' JSON.

use serde_json::{Value, json};

use super::segments;
use crate::account_data::MessageRow;
use crate::ids;

/// The event of an inbound message.
pub(super) fn event(seed: u64, profile: &str, message: &MessageRow, media: &[String]) -> Value {
    let at = message.created_at.to_string();
    let media: Vec<_> = media.iter().map(|url| json!({"url": url, "content_type": "image/jpeg"})).collect();
    json!({
        "data": {
            "record_type": "event",
            "id": ids::hex(seed, &message.sid, 1),
            "event_type": "message.received",
            "occurred_at": at,
            "payload": {
                "record_type": "message",
                "direction": "inbound",
                "id": message.sid,
                "type": if media.is_empty() { "SMS" } else { "MMS" },
                "messaging_profile_id": profile,
                "from": {"phone_number": message.from, "carrier": "", "line_type": "Wireless"},
                "to": [{"phone_number": message.to, "status": "webhook_delivered", "carrier": "Telnyx", "line_type": "VoIP"}],
                "cc": [],
                "text": message.body,
                "media": media,
                "encoding": if message.body.is_ascii() { "GSM-7" } else { "UCS-2" },
                "parts": segments(&message.body),
                "received_at": at,
                "errors": [],
            },
        },
        "meta": {"attempt": 1},
    })
}

//! The webhook that tells that an order of numbers has ended.

use serde_json::Value;

use crate::rest::json::{id, phone_number, text};
use crate::rest::order::OrderNotice;

/// Reads the body of a verified webhook. `None` for a webhook about something else.
#[must_use]
pub fn read_order_notice(body: &[u8]) -> Option<OrderNotice> {
    let json: Value = serde_json::from_slice(body).ok()?;
    let data = &json["data"];
    if text(data, "event_type") != Some("number_order.complete") {
        return None;
    }
    let payload = &data["payload"];
    Some(OrderNotice {
        order: id(payload, "id")?,
        reference: text(payload, "customer_reference").map(str::to_owned),
        phone_numbers: payload["phone_numbers"].as_array().into_iter().flatten().filter_map(phone_number).collect(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn notice() -> Value {
        json!({"data": {
            "event_type": "number_order.complete",
            "id": "ev1",
            "occurred_at": "2026-11-24T10:00:00Z",
            "payload": {
                "id": "or1",
                "customer_reference": "order-7",
                "phone_numbers": [{"id": "x", "phone_number": "+14155550100", "status": "success"}],
                "status": "success",
            },
            "record_type": "event",
        }, "meta": {"attempt": 1, "delivered_to": "https://calls.example"}})
    }

    #[test]
    fn an_order_notice_is_read() {
        let read = read_order_notice(notice().to_string().as_bytes()).unwrap();
        assert_eq!((read.order.as_str(), read.reference.as_deref()), ("or1", Some("order-7")));
        assert_eq!(read.phone_numbers, ["+14155550100".parse().unwrap()]);
    }

    #[test]
    fn other_webhooks_are_no_order_notice() {
        let mut other = notice();
        other["data"]["event_type"] = json!("message.received");
        let mut without_id = notice();
        without_id["data"]["payload"]["id"] = json!("");
        for body in [other.to_string(), without_id.to_string(), "{}".to_owned(), "CallSid=CA1".to_owned()] {
            assert_eq!(read_order_notice(body.as_bytes()), None, "{body}");
        }
    }
}

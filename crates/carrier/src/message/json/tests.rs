use serde_json::{Value, json};

use super::*;

fn parse_event(event_type: &str, payload: &Value) -> Result<MessageEvent, EventError> {
    let body = json!({
        "data": {
            "record_type": "event", "id": "86f58db9", "event_type": event_type, "payload": payload,
            "occurred_at": "2026-11-24T10:00:05.574Z",
        },
        "meta": { "attempt": 1, "delivered_to": "https://crewline.example/carrier/acme/message" },
    });
    MessageEvent::parse_json(body.to_string().as_bytes())
}

fn payload() -> Value {
    json!({
        "record_type": "message", "direction": "inbound", "id": "7ee4241c-f127-47e5-9c34-3aac291f8058", "type": "MMS",
        "from": { "phone_number": "+14155550123", "carrier": "T-MOBILE USA, INC.", "line_type": "Wireless" },
        "to": [{ "phone_number": "+12125550100", "status": "webhook_delivered", "carrier": "TELNYX LLC" }],
        "cc": [], "text": "Hello,\r\nWorld!\u{0}", "subject": null, "encoding": "GSM-7", "parts": 1, "errors": [],
        "media": [{ "url": "https://media.example/1.png", "content_type": "image/png", "sha256": null, "size": 4096 }],
    })
}

fn with(name: &str, value: Value) -> Value {
    let mut payload = payload();
    payload[name] = value;
    payload
}

fn inbound(payload: &Value) -> Result<InboundMessage, EventError> {
    match parse_event("message.received", payload)? {
        MessageEvent::Received(message) => Ok(message),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_json_message_with_media_is_read() {
    let read = inbound(&payload()).unwrap();
    assert_eq!(read.message.as_str(), "7ee4241c-f127-47e5-9c34-3aac291f8058");
    assert_eq!((read.from.address(), read.to[0].as_str(), read.account), ("+14155550123", "+12125550100", None));
    assert_eq!((read.body.as_str(), read.segments), ("Hello,\nWorld!", Some(1)));
    assert_eq!(read.media[0].url, "https://media.example/1.png");
    assert_eq!(read.media[0].content_type.as_deref(), Some("image/png"));
}

#[test]
fn optional_message_fields_may_be_missing() {
    let mut least = payload();
    for name in ["text", "media", "parts", "cc", "errors"] {
        least.as_object_mut().unwrap().remove(name);
        assert!(inbound(&with(name, Value::Null)).is_ok(), "{name}");
    }
    let read = inbound(&least).unwrap();
    assert_eq!((read.body.as_str(), read.media.len(), read.segments), ("", 0, None));
}

#[test]
fn every_recipient_of_a_group_message_is_kept() {
    let group =
        json!([{ "phone_number": "40404" }, { "phone_number": "+13035550111" }, { "phone_number": "+12125550100" }]);
    let to: Vec<_> = inbound(&with("to", group)).unwrap().to.iter().map(ToString::to_string).collect();
    assert_eq!(to, ["+13035550111", "+12125550100"]);
}

#[test]
fn malformed_input_is_refused() {
    for payload in [
        with("id", json!("")),
        with("id", json!(7)),
        with("to", json!([])),
        with("to", json!([{ "phone_number": "40404" }])),
        with("to", json!("+12125550100")),
        Value::Null,
        json!([]),
    ] {
        assert!(inbound(&payload).is_err(), "{payload}");
    }
    let whole = json!({ "data": { "event_type": "message.received", "payload": payload() } }).to_string();
    assert!(MessageEvent::parse_json(whole.as_bytes()).is_ok());
    let twice = whole.replacen("\"event_type\"", "\"event_type\":\"message.sent\",\"event_type\"", 1);
    for bytes in
        [&whole.as_bytes()[..whole.len() - 1], b"", b"{}", b"null", b"\xff", b"MessageSid=SM1", twice.as_bytes()]
    {
        assert_eq!(MessageEvent::parse_json(bytes), Err(EventError::Invalid("body")));
    }
    let deep = "[".repeat(60_000);
    assert!(MessageEvent::parse_json(deep.as_bytes()).is_err());
}

#[test]
fn a_text_does_without_what_can_not_be_read() {
    let picture = |url: &str| json!([{ "url": url, "content_type": 7 }]);
    let (many, long) = (vec![json!({ "url": "https://a.example/1" }); 11], "é".repeat(16_001));
    for (payload, left_out, media) in [
        (with("from", json!({ "phone_number": "" })), "", 1),
        (with("from", json!(7)), "from", 1),
        (with("from", Value::Null), "", 1),
        (with("text", json!(long)), "text", 1),
        (with("text", json!(["a"])), "text", 1),
        (with("media", json!(many)), "media", 10),
        (with("media", json!("none")), "media", 0),
        (with("media", picture("file:///etc/passwd")), "media", 0),
        (with("media", picture("/1.png")), "media", 0),
        (with("media", picture("https://a.example/1")), "", 1),
        (with("parts", json!(-1)), "parts", 1),
        (with("parts", json!("one")), "parts", 1),
    ] {
        let read = inbound(&payload).unwrap();
        assert_eq!(read.left_out.to_string(), left_out, "{payload}");
        assert_eq!(read.media.len(), media, "{payload}");
    }
}

#[test]
fn a_message_status_is_read_and_other_events_are_ignored() {
    let to = |statuses: &[&str]| {
        let to: Vec<_> =
            statuses.iter().map(|status| json!({ "phone_number": "+14155550123", "status": status })).collect();
        with("to", json!(to))
    };
    for (event, statuses, expected) in [
        ("message.sent", &["sent"][..], MessageStatus::Sent),
        ("message.sent", &["queued"], MessageStatus::Queued),
        ("message.finalized", &["delivered"], MessageStatus::Delivered),
        ("message.finalized", &["delivered", "delivery_failed"], MessageStatus::Undelivered),
        ("message.finalized", &["sending_failed"], MessageStatus::Failed),
    ] {
        let Ok(MessageEvent::Status(update)) = parse_event(event, &to(statuses)) else { panic!("{statuses:?}") };
        assert_eq!((update.message.as_str().len(), update.status), (36, Some(expected)));
    }
    let Ok(MessageEvent::Status(unknown)) = parse_event("message.sent", &to(&["sent", "dancing"])) else { panic!() };
    assert_eq!((unknown.status, unknown.left_out.to_string().as_str()), (None, "status"));
    assert_eq!(parse_event("message.sent", &to(&[])), Err(EventError::Missing("to")));
    for event in ["call.initiated", "number_order.complete", ""] {
        assert_eq!(parse_event(event, &json!({ "anything": 1 })), Ok(MessageEvent::Other), "{event}");
    }
}

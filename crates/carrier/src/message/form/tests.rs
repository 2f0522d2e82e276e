use super::*;
use crate::message::MAX_CHARACTERS;

fn encoded(fields: &[(&str, &str)]) -> Form {
    let text = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    Form::parse(text.as_bytes()).unwrap()
}

/// A text with some fields in place of its own or beside them.
fn message(other: &[(&str, &str)]) -> Result<InboundMessage, EventError> {
    let own = [("MessageSid", "SM1"), ("AccountSid", "AC1"), ("From", "+14155550123"), ("To", "+12125550100")];
    let own = own.iter().filter(|(name, _)| !other.iter().any(|(given, _)| given == name));
    InboundMessage::from_form(&encoded(&own.chain(other).copied().collect::<Vec<_>>()))
}

#[test]
fn a_message_with_media_is_read() {
    let read = message(&[
        ("SmsSid", "SM1"),
        ("SmsMessageSid", "SM1"),
        ("Body", "Voilà:\r\n1 + 1 = 2\u{202e}\u{0} 👍"),
        ("NumSegments", "2"),
        ("NumMedia", "2"),
        ("MediaUrl0", "https://api.example/Media/ME1"),
        ("MediaContentType0", "image/jpeg"),
        ("MediaUrl1", "https://api.example/Media/ME2"),
        ("MediaContentType1", "\u{1}"),
        ("FromCity", "SAN FRANCISCO"),
    ])
    .unwrap();
    assert_eq!((read.message.as_str(), read.account.as_ref().map(CarrierId::as_str)), ("SM1", Some("AC1")));
    assert_eq!((read.from.address(), read.to[0].as_str()), ("+14155550123", "+12125550100"));
    assert_eq!((read.body.as_str(), read.segments), ("Voilà:\n1 + 1 = 2 👍", Some(2)));
    let media: Vec<_> = read.media.iter().map(|media| (media.url.as_str(), media.content_type.as_deref())).collect();
    let expected = [("https://api.example/Media/ME1", Some("image/jpeg")), ("https://api.example/Media/ME2", None)];
    assert_eq!(media, expected);
    assert!(!format!("{read:?}").contains("Voil") && !format!("{read:?}").contains("4155550123"));
}

#[test]
fn an_empty_message_and_the_older_field_name_are_read() {
    let read = message(&[("MessageSid", ""), ("SmsSid", "SM2"), ("From", "40404")]).unwrap();
    assert_eq!((read.message.as_str(), read.body.as_str(), read.media.len()), ("SM2", "", 0));
    assert!(read.from == Sender::ShortCode("40404".into()));
}

#[test]
fn a_malformed_message_field_is_named() {
    assert!(InboundMessage::from_form(&Form::default()).is_err());
    for (other, error) in [
        (&[("MessageSid", "")][..], EventError::Missing("MessageSid")),
        (&[("MessageSid", "S\nM")], EventError::Invalid("MessageSid")),
        (&[("To", "")], EventError::Missing("To")),
        (&[("To", "12345")], EventError::Invalid("To")),
        (&[("AccountSid", "A\nC")], EventError::Invalid("AccountSid")),
    ] {
        assert_eq!(message(other).map(drop), Err(error), "{error}");
    }
}

#[test]
fn a_text_does_without_what_can_not_be_read() {
    let (longest, long_url) = ("é".repeat(MAX_CHARACTERS), format!("https://a.example/{}", "x".repeat(4096)));
    let too_long = "a".repeat(MAX_CHARACTERS + 1);
    assert!(body(&longest).is_ok(), "the limit counts characters, not bytes");
    let cut = message(&[("Body", &too_long)]).unwrap();
    assert_eq!((cut.body.len(), cut.left_out.to_string().as_str()), (MAX_CHARACTERS, "Body"));
    for (other, left_out) in [
        (&[("From", "")][..], ""),
        (&[("From", "\r\n")], "From"),
        (&[("NumSegments", "one")], "NumSegments"),
        (&[("NumSegments", "-1")], "NumSegments"),
        (&[("NumMedia", "11")], "NumMedia, MediaUrl"),
        (&[("NumMedia", "many")], "NumMedia"),
        (&[("NumMedia", "1")], "MediaUrl"),
        (&[("NumMedia", "1"), ("MediaUrl0", "file:///etc/passwd")], "MediaUrl"),
        (&[("NumMedia", "1"), ("MediaUrl0", "javascript:alert(1)")], "MediaUrl"),
        (&[("NumMedia", "1"), ("MediaUrl0", &long_url)], "MediaUrl"),
    ] {
        let read = message(other).unwrap();
        assert_eq!((read.left_out.to_string().as_str(), read.media.len()), (left_out, 0), "{other:?}");
    }
    let some = message(&[("NumMedia", "2"), ("MediaUrl0", "/1"), ("MediaUrl1", "https://a.example/2")]).unwrap();
    assert_eq!(some.media.len(), 1);
    assert_eq!(message(&[("From", "\u{202e}TAXI")]).unwrap().from.address(), "TAXI");
}

#[test]
fn a_message_status_is_read() {
    let read = |fields: &[(&str, &str)]| MessageUpdate::from_form(&encoded(fields));
    let update = read(&[("MessageSid", "SM1"), ("MessageStatus", "delivered"), ("SmsStatus", "sent")]).unwrap();
    assert_eq!((update.message.as_str(), update.status), ("SM1", Some(MessageStatus::Delivered)));
    let update = read(&[("SmsSid", "SM1"), ("SmsStatus", "undelivered"), ("ErrorCode", "30003")]).unwrap();
    assert_eq!(update.status, Some(MessageStatus::Undelivered));
    for (fields, error) in [
        (&[("MessageSid", "SM1")][..], EventError::Missing("MessageStatus")),
        (&[("MessageStatus", "sent")], EventError::Missing("MessageSid")),
    ] {
        assert_eq!(read(fields), Err(error));
    }
    let unknown = read(&[("MessageSid", "SM1"), ("MessageStatus", "received")]).unwrap();
    assert_eq!((unknown.status, unknown.left_out.to_string().as_str()), (None, "MessageStatus"));
}

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
    let (longest, long_url) = ("é".repeat(MAX_CHARACTERS), format!("https://a.example/{}", "x".repeat(4096)));
    let too_long = "a".repeat(MAX_CHARACTERS + 1);
    assert!(message(&[("Body", &"a".repeat(MAX_CHARACTERS))]).is_ok());
    assert!(InboundMessage::from_form(&Form::default()).is_err());
    assert!(body(&longest, "Body").is_ok(), "the limit counts characters, not bytes");
    for (other, error) in [
        (&[("MessageSid", "")][..], EventError::Missing("MessageSid")),
        (&[("MessageSid", "S\nM")], EventError::Invalid("MessageSid")),
        (&[("From", "")], EventError::Missing("From")),
        (&[("From", "+1\r\n")], EventError::Invalid("From")),
        (&[("To", "")], EventError::Missing("To")),
        (&[("To", "12345")], EventError::Invalid("To")),
        (&[("Body", &too_long)], EventError::Invalid("Body")),
        (&[("NumSegments", "-1")], EventError::Invalid("NumSegments")),
        (&[("NumMedia", "11")], EventError::Invalid("NumMedia")),
        (&[("NumMedia", "many")], EventError::Invalid("NumMedia")),
        (&[("NumMedia", "1")], EventError::Missing("MediaUrl")),
        (&[("NumMedia", "1"), ("MediaUrl0", "file:///etc/passwd")], EventError::Invalid("MediaUrl")),
        (&[("NumMedia", "1"), ("MediaUrl0", "javascript:alert(1)")], EventError::Invalid("MediaUrl")),
        (&[("NumMedia", "1"), ("MediaUrl0", &long_url)], EventError::Invalid("MediaUrl")),
    ] {
        assert_eq!(message(other).map(drop), Err(error), "{error}");
    }
}

#[test]
fn a_message_status_is_read() {
    let read = |fields: &[(&str, &str)]| MessageUpdate::from_form(&encoded(fields));
    let update = read(&[("MessageSid", "SM1"), ("MessageStatus", "delivered"), ("SmsStatus", "sent")]).unwrap();
    assert_eq!((update.message.as_str(), update.status), ("SM1", MessageStatus::Delivered));
    let update = read(&[("SmsSid", "SM1"), ("SmsStatus", "undelivered"), ("ErrorCode", "30003")]).unwrap();
    assert_eq!(update.status, MessageStatus::Undelivered);
    for (fields, error) in [
        (&[("MessageSid", "SM1")][..], EventError::Missing("MessageStatus")),
        (&[("MessageStatus", "sent")], EventError::Missing("MessageSid")),
        (&[("MessageSid", "SM1"), ("MessageStatus", "received")], EventError::Invalid("MessageStatus")),
    ] {
        assert_eq!(read(fields), Err(error));
    }
}

use std::collections::BTreeSet;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::*;
use crate::caller::Caller;
use crate::phone_number::PhoneNumber;

fn url(path: &str) -> AbsoluteUrl {
    AbsoluteUrl::parse(&format!("https://crewline.example/{path}")).unwrap()
}

fn number(text: &str) -> PhoneNumber {
    text.parse().unwrap()
}

fn forward(caller: &str, recording: Option<&AbsoluteUrl>, provider: Provider) -> String {
    let (next, status) = (url("next?a=1&b=2"), url("status"));
    let forward = Forward {
        target: &number("+14155550111"),
        caller: &Caller::read(caller),
        number: &number("+18005551212"),
        ring_seconds: None,
        recording,
        next: &next,
        status: &status,
    };
    forward.document(provider).into_string()
}

#[test]
fn a_forward_document_dials_records_and_reports() {
    assert_eq!(
        forward("+14155550100", Some(&url("recording")), Provider::Twilio),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>\
         <Dial action=\"https://crewline.example/next?a=1&amp;b=2\" method=\"POST\" timeout=\"25\" \
         answerOnBridge=\"true\" record=\"record-from-answer-dual\" \
         recordingStatusCallback=\"https://crewline.example/recording\" \
         recordingStatusCallbackMethod=\"POST\" \
         recordingStatusCallbackEvent=\"in-progress completed absent\">\
         <Number statusCallback=\"https://crewline.example/status\" statusCallbackMethod=\"POST\" \
         statusCallbackEvent=\"initiated ringing answered completed\">+14155550111</Number>\
         </Dial></Response>"
    );
}

#[test]
fn an_unrecorded_forward_has_no_recording_attributes() {
    let document = forward("+14155550100", None, Provider::Twilio);
    assert!(!document.to_lowercase().contains("record"), "{document}");
}

#[test]
fn a_document_has_only_attributes_of_its_carrier() {
    let callback = url("recording");
    let document = |provider| forward("+14155550100", Some(&callback), provider);
    assert_eq!(document(Provider::SignalWire), document(Provider::Twilio));
    let telnyx = document(Provider::Telnyx);
    assert_eq!(telnyx, document(Provider::Twilio).replace(" answerOnBridge=\"true\"", ""));
    let documents = all_documents();
    let gather = |name| &documents.iter().find(|(other, _)| other == name).unwrap().1;
    assert!(gather("twilio/gather-all").contains("numDigits=\"1\""));
    assert!(!gather("telnyx/gather-all").contains("numDigits"));
    assert!(gather("telnyx/gather-all").contains("maxDigits=\"1\""));
    assert!(gather("twilio/gather-any-key").contains("finishOnKey=\"\""));
}

#[test]
fn a_caller_without_a_number_dials_out_with_the_called_number() {
    for caller in ["anonymous", "sip:desk@crewline.example", "client:ana", "40404"] {
        let document = forward(caller, None, Provider::Twilio);
        assert!(document.contains("callerId=\"+18005551212\""), "{document}");
    }
    assert!(!forward("+14155550100", None, Provider::Twilio).contains("callerId"));
}

#[test]
fn the_fallback_document_needs_no_further_request() {
    let (target, called) = (number("+14155550111"), number("+18005551212"));
    let caller = Caller::read("+14155550100");
    assert_eq!(
        fallback(&target, &caller, &called, None, Provider::Telnyx).as_str(),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>\
         <Dial timeout=\"25\"><Number>+14155550111</Number></Dial></Response>"
    );
}

#[test]
fn a_closing_sentence_is_spoken_only_to_a_listening_caller() {
    let done = after_dial(AfterDial::Done, Provider::Twilio);
    assert_eq!(done, hangup(Provider::Twilio));
    assert!(done.as_str().ends_with("<Response><Hangup/></Response>"));
    let unreached = after_dial(AfterDial::Unreached, Provider::Twilio);
    for document in [unreached, unavailable(Provider::Twilio)] {
        assert!(document.as_str().contains("<Say language=\"en-US\">"), "{document}");
        assert!(document.as_str().ends_with("</Say><Hangup/></Response>"), "{document}");
    }
    let rejected = rejected(Provider::Twilio);
    assert!(rejected.as_str().contains("<Response><Reject reason=\"rejected\"/></Response>"));
}

#[test]
fn times_are_clamped_and_targets_limited_to_ten() {
    let documents = all_documents();
    let document = |name| &documents.iter().find(|(other, _)| other == name).unwrap().1;
    assert!(document("telnyx/forward-anonymous-rings-0").contains("timeout=\"5\""));
    assert!(document("twilio/forward-anonymous-rings-65535").contains("timeout=\"120\""));
    assert_eq!(document("twilio/dial-all").matches("<Number ").count(), Dial::MAX_TARGETS - 1);
    assert!(document("twilio/dial-all").contains(">sip:desk@pbx.example</Sip>"));
}

#[test]
fn every_document_is_well_formed_with_absolute_urls() {
    let documents = all_documents();
    let names: BTreeSet<_> = documents.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), documents.len(), "a name repeats");
    for (name, document) in &documents {
        let mut reader = Reader::from_str(document);
        let mut depth = 0;
        loop {
            match reader.read_event().unwrap_or_else(|error| panic!("{name}: {error}")) {
                Event::Start(start) => {
                    depth += 1;
                    assert_addresses_are_absolute(name, &start);
                }
                Event::Empty(start) => assert_addresses_are_absolute(name, &start),
                Event::End(_) => depth -= 1,
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(depth, 0, "{name}");
    }
}

fn assert_addresses_are_absolute(name: &str, start: &quick_xml::events::BytesStart<'_>) {
    for attribute in start.attributes() {
        let attribute = attribute.unwrap_or_else(|error| panic!("{name}: {error}"));
        let key = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
        if ["action", "url", "statusCallback", "recordingStatusCallback"].contains(&key.as_str()) {
            assert!(attribute.value.starts_with(b"https://"), "{name}: {key}");
        }
    }
}

use super::*;
use crate::carrier::form::Form;
use crate::carrier::twiml::AbsoluteUrl;

/// Callback addresses below a base, which may be invalid.
struct BaseUrl(&'static str);

impl Addresses for BaseUrl {
    fn address(&self, callback: Callback) -> Result<AbsoluteUrl, db::Error> {
        AbsoluteUrl::parse(&format!("{}/{callback:?}", self.0)).map_err(|error| db::Error::Unusable(error.to_string()))
    }
}

const BASE: BaseUrl = BaseUrl("https://calls.example");

fn call() -> InboundCall {
    let form = Form::parse(b"CallSid=CA1&From=anonymous&To=%2B18005551212&CallStatus=ringing").unwrap();
    InboundCall::parse(&form).unwrap()
}

fn target() -> PhoneNumber {
    "+14155550111".parse().unwrap()
}

fn after(fields: &str) -> Decision<'static> {
    let form = Form::parse(format!("CallSid=CA1&{fields}").as_bytes()).unwrap();
    Decision::after_dial(&DialOutcome::parse(&form).unwrap())
}

#[test]
fn a_call_is_forwarded_to_the_target_and_recorded_if_the_number_records() {
    let call = call();
    for is_recorded in [false, true] {
        let decision = Decision::on_arrival(&call, Some(target()), is_recorded);
        assert_eq!(decision, Decision::Forward { call: &call, target: target(), is_recorded });
        for provider in Provider::ALL {
            let document = decision.document(provider, &BASE).unwrap();
            let text = document.as_str();
            assert!(text.contains(">+14155550111</Number>") && text.contains("callerId=\"+18005551212\""), "{text}");
            assert!(text.contains("https://calls.example/DialEnded") && text.contains("https://calls.example/Status"));
            assert_eq!(text.contains("https://calls.example/Recording"), is_recorded, "{text}");
        }
    }
}

#[test]
fn a_call_to_a_number_without_a_target_is_unavailable() {
    let call = call();
    assert_eq!(Decision::on_arrival(&call, None, true), Decision::Unavailable);
    assert_eq!(Decision::from_memory(&call, None), Decision::Unavailable);
}

#[test]
fn a_dial_ends_silently_if_the_caller_hung_up() {
    for (fields, decision) in [
        ("CallStatus=in-progress&DialCallStatus=completed&DialBridged=true", Decision::HangUp),
        ("CallStatus=in-progress&DialCallStatus=completed&DialCallDuration=9", Decision::HangUp),
        ("CallStatus=completed&DialCallStatus=no-answer", Decision::HangUp),
        ("CallStatus=canceled&DialCallStatus=canceled", Decision::HangUp),
        ("CallStatus=in-progress&DialCallStatus=completed&DialBridged=false", Decision::Unreached),
        ("CallStatus=in-progress&DialCallStatus=no-answer", Decision::Unreached),
        ("DialCallStatus=busy", Decision::Unreached),
        ("DialCallStatus=failed", Decision::Unreached),
    ] {
        assert_eq!(after(fields), decision, "{fields}");
    }
}

#[test]
fn the_standby_answer_forwards_without_callbacks() {
    let call = call();
    let decision = Decision::from_memory(&call, Some(target()));
    assert_eq!(decision, Decision::ForwardAlone { call: &call, target: target() });
    let document = decision.document(Provider::Twilio, &BASE).unwrap();
    assert!(document.as_str().contains("https://calls.example/Status"));
    assert!(!document.as_str().contains("DialEnded") && !document.as_str().contains("Recording"));
}

#[test]
fn only_a_forward_leaves_the_call_open() {
    let call = call();
    for (decision, ends) in [
        (Decision::Forward { call: &call, target: target(), is_recorded: false }, false),
        (Decision::ForwardAlone { call: &call, target: target() }, false),
        (Decision::Reject, true),
        (Decision::Unavailable, true),
        (Decision::HangUp, true),
        (Decision::Unreached, true),
    ] {
        assert_eq!(decision.ends_call(), ends, "{decision:?}");
        let document = decision.document(Provider::Twilio, &BASE).unwrap();
        assert_eq!(document.as_str().contains("<Hangup") || document.as_str().contains("<Reject"), ends);
    }
}

#[test]
fn an_invalid_callback_address_fails_only_where_it_is_used() {
    let (call, invalid_base) = (call(), BaseUrl("nowhere"));
    let forward = Decision::on_arrival(&call, Some(target()), false);
    assert!(matches!(forward.document(Provider::Telnyx, &invalid_base), Err(db::Error::Unusable(_))));
    assert!(Decision::Unavailable.document(Provider::Telnyx, &invalid_base).is_ok());
}

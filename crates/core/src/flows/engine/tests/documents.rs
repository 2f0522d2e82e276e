//! The documents of every step at every carrier.

use super::super::super::samples::{greeting, menu_of, ring_of, voicemail};
use super::super::super::{CallerId, Order, Prompt, Ring, RingTarget, Step};
use super::super::{Event, RingResult, Screened, screen};
use super::*;
use crate::carrier::twiml::Endpoint;
use crate::ids::AudioId;

const CONNECTING: &str = "<Say language=\"en-US\">Connecting you.</Say>";
const UNREACHED: &str =
    "<Say language=\"en-US\">Nobody can take your call right now. Please try again later.</Say><Hangup/>";
const LEG: &str = "statusCallback=\"https://c.example/status\" statusCallbackMethod=\"POST\" \
                   statusCallbackEvent=\"initiated ringing answered completed\"";

/// Checks the document that a flow comes to by events, given as Twilio has it.
fn check(steps: Vec<Step>, events: &[Event], expected: &str) {
    for provider in Provider::ALL {
        let reply = Trial::of(Flow { steps: steps.clone() }).play(events.iter().cloned());
        assert_eq!(verbs(&reply.script, provider), dialect(expected, provider), "{provider}");
        grammar::check(&document(&reply.script, provider), provider);
    }
}

/// The document as a carrier has it that Twilio has so.
fn dialect(expected: &str, provider: Provider) -> String {
    match provider {
        Provider::Twilio | Provider::SignalWire => expected.to_owned(),
        Provider::Telnyx => expected.replace(" answerOnBridge=\"true\"", "").replace("numDigits", "maxDigits"),
    }
}

fn gather(turn: u8, finish: &str) -> String {
    format!(
        "<Gather input=\"dtmf\" action=\"https://c.example/next/{turn}\" method=\"POST\" timeout=\"5\" numDigits=\"1\"{finish}>\
         <Say language=\"en-US\">Choose.</Say></Gather><Redirect method=\"POST\">https://c.example/next/{turn}</Redirect>"
    )
}

fn dial(turn: u8, attributes: &str, targets: &str) -> String {
    format!(
        "<Dial action=\"https://c.example/next/{turn}\" method=\"POST\" timeout=\"20\"{attributes}>{targets}</Dial>"
    )
}

fn number(number: &str) -> String {
    format!("<Number {LEG}>{number}</Number>")
}

const MISSED: Event = Event::Ring(RingResult::NoAnswer);
const BRIDGE: &str = " answerOnBridge=\"true\"";

#[test]
fn a_greeting_is_spoken_or_played() {
    let text = Prompt::Text {
        text: "Grüß Gott & <hallo>".to_owned(),
        voice: Some("Polly.Vicki".to_owned()),
        language: Some("de-DE".to_owned()),
    };
    let spoken = "<Say voice=\"Polly.Vicki\" language=\"de-DE\">Grüß Gott &amp; &lt;hallo&gt;</Say><Hangup/>";
    check(vec![Step::Greeting(text)], &[], spoken);
    let played = format!("<Play>https://c.example/audio/{}</Play>", AudioId::new(1));
    check(vec![Step::Greeting(Prompt::Audio(AudioId::new(1)))], &[], &format!("{played}<Hangup/>"));
}

#[test]
fn a_menu_takes_one_key_and_goes_on_without_one() {
    let answers = |keys: &[char]| keys.iter().map(|key| (*key, vec![greeting("Yes.")])).collect::<Vec<_>>();
    check(vec![menu_of(&answers(&['1', '*']))], &[], &gather(1, ""));
    check(vec![menu_of(&answers(&['1', '#']))], &[], &gather(1, " finishOnKey=\"*\""));
    check(vec![menu_of(&answers(&['*', '#']))], &[], &gather(1, " finishOnKey=\"\""));
    check(vec![menu_of(&answers(&['1']))], &[digits("")], &gather(2, ""));
    check(vec![menu_of(&answers(&['1']))], &[Event::Continue, digits("7")], UNREACHED);
    check(vec![menu_of(&answers(&['1']))], &[digits("1")], "<Say language=\"en-US\">Yes.</Say><Hangup/>");
}

#[test]
fn targets_ring_at_once_or_one_after_the_other() {
    let (first, second) = (number("+12125550100"), number("+12125550101"));
    check(vec![Step::Ring(ring_of(2))], &[], &dial(1, BRIDGE, &format!("{first}{second}")));
    check(vec![Step::Ring(ring_of(2))], &[MISSED], UNREACHED);
    check(vec![Step::Ring(ring_of(2))], &[Event::Ring(RingResult::Answered)], "<Hangup/>");
    for order in [Order::InOrder, Order::RoundRobin] {
        let ring = || vec![Step::Ring(Ring { order, ..ring_of(2) })];
        check(ring(), &[], &dial(1, BRIDGE, &first));
        check(ring(), &[MISSED], &dial(2, BRIDGE, &second));
        check(ring(), &[MISSED, Event::Ring(RingResult::Busy)], UNREACHED);
    }
}

#[test]
fn a_ring_shows_a_number_records_and_rings_sip_addresses() {
    let shown = vec![Step::Ring(Ring { show: CallerId::Number, ..ring_of(1) })];
    check(shown, &[], &dial(1, &format!(" callerId=\"+18005551212\"{BRIDGE}"), &number("+12125550100")));
    let recorded =
        vec![Step::Ring(Ring { record: true, notice: Some(Prompt::text("This call is recorded.")), ..ring_of(1) })];
    let attributes = format!(
        "{BRIDGE} record=\"record-from-answer-dual\" recordingStatusCallback=\"https://c.example/recording\" \
         recordingStatusCallbackMethod=\"POST\" recordingStatusCallbackEvent=\"in-progress completed absent\""
    );
    let dial_recorded = dial(1, &attributes, &number("+12125550100"));
    check(recorded, &[], &format!("<Say language=\"en-US\">This call is recorded.</Say>{dial_recorded}"));
    let desk = Endpoint::Sip("sip:desk@pbx.example".parse().unwrap());
    let sip = Ring { targets: vec![RingTarget { endpoint: desk, name: String::new(), weight: 1 }], ..ring_of(0) };
    check(vec![Step::Ring(sip)], &[], &dial(1, BRIDGE, &format!("<Sip {LEG}>sip:desk@pbx.example</Sip>")));
}

#[test]
fn a_target_hears_the_whisper_and_presses_1() {
    let whisper = Some(Prompt::text("A call for sales."));
    let mut trial = Trial::of(Flow { steps: vec![Step::Ring(Ring { whisper, screen: true, ..ring_of(2) })] });
    let reply = trial.play([]);
    let screened = "<Number url=\"https://c.example/screen/1/1\" method=\"POST\" ";
    assert!(verbs(&reply.script, Provider::Telnyx).contains(screened), "{:?}", reply.script);
    for provider in Provider::ALL {
        let hears = |target, event: &Screened| {
            let script = screen(&trial.flows, &trial.position, target, event);
            grammar::check(&document(&script, provider), provider);
            verbs(&script, provider)
        };
        let asked = "<Say language=\"en-US\">A call for sales.</Say>\
                     <Gather input=\"dtmf\" action=\"https://c.example/screen/1/1\" method=\"POST\" timeout=\"10\" numDigits=\"1\">\
                     <Say language=\"en-US\">Press 1 to take the call.</Say></Gather><Hangup/>";
        assert_eq!(hears(1, &Screened::Answered), dialect(asked, provider));
        assert_eq!(hears(1, &Screened::Digits("1".to_owned())), CONNECTING);
        for keys in ["", "2", "x1"] {
            assert_eq!(hears(1, &Screened::Digits(keys.to_owned())), "<Hangup/>");
        }
        assert_eq!(hears(2, &Screened::Answered), "<Hangup/>", "there is no such target");
    }
    trial.go(Event::HangUp);
    let late = screen(&trial.flows, &trial.position, 1, &Screened::Digits("1".to_owned()));
    assert_eq!(verbs(&late, Provider::Twilio), "<Hangup/>", "the caller has gone");
}

#[test]
fn a_whisper_alone_connects_without_a_key() {
    let whisper = Some(Prompt::text("A call for sales."));
    let mut trial = Trial::of(Flow { steps: vec![Step::Ring(Ring { whisper, ..ring_of(1) })] });
    trial.play([]);
    let script = screen(&trial.flows, &trial.position, 0, &Screened::Answered);
    assert_eq!(verbs(&script, Provider::Twilio), "<Say language=\"en-US\">A call for sales.</Say>");
}

#[test]
fn a_voicemail_takes_a_message_and_thanks() {
    let record = "<Say language=\"en-US\">Please leave a message.</Say>\
                  <Record action=\"https://c.example/next/1\" method=\"POST\" maxLength=\"120\" timeout=\"10\" finishOnKey=\"#\" \
                  playBeep=\"true\" recordingStatusCallback=\"https://c.example/message\" recordingStatusCallbackMethod=\"POST\" \
                  recordingStatusCallbackEvent=\"completed absent\"/>\
                  <Redirect method=\"POST\">https://c.example/next/1</Redirect>";
    check(vec![voicemail()], &[], record);
    let thanks = "<Say language=\"en-US\">Thank you for your message. Goodbye.</Say><Hangup/>";
    check(vec![voicemail()], &[Event::Message(12)], thanks);
    check(vec![voicemail()], &[Event::Message(0)], UNREACHED);
}

#[test]
fn a_call_ends_with_words() {
    let goodbye = "<Say language=\"en-US\">Goodbye.</Say><Hangup/>";
    check(vec![Step::HangUp(None)], &[], goodbye);
    check(vec![Step::HangUp(Some("Bye.".to_owned()))], &[], "<Say language=\"en-US\">Bye.</Say><Hangup/>");
    check(vec![greeting("Closed."), Step::HangUp(None)], &[], "<Say language=\"en-US\">Closed.</Say><Hangup/>");
    check(vec![], &[], UNREACHED);
    check(vec![], &[Event::HangUp], "<Hangup/>");
}

#[test]
fn a_long_flow_is_said_in_parts() {
    let steps = vec![greeting(&"a".repeat(1_000)); 10];
    let mut trial = Trial::of(Flow { steps });
    let first = verbs(&trial.play([]).script, Provider::Twilio);
    assert_eq!(first.matches("<Say ").count(), 8);
    assert!(first.ends_with("<Redirect method=\"POST\">https://c.example/next/1</Redirect>"), "{first}");
    let second = verbs(&trial.go(Event::Continue).script, Provider::Twilio);
    assert_eq!((second.matches("<Say ").count(), second.ends_with("<Hangup/>")), (2, true));
}

//! Whole calls, as sequences of the carrier's forms.

use proptest::prelude::*;

use super::*;
use crate::carrier::dial::DialOutcome;
use crate::carrier::event::StatusUpdate;
use crate::carrier::facts::merge;
use crate::carrier::form::Form;
use crate::carrier::id::CarrierId;
use crate::carrier::inbound::InboundCall;
use crate::carrier::recording::RecordingUpdate;

const ARRIVES: &str = "voice CallSid=CA1&From=%2B14155550100&To=%2B18005551212&CallStatus=ringing";

/// Reads lines of an address and the form that was sent to it.
fn facts(lines: &[&str]) -> CallFacts {
    lines.iter().fold(CallFacts::default(), |facts, line| {
        let (address, form) = line.split_once(' ').unwrap_or((line, ""));
        let form = Form::parse(form.as_bytes()).unwrap();
        match address {
            "voice" => merge(facts, &InboundCall::parse(&form).unwrap()),
            "next" => merge(facts, &DialOutcome::parse(&form).unwrap()),
            "recording" => merge(facts, &RecordingUpdate::parse(&form).unwrap()),
            "closed" => merge(facts, CallFacts::closed()),
            "screened" => merge(facts, CallFacts::screened()),
            "status" => match StatusUpdate::parse(&form).unwrap() {
                StatusUpdate::Call(update) => merge(facts, &update),
                StatusUpdate::Leg(update) => merge(facts, &update),
                StatusUpdate::Other => facts,
            },
            other => panic!("{other}"),
        }
    })
}

fn summary(lines: &[&str]) -> CallSummary {
    derive_outcome(&facts(lines))
}

fn leg(status: &str) -> String {
    format!("status CallSid=CA2&ParentCallSid=CA1&CallStatus={status}")
}

fn end_form(status: &str) -> String {
    format!("status CallSid=CA1&CallStatus={status}&CallDuration=50")
}

fn dial_form(status: &str) -> String {
    format!("next CallSid=CA1&CallStatus=in-progress&DialCallSid=CA2&DialCallStatus={status}")
}

#[test]
fn the_whole_call_is_from_the_first_ring_to_the_end_whatever_the_carrier_counts() {
    let at = |seconds| jiff::Timestamp::from_second(seconds).unwrap();
    for (carrier_seconds, ended_at, whole) in [
        (Some(41), Some(1_050), Some(50)),
        (Some(0), Some(1_020), Some(20)),
        (Some(62), Some(1_050), Some(62)),
        (Some(41), None, Some(41)),
        (None, Some(1_050), Some(50)),
        // Clocks differ.
        (Some(41), Some(990), Some(41)),
        (Some(41), Some(1_000_000), Some(41)),
        (None, None, None),
    ] {
        let facts = CallFacts { carrier_seconds, ended_at: ended_at.map(at), ..CallFacts::default() };
        assert_eq!(whole_seconds(&facts, at(1_000)), whole);
    }
}

#[test]
fn a_call_rings_is_answered_and_is_completed() {
    let (ringing, answer) = (leg("ringing"), leg("in-progress"));
    let (dial, end) = (dial_form("completed&DialBridged=true&DialCallDuration=41"), end_form("completed"));
    let all = [ARRIVES, &ringing, &answer, &dial, &end];
    assert_eq!(summary(&all[..1]).status, CallStatus::Ringing);
    assert_eq!(summary(&all[..2]).status, CallStatus::Ringing);
    assert_eq!(summary(&all[..3]).status, CallStatus::InProgress);
    assert_eq!(summary(&all[..4]).outcome, None);
    assert_eq!(
        summary(&all),
        CallSummary { status: CallStatus::Completed, outcome: Some(Outcome::Connected), talk_seconds: Some(41) }
    );
}

#[test]
fn hanging_up_ends_a_call_without_its_last_callback() {
    let dial = dial_form("completed&DialBridged=true&DialCallDuration=41");
    let result = summary(&[ARRIVES, &dial, "closed"]);
    assert_eq!(result.outcome, Some(Outcome::Connected));
    assert_eq!(result.talk_seconds, Some(41));
}

#[test]
fn an_answered_leg_without_a_bridge_is_not_connected() {
    let dial = dial_form("completed&DialBridged=false&DialCallDuration=9");
    let result = summary(&[ARRIVES, &leg("completed&CallDuration=9"), &dial, &end_form("completed")]);
    assert_eq!(result.outcome, Some(Outcome::NoAnswer));
    assert_eq!(result.status, CallStatus::Missed);
    assert_eq!(result.talk_seconds, None);
}

#[test]
fn hanging_up_while_ringing_is_abandoned() {
    for after in [&[][..], &["ringing"], &["canceled"], &["no-answer"], &["ringing", "canceled"]] {
        for end in ["completed", "no-answer", "canceled"] {
            let mut lines = vec![ARRIVES.to_owned()];
            lines.extend(after.iter().map(|status| leg(status)));
            lines.push(end_form(end));
            let lines: Vec<_> = lines.iter().map(String::as_str).collect();
            assert_eq!(summary(&lines).outcome, Some(Outcome::Abandoned), "{lines:?}");
        }
    }
    let form = "next CallSid=CA1&CallStatus=completed&DialCallSid=CA2&DialCallStatus=no-answer";
    assert_eq!(summary(&[ARRIVES, form, "closed"]).outcome, Some(Outcome::Abandoned));
    let canceled = dial_form("canceled");
    assert_eq!(summary(&[ARRIVES, &canceled, "closed"]).outcome, Some(Outcome::Abandoned));
}

#[test]
fn busy_no_answer_and_failed_are_distinguished() {
    for (word, outcome, status) in [
        ("busy", Outcome::Busy, CallStatus::Busy),
        ("no-answer", Outcome::NoAnswer, CallStatus::Missed),
        ("failed", Outcome::Failed, CallStatus::Failed),
    ] {
        let (leg, dial, end) = (leg(word), dial_form(word), end_form("completed"));
        let result = summary(&[ARRIVES, &leg, &dial, "closed", &end]);
        assert_eq!((result.outcome, result.status), (Some(outcome), status));
        let unnamed = format!("next CallSid=CA1&DialCallStatus={word}");
        assert_eq!(summary(&[ARRIVES, &unnamed, "closed"]).outcome, Some(outcome));
    }
}

#[test]
fn a_missing_dial_result_is_derived_from_the_legs() {
    let end = end_form("completed");
    let talk = leg("completed&CallDuration=41");
    let result = summary(&[ARRIVES, &talk, &end]);
    assert_eq!((result.outcome, result.talk_seconds), (Some(Outcome::Connected), Some(41)));
    assert_eq!(summary(&[ARRIVES, &leg("busy"), &end]).outcome, Some(Outcome::Busy));
    assert_eq!(summary(&[ARRIVES, &leg("failed"), &end]).outcome, Some(Outcome::Failed));
    let screened = summary(&[ARRIVES, "screened", &talk, &end]);
    assert_eq!((screened.outcome, screened.talk_seconds), (Some(Outcome::Abandoned), None));
}

#[test]
fn several_dial_attempts_are_one_call() {
    let second = "next CallSid=CA1&DialCallSid=CA3&DialCallStatus=completed&DialBridged=true\
                  &DialCallDuration=30";
    let busy = dial_form("busy");
    let result = summary(&[ARRIVES, &busy, second, &end_form("completed")]);
    assert_eq!((result.outcome, result.talk_seconds), (Some(Outcome::Connected), Some(30)));
    let no_answer = second.replace("completed&DialBridged=true", "no-answer");
    assert_eq!(summary(&[ARRIVES, &busy, &no_answer, "closed"]).outcome, Some(Outcome::NoAnswer));
}

#[test]
fn a_message_is_a_voicemail_unless_the_call_connected() {
    let message = "recording CallSid=CA1&RecordingSid=RE1&RecordingSource=RecordVerb\
                   &RecordingUrl=https%3A%2F%2Fapi.example%2FRE1";
    let (no_answer, end) = (dial_form("no-answer"), end_form("completed"));
    let result = summary(&[ARRIVES, &no_answer, message, &end]);
    assert_eq!((result.outcome, result.status), (Some(Outcome::Voicemail), CallStatus::Voicemail));
    let talk = dial_form("completed&DialBridged=true");
    assert_eq!(summary(&[ARRIVES, &talk, message, &end]).outcome, Some(Outcome::Connected));
    let call_recording = message.replace("RecordVerb", "DialVerb");
    let result = summary(&[ARRIVES, &no_answer, &call_recording, &end]);
    assert_eq!(result.outcome, Some(Outcome::NoAnswer));
}

#[test]
fn a_number_without_a_target_is_unavailable() {
    let result = summary(&[ARRIVES, "closed", &end_form("completed")]);
    assert_eq!((result.outcome, result.status), (Some(Outcome::Unavailable), CallStatus::Missed));
}

#[test]
fn the_status_words_are_the_documented_ones() {
    let words = |all: Vec<serde_json::Value>| all.iter().filter_map(|word| word.as_str()).collect::<Vec<_>>().join(" ");
    let statuses = CallStatus::ALL.iter().map(|status| serde_json::json!(status)).collect();
    assert_eq!(words(statuses), "ringing in_progress completed missed voicemail busy failed");
    let outcomes = Outcome::ALL.iter().map(|outcome| serde_json::json!(outcome)).collect();
    assert_eq!(words(outcomes), "connected voicemail abandoned no_answer busy failed blocked unavailable unreported");
}

#[test]
fn an_answered_leg_counts_as_connected_unless_screened() {
    let silent = dial_form("completed&DialCallDuration=41");
    let lines = [ARRIVES, &silent, "closed", "screened"];
    assert_eq!(summary(&lines[..3]).talk_seconds, Some(41));
    assert_eq!(summary(&lines).outcome, Some(Outcome::NoAnswer));
}

#[test]
fn an_ended_leg_does_not_make_the_call_ring_again() {
    let (answer, end) = (leg("in-progress"), leg("completed&CallDuration=30"));
    assert_eq!(summary(&[ARRIVES, &answer, &end]).status, CallStatus::InProgress);
    let nobody = leg("no-answer&CallDuration=0");
    assert_eq!(summary(&[ARRIVES, &nobody]).status, CallStatus::Ringing);
}

fn statuses() -> impl Strategy<Value = CarrierStatus> {
    prop::sample::select(CarrierStatus::ALL.to_vec())
}

prop_compose! {
    fn dials()(
        status in statuses(), connected in any::<bool>(), presumed in any::<bool>(),
        seconds in prop::option::of(0..100_u32)
    ) -> DialFacts {
        DialFacts { status, connected, presumed, seconds }
    }
}

prop_compose! {
    fn legs()(
        status in prop::option::of(statuses()), seconds in prop::option::of(0..100_u32), dial in prop::option::of(dials())
    ) -> LegFacts {
        LegFacts { status, seconds, dial, ..LegFacts::default() }
    }
}

prop_compose! {
    /// Any facts, likely or not: the rule must not depend on carriers being sensible.
    fn any_facts()(
        status in prop::option::of(statuses()), caller_gone in any::<bool>(), closed in any::<bool>(),
        screened in any::<bool>(), voicemail in any::<bool>(), unnamed_dial in prop::option::of(dials()),
        legs in prop::collection::btree_map("[ab]", legs(), 0..3)
    ) -> CallFacts {
        let legs = legs.into_iter().map(|(id, leg)| (CarrierId::new(&id).unwrap(), leg)).collect();
        CallFacts { status, caller_gone, closed, screened, voicemail, unnamed_dial, legs, ..CallFacts::default() }
    }
}

proptest! {
    #[test]
    fn an_ended_call_never_continues(before in any_facts(), more in any_facts()) {
        let (was, is) = (derive_outcome(&before), derive_outcome(&merge(before.clone(), more)));
        prop_assert!(was.outcome.is_none() || is.outcome.is_some());
        prop_assert_eq!(is.status, is.outcome.map_or(is.status, Outcome::status));
    }
}

//! Whole calls, told in the carrier's own forms.

use super::*;
use crate::carrier::dial::DialOutcome;
use crate::carrier::event::StatusUpdate;
use crate::carrier::form::Form;
use crate::carrier::inbound::InboundCall;
use crate::carrier::known::merge;
use crate::carrier::recording::RecordingUpdate;

const ARRIVES: &str = "voice CallSid=CA1&From=%2B14155550100&To=%2B18005551212&CallStatus=ringing";

/// Reads lines of an address and the form that was sent to it.
fn tell(lines: &[&str]) -> Known {
    lines.iter().fold(Known::default(), |known, line| {
        let (address, form) = line.split_once(' ').unwrap_or((line, ""));
        let form = Form::parse(form.as_bytes()).unwrap();
        match address {
            "voice" => merge(known, &InboundCall::parse(&form).unwrap()),
            "next" => merge(known, &DialOutcome::parse(&form).unwrap()),
            "recording" => merge(known, &RecordingUpdate::parse(&form).unwrap()),
            "closed" => merge(known, Known::closed()),
            "screened" => merge(known, Known::screened()),
            "status" => match StatusUpdate::parse(&form).unwrap() {
                StatusUpdate::Call(update) => merge(known, &update),
                StatusUpdate::Leg(update) => merge(known, &update),
                StatusUpdate::Other => known,
            },
            other => panic!("{other}"),
        }
    })
}

fn told(lines: &[&str]) -> Verdict {
    verdict(&tell(lines))
}

fn leg(status: &str) -> String {
    format!("status CallSid=CA2&ParentCallSid=CA1&CallStatus={status}")
}

fn over(status: &str) -> String {
    format!("status CallSid=CA1&CallStatus={status}&CallDuration=50")
}

fn dialled(result: &str) -> String {
    format!("next CallSid=CA1&CallStatus=in-progress&DialCallSid=CA2&DialCallStatus={result}")
}

#[test]
fn a_call_rings_is_answered_and_completes() {
    let (ringing, answered) = (leg("ringing"), leg("in-progress"));
    let (dialled, ended) = (dialled("completed&DialBridged=true&DialCallDuration=41"), over("completed"));
    let all = [ARRIVES, &ringing, &answered, &dialled, &ended];
    assert_eq!(told(&all[..1]).status, CallStatus::Ringing);
    assert_eq!(told(&all[..2]).status, CallStatus::Ringing);
    assert_eq!(told(&all[..3]).status, CallStatus::InProgress);
    assert_eq!(told(&all[..4]).outcome, None);
    assert_eq!(
        told(&all),
        Verdict {
            status: CallStatus::Completed,
            outcome: Some(Outcome::Connected),
            talk_seconds: Some(41),
            whole_seconds: Some(50),
        }
    );
}

#[test]
fn our_own_hang_up_ends_a_call_whose_last_callback_never_comes() {
    let dialled = dialled("completed&DialBridged=true&DialCallDuration=41");
    let verdict = told(&[ARRIVES, &dialled, "closed"]);
    assert_eq!(verdict.outcome, Some(Outcome::Connected));
    assert_eq!((verdict.talk_seconds, verdict.whole_seconds), (Some(41), None));
}

#[test]
fn an_answer_without_a_bridge_is_no_conversation() {
    let dialled = dialled("completed&DialBridged=false&DialCallDuration=9");
    let verdict = told(&[ARRIVES, &leg("completed&CallDuration=9"), &dialled, &over("completed")]);
    assert_eq!(verdict.outcome, Some(Outcome::NoAnswer));
    assert_eq!(verdict.status, CallStatus::Missed);
    assert_eq!(verdict.talk_seconds, None);
}

#[test]
fn a_caller_who_hangs_up_while_it_rings_abandons() {
    for after in [&[][..], &["ringing"], &["canceled"], &["no-answer"], &["ringing", "canceled"]] {
        for end in ["completed", "no-answer", "canceled"] {
            let mut lines = vec![ARRIVES.to_owned()];
            lines.extend(after.iter().map(|status| leg(status)));
            lines.push(over(end));
            let lines: Vec<_> = lines.iter().map(String::as_str).collect();
            assert_eq!(told(&lines).outcome, Some(Outcome::Abandoned), "{lines:?}");
        }
    }
    let gone = "next CallSid=CA1&CallStatus=completed&DialCallSid=CA2&DialCallStatus=no-answer";
    assert_eq!(told(&[ARRIVES, gone, "closed"]).outcome, Some(Outcome::Abandoned));
    let canceled = dialled("canceled");
    assert_eq!(told(&[ARRIVES, &canceled, "closed"]).outcome, Some(Outcome::Abandoned));
}

#[test]
fn busy_no_answer_and_failed_are_told_apart() {
    for (result, outcome, status) in [
        ("busy", Outcome::Busy, CallStatus::Busy),
        ("no-answer", Outcome::NoAnswer, CallStatus::Missed),
        ("failed", Outcome::Failed, CallStatus::Failed),
    ] {
        let (leg, dialled, ended) = (leg(result), dialled(result), over("completed"));
        let verdict = told(&[ARRIVES, &leg, &dialled, "closed", &ended]);
        assert_eq!((verdict.outcome, verdict.status), (Some(outcome), status));
        let unnamed = format!("next CallSid=CA1&DialCallStatus={result}");
        assert_eq!(told(&[ARRIVES, &unnamed, "closed"]).outcome, Some(outcome));
    }
}

#[test]
fn a_lost_answer_about_dialling_is_made_up_by_the_legs() {
    let ended = over("completed");
    let talked = leg("completed&CallDuration=41");
    let verdict = told(&[ARRIVES, &talked, &ended]);
    assert_eq!((verdict.outcome, verdict.talk_seconds), (Some(Outcome::Connected), Some(41)));
    assert_eq!(told(&[ARRIVES, &leg("busy"), &ended]).outcome, Some(Outcome::Busy));
    assert_eq!(told(&[ARRIVES, &leg("failed"), &ended]).outcome, Some(Outcome::Failed));
    let screened = told(&[ARRIVES, "screened", &talked, &ended]);
    assert_eq!((screened.outcome, screened.talk_seconds), (Some(Outcome::Abandoned), None));
}

#[test]
fn several_attempts_make_one_call() {
    let second = "next CallSid=CA1&DialCallSid=CA3&DialCallStatus=completed&DialBridged=true\
                  &DialCallDuration=30";
    let busy = dialled("busy");
    let verdict = told(&[ARRIVES, &busy, second, &over("completed")]);
    assert_eq!((verdict.outcome, verdict.talk_seconds), (Some(Outcome::Connected), Some(30)));
    let unanswered = second.replace("completed&DialBridged=true", "no-answer");
    assert_eq!(told(&[ARRIVES, &busy, &unanswered, "closed"]).outcome, Some(Outcome::NoAnswer));
}

#[test]
fn a_message_left_is_a_voicemail_and_a_talk_is_more() {
    let message = "recording CallSid=CA1&RecordingSid=RE1&RecordingSource=RecordVerb\
                   &RecordingUrl=https%3A%2F%2Fapi.example%2FRE1";
    let (unanswered, ended) = (dialled("no-answer"), over("completed"));
    let verdict = told(&[ARRIVES, &unanswered, message, &ended]);
    assert_eq!((verdict.outcome, verdict.status), (Some(Outcome::Voicemail), CallStatus::Voicemail));
    let talked = dialled("completed&DialBridged=true");
    assert_eq!(told(&[ARRIVES, &talked, message, &ended]).outcome, Some(Outcome::Connected));
    let call_recording = message.replace("RecordVerb", "DialVerb");
    let verdict = told(&[ARRIVES, &unanswered, &call_recording, &ended]);
    assert_eq!(verdict.outcome, Some(Outcome::NoAnswer));
}

#[test]
fn a_number_without_a_target_was_unavailable() {
    let verdict = told(&[ARRIVES, "closed", &over("completed")]);
    assert_eq!((verdict.outcome, verdict.status), (Some(Outcome::Unavailable), CallStatus::Missed));
}

#[test]
fn the_words_are_those_of_the_contract() {
    for status in CallStatus::ALL {
        let json = serde_json::to_value(status).unwrap();
        assert_eq!(json, status.as_str());
    }
    for outcome in Outcome::ALL {
        assert_eq!(serde_json::to_value(outcome).unwrap(), outcome.as_str());
    }
    let words = CallStatus::ALL.map(CallStatus::as_str).join(" ");
    assert_eq!(words, "ringing in_progress completed missed voicemail busy failed");
}

#[test]
fn a_carrier_that_is_silent_about_the_bridge_is_believed_unless_there_is_a_screen() {
    let silent = dialled("completed&DialCallDuration=41");
    let lines = [ARRIVES, &silent, "closed", "screened"];
    assert_eq!(told(&lines[..3]).talk_seconds, Some(41));
    assert_eq!(told(&lines).outcome, Some(Outcome::NoAnswer));
}

#[test]
fn a_leg_that_talked_and_ended_does_not_make_the_call_ring_again() {
    let (answered, ended) = (leg("in-progress"), leg("completed&CallDuration=30"));
    assert_eq!(told(&[ARRIVES, &answered, &ended]).status, CallStatus::InProgress);
    let nobody = leg("no-answer&CallDuration=0");
    assert_eq!(told(&[ARRIVES, &nobody]).status, CallStatus::Ringing);
}

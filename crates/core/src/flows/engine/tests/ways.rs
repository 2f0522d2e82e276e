//! The ways of calls through flows.

use super::super::super::samples::{flow_id, greeting, menu_of, moment, office, ring_of, voicemail};
use super::super::super::{Branch, Line, MAX_TARGETS, Order, Path, Ring, Step, StepPlace, Test};
use super::super::{Effect, End, Happening, RingResult, Trouble};
use super::*;
use crate::carrier::caller::Caller;
use crate::carrier::twiml::Endpoint;

fn rung(result: RingResult) -> Event {
    Event::Ring(result)
}

/// The last digits of the numbers that a reply rings.
fn rings(reply: &Reply) -> Vec<String> {
    let dials = reply.script.lines.iter().filter_map(|line| match line {
        Line::Dial(dial) => Some(&dial.endpoints),
        _ => None,
    });
    let lines = dials.flatten().map(|(endpoint, _)| endpoint.to_string());
    lines.map(|line| line[line.len() - 2..].to_owned()).collect()
}

/// The words that a reply speaks.
fn words(reply: &Reply) -> String {
    verbs(&reply.script, Provider::Twilio)
}

#[test]
fn a_call_goes_through_the_office() {
    let mut trial = Trial::of(office());
    let asked = trial.play([]);
    assert!(words(&asked).contains("For sales, press 1."));
    let ringing = trial.go(digits("2"));
    assert_eq!(ringing.effects[0], Effect::Tag(vec!["Support".to_owned()]));
    assert_eq!(rings(&ringing), ["11"]);
    trial.go(rung(RingResult::NoAnswer));
    let message = trial.go(rung(RingResult::Busy));
    assert!(words(&message).contains("Everybody is busy.") && words(&message).contains("<Record "));
    let end = trial.go(Event::Message(30));
    let seconds: Vec<u32> = end
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Message { seconds, notify } if notify.len() == 2 => Some(*seconds),
            _ => None,
        })
        .collect();
    assert_eq!(seconds, [30]);
    assert_eq!(end.effects.last(), Some(&Effect::End(End::Flow)));
    assert!(words(&end).ends_with("Goodbye, and thank you.</Say><Hangup/>"));
}

#[test]
fn a_closed_office_takes_a_message() {
    for closed in ["2026-03-01T15:00:00Z", "2026-11-24T15:00:00Z", "2029-12-25T15:00:00Z", "2026-03-02T22:00:00Z"] {
        let mut trial = Trial::of(office());
        trial.world.now = moment(closed);
        let reply = trial.play([]);
        assert!(words(&reply).contains("Thank you for calling") && words(&reply).contains("<Record "), "{closed}");
        let way: Vec<String> = reply.trail.iter().map(|passage| passage.happening.to_string()).collect();
        assert_eq!(way, ["The caller hears the greeting.", "It is closed.", "The caller is asked for a message."]);
    }
}

#[test]
fn branches_look_at_the_caller_and_the_number() {
    let branch = |test| Step::Branch(Branch { test, then: vec![greeting("Yes.")], otherwise: vec![greeting("No.")] });
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let is_true = |test: &Test, change: &dyn Fn(&mut World)| {
        let mut trial = Trial::of(Flow { steps: vec![branch(test.clone())] });
        change(&mut trial.world);
        words(&trial.play([])).contains("Yes.")
    };
    let plain = |_: &mut World| {};
    assert!(is_true(&Test::CalledBefore, &|world| world.called_before = true) && !is_true(&Test::CalledBefore, &plain));
    let hidden = |world: &mut World| world.caller = Caller::Anonymous;
    assert!(is_true(&Test::Anonymous, &hidden) && !is_true(&Test::Anonymous, &plain));
    let prefix = Test::Prefix(texts(&["+1212", "+1415"]));
    assert!(is_true(&prefix, &plain) && !is_true(&prefix, &hidden));
    assert!(!is_true(&Test::Prefix(texts(&["+1416"])), &plain));
    assert!(is_true(&Test::Number(vec!["+18005551212".parse().unwrap()]), &plain));
    assert!(!is_true(&Test::Number(vec!["+18005551213".parse().unwrap()]), &plain));
    let tag = Test::Tag(texts(&["VIP"]));
    assert!(is_true(&tag, &|world| world.tags = ["vip".to_owned()].into()) && !is_true(&tag, &plain));
}

#[test]
fn a_round_robin_begins_with_the_next_target_and_takes_a_turn() {
    let steps = vec![greeting("Hello."), Step::Ring(Ring { order: Order::RoundRobin, ..ring_of(3) })];
    let place = StepPlace { flow: None, path: Path(vec![1]) };
    for (turn, order) in [(0, ["00", "01", "02"]), (1, ["01", "02", "00"]), (5, ["02", "00", "01"])] {
        let mut trial = Trial::of(Flow { steps: steps.clone() });
        trial.world.turns.insert(place.clone(), turn);
        let first = trial.play([]);
        assert_eq!(first.effects, [Effect::TakeTurn(place.clone())]);
        // The turns of other calls in the meantime change nothing of this one.
        trial.world.turns.insert(place.clone(), turn + 1);
        let (second, third) = (trial.go(rung(RingResult::NoAnswer)), trial.go(rung(RingResult::Declined)));
        assert_eq!([first, second, third].each_ref().map(rings), order.map(|last| vec![last.to_owned()]));
    }
}

#[test]
fn the_target_that_answered_last_rings_first_and_takes_no_turn() {
    let last = |order| {
        let ring = Ring { order, last_answerer_first: true, ..ring_of(3) };
        let mut trial = Trial::of(Flow { steps: vec![Step::Ring(ring)] });
        trial.world.last_answerer = Some(Endpoint::Number("+12125550101".parse().unwrap()));
        trial
    };
    for (order, rest) in [(Order::All, vec!["00", "02"]), (Order::InOrder, vec!["00"]), (Order::RoundRobin, vec!["00"])]
    {
        let mut trial = last(order);
        let first = trial.play([]);
        assert_eq!((rings(&first), first.effects.len()), (vec!["01".to_owned()], 0));
        let second = trial.go(rung(RingResult::NoAnswer));
        assert_eq!(rings(&second), rest);
        assert_eq!(second.effects.len(), usize::from(order == Order::RoundRobin));
    }
    let mut trial = last(Order::InOrder);
    trial.world.last_answerer = Some(Endpoint::Number("+12125559999".parse().unwrap()));
    assert_eq!(rings(&trial.play([])), ["00"], "the line is none of the targets any more");
}

#[test]
fn a_call_goes_to_another_flow_and_past_one_that_is_gone() {
    let mut trial = Trial::of(Flow { steps: vec![Step::GoTo(flow_id(9)), Step::GoTo(flow_id(1))] });
    trial.flows.others.insert(flow_id(1), Flow { steps: vec![greeting("The other one."), Step::Ring(ring_of(1))] });
    let reply = trial.play([]);
    assert!(words(&reply).contains("The other one."));
    assert_eq!(reply.effects, [Effect::Trouble(Trouble::Flow)]);
    assert_eq!(reply.trail[0].happening, Happening::FlowGone);
    assert_eq!(reply.trail[2].step.as_ref().unwrap().1.flow, Some(flow_id(1)));
    trial.flows.others.clear();
    let lost = trial.go(rung(RingResult::NoAnswer));
    assert_eq!(rings(&lost), ["99"], "the version is gone in the middle of the call");
}

#[test]
fn a_circle_without_a_key_comes_to_the_fallback_target() {
    let mut trial = Trial::of(Flow { steps: vec![Step::GoTo(flow_id(1))] });
    trial.flows.others.insert(flow_id(1), Flow { steps: vec![Step::GoTo(flow_id(1))] });
    let reply = trial.play([]);
    assert_eq!((rings(&reply), &reply.effects[0]), (vec!["99".to_owned()], &Effect::Trouble(Trouble::Circle)));
    let end = trial.go(rung(RingResult::Busy));
    assert!(words(&end).starts_with("<Say ") && trial.position.is_over());
}

#[test]
fn a_caller_in_a_circle_of_menus_is_let_go_in_the_end() {
    let mut trial = Trial::of(Flow { steps: vec![Step::GoTo(flow_id(1))] });
    trial.flows.others.insert(flow_id(1), Flow { steps: vec![menu_of(&[('1', vec![Step::GoTo(flow_id(1))])])] });
    trial.play([]);
    let ends = (0..400).any(|_| !rings(&trial.go(digits("1"))).is_empty());
    assert!(ends, "the fallback target is never rung");
    let end = trial.go(rung(RingResult::Answered));
    assert_eq!(end.effects, [Effect::End(End::Talked)]);
}

#[test]
fn a_carrier_that_can_not_ring_leads_to_the_next_step_or_the_fallback_target() {
    let failed = [rung(RingResult::Failed)];
    let with_next = Trial::of(Flow { steps: vec![Step::Ring(ring_of(1)), voicemail()] }).play(failed.clone());
    assert!(words(&with_next).contains("<Record "));
    let alone = Flow { steps: vec![Step::Ring(ring_of(1))] };
    assert_eq!(rings(&Trial::of(alone.clone()).play(failed.clone())), ["99"]);
    let mut without = Trial::of(alone.clone());
    without.world.fallback = None;
    assert!(words(&without.play(failed.clone())).starts_with("<Say "));
    let mut to_itself = Trial::of(alone);
    to_itself.world.fallback = Some(to_itself.world.called.clone());
    assert!(words(&to_itself.play(failed)).starts_with("<Say "), "the number does not ring itself");
}

#[test]
fn an_event_out_of_turn_changes_nothing() {
    for (steps, events) in [
        (
            vec![menu_of(&[('1', vec![voicemail()])])],
            vec![Event::Message(3), rung(RingResult::Answered), Event::Arrival],
        ),
        (vec![Step::Ring(ring_of(2))], vec![digits("1"), Event::Message(3), Event::Continue]),
        (vec![voicemail()], vec![digits("1"), rung(RingResult::Answered), Event::Arrival]),
        (vec![greeting("Bye.")], vec![digits("1"), Event::Message(3), rung(RingResult::Failed), Event::HangUp]),
    ] {
        let mut trial = Trial::of(Flow { steps });
        let first = trial.play([]);
        for event in events {
            let again = trial.go(event.clone());
            assert_eq!(again.position, first.position, "{event:?}");
            assert!(again.effects.is_empty() && again.trail.is_empty(), "{event:?}");
            assert_eq!(again.script.lines.last(), first.script.lines.last(), "{event:?}");
        }
    }
}

#[test]
fn a_message_counts_although_its_caller_has_hung_up() {
    let mut trial = Trial::of(Flow { steps: vec![voicemail()] });
    trial.play([Event::HangUp]);
    assert!(trial.position.is_over());
    let late = trial.go(Event::Message(9));
    assert!(matches!(late.effects.as_slice(), [Effect::Message { seconds: 9, .. }]), "{:?}", late.effects);
    assert!(trial.go(Event::Message(9)).effects.is_empty(), "it counts once");
}

#[test]
fn a_position_that_no_flow_has_leads_to_the_fallback_target() {
    for text in ["", "AQ", "AgAA", "not a position", "é", &"A".repeat(10_000)] {
        let mut trial = Trial::of(office());
        trial.position = Position::from_text(text);
        let reply = trial.go(Event::Arrival);
        assert_eq!(rings(&reply), ["99"], "{text}");
    }
    let mut trial = Trial::of(office());
    trial.play([]);
    trial.flows.own = Flow { steps: vec![greeting("Another one.")] };
    assert_eq!(rings(&trial.go(digits("1"))), ["99"], "the flow is another one by now");
}

#[test]
fn never_more_than_ten_targets_ring_at_once() {
    let mut trial = Trial::of(Flow { steps: vec![Step::Ring(ring_of(30))] });
    assert_eq!(rings(&trial.play([])).len(), MAX_TARGETS);
}

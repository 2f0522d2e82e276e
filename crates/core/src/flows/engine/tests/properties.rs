//! Random flows with random events: the engine always answers, and every call ends.

use proptest::collection::vec;
use proptest::prelude::*;

use super::super::super::random_flows::{event, flows};
use super::super::super::samples::{flow_id, office};
use super::super::super::{Line, MAX_TARGETS, Path, WaitsFor};
use super::super::position::{Ringing, State};
use super::super::{Effect, End, RingResult};
use super::*;

/// More events than any call takes.
const MAX_EVENTS: usize = 400;

/// Checks a reply to an event.
fn check(before: &Position, event: &Event, reply: &Reply) {
    let lines = &reply.script.lines;
    for provider in Provider::ALL {
        grammar::check(&document(&reply.script, provider), provider);
    }
    let is_waiting = reply.script.waits_for().is_some();
    assert_eq!(is_waiting, !reply.position.is_over(), "{reply:?}");
    assert_eq!(lines.last() == Some(&Line::HangUp), reply.position.is_over(), "{reply:?}");
    for line in lines {
        assert!(!matches!(line, Line::Dial(dial) if dial.endpoints.is_empty() || dial.endpoints.len() > MAX_TARGETS));
    }
    let may_be_silent = before.is_over() || matches!(event, Event::HangUp | Event::Ring(RingResult::Answered));
    assert!(may_be_silent || lines.len() > 1 || is_waiting, "the call ends without a word: {reply:?}");
    let ends = reply.effects.iter().filter(|effect| matches!(effect, Effect::End(_))).count();
    assert_eq!(ends, usize::from(reply.position.is_over() && !before.is_over()), "{reply:?}");
    assert_eq!(Position::from_text(&reply.position.to_text()), reply.position, "the text form is another position");
    assert!(reply.position.to_text().len() <= 512, "{reply:?}");
}

/// The event of a caller who does nothing, and of lines that nobody answers.
fn passive(reply: &Reply) -> Option<Event> {
    Some(match reply.script.waits_for()? {
        WaitsFor::Digits => digits(""),
        WaitsFor::Ring => Event::Ring(RingResult::NoAnswer),
        WaitsFor::Message => Event::Message(0),
        WaitsFor::Continue => Event::Continue,
    })
}

fn trial(flows: Flows, position: Position, has_fallback: bool) -> Trial {
    let mut world = World::new();
    if !has_fallback {
        world.fallback = None;
    }
    Trial { flows, world, position }
}

/// Goes on until the call ends.
fn play_out(trial: &mut Trial, mut reply: Reply) {
    for _ in 0..MAX_EVENTS {
        let Some(event) = passive(&reply) else { break };
        let before = trial.position.clone();
        reply = trial.go(event.clone());
        check(&before, &event, &reply);
    }
    assert!(reply.position.is_over(), "the call does not end: {reply:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_event_is_answered_and_every_call_ends(
        flows in flows(),
        events in vec(event(), 0..24),
        has_fallback in any::<bool>(),
    ) {
        let mut trial = trial(flows, Position::start(), has_fallback);
        let mut reply = trial.go(Event::Arrival);
        check(&Position::start(), &Event::Arrival, &reply);
        for event in events {
            let before = trial.position.clone();
            reply = trial.go(event.clone());
            check(&before, &event, &reply);
        }
        play_out(&mut trial, reply);
    }

    #[test]
    fn the_same_arguments_get_the_same_answer(flows in flows(), events in vec(event(), 0..12)) {
        let mut trial = trial(flows, Position::start(), true);
        for event in events {
            let repeated = advance(&trial.flows, &trial.position, &event, &trial.world.facts());
            prop_assert_eq!(trial.go(event), repeated);
        }
    }

    #[test]
    fn a_forged_position_does_no_harm(
        flows in flows(),
        path in vec(prop_oneof![0..4_u16, any::<u16>()], 0..8),
        numbers in vec(0..14_u8, 0..14),
        kind in 0..8_u8,
        turn in prop_oneof![0..10_u16, any::<u16>()],
        flow in proptest::option::of(1..4_u128),
        event in event(),
    ) {
        let ringing = Ringing { now: numbers.clone(), later: numbers, is_last_answerer: kind == 7 };
        let state = match kind {
            0 => State::Start,
            1 => State::Menu(200),
            2 | 7 => State::Ringing(ringing),
            3 => State::Recording,
            4 => State::Paused,
            5 => State::Fallback,
            _ => State::Unknown,
        };
        let flow = flow.map(flow_id);
        let position = Position { flow, path: Path(path), state, turn };
        let mut trial = trial(flows, position.clone(), true);
        let reply = trial.go(event.clone());
        check(&position, &event, &reply);
        play_out(&mut trial, reply);
    }

    #[test]
    fn any_text_is_a_position(text in "[A-Za-z0-9_-]{0,60}|\\PC{0,20}", event in event(), flows in flows()) {
        let position = Position::from_text(&text);
        let mut trial = trial(flows, position.clone(), true);
        let reply = trial.go(event.clone());
        check(&position, &event, &reply);
        play_out(&mut trial, reply);
    }
}

#[test]
fn a_caller_who_hangs_up_ends_the_call_at_every_position() {
    let mut trial = Trial::of(office());
    let reply = trial.play([digits("2"), Event::HangUp]);
    assert_eq!(reply.effects, [Effect::End(End::Caller)]);
}

//! Random flows and events.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::subsequence;

use super::samples::{flow_id, hours, ring_of};
use super::{
    Branch, CallerId, Choice, Event, Flow, Flows, HoursStep, Menu, Order, Prompt, Ring, RingResult, Step, Test,
    Voicemail,
};
use crate::ids::AudioId;

const KEYS: [char; 5] = ['1', '2', '0', '*', '#'];

fn text() -> impl Strategy<Value = String> {
    "[A-Za-zé][A-Za-z<>&' é]{0,30}[a-z.]"
}

fn prompt() -> impl Strategy<Value = Prompt> {
    prop_oneof![
        text().prop_map(Prompt::text),
        (text(), Just(Some("Polly.Joanna".to_owned())), Just(Some("en-GB".to_owned())))
            .prop_map(|(text, voice, language)| Prompt::Text { text, voice, language }),
        (1..4_u128).prop_map(|id| Prompt::Audio(AudioId::new(id))),
    ]
}

fn ring(otherwise: impl Strategy<Value = Vec<Step>>) -> impl Strategy<Value = Step> {
    let orders = prop_oneof![Just(Order::All), Just(Order::InOrder), Just(Order::RoundRobin)];
    let shown = prop_oneof![Just(CallerId::Caller), Just(CallerId::Number)];
    let words = (proptest::option::of(prompt()), proptest::option::of(prompt()));
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    (1..=10_usize, orders, 5..=120_u16, words, flags, shown, otherwise).prop_map(
        |(count, order, seconds, (whisper, notice), (screen, record, last_answerer_first), show, otherwise)| {
            let ring = ring_of(count);
            Step::Ring(Ring {
                order,
                seconds,
                whisper,
                screen,
                show,
                record,
                notice,
                last_answerer_first,
                otherwise,
                ..ring
            })
        },
    )
}

fn branching(steps: impl Strategy<Value = Vec<Step>> + Clone + 'static) -> impl Strategy<Value = Step> {
    let choices = subsequence(KEYS.to_vec(), 1..=KEYS.len()).prop_flat_map({
        let steps = steps.clone();
        move |keys| {
            let lists = vec(steps.clone(), keys.len());
            lists.prop_map(move |lists| keys.iter().copied().zip(lists).collect::<Vec<(char, Vec<Step>)>>())
        }
    });
    let menu = (prompt(), choices, 1..=60_u16, 1..=10_u8, steps.clone()).prop_map(
        |(prompt, choices, wait_seconds, tries, otherwise)| {
            let choice = |(key, steps)| Choice { key, label: "Label".to_owned(), steps };
            let choices = choices.into_iter().map(choice).collect();
            Step::Menu(Menu { prompt, choices, wait_seconds, tries, otherwise })
        },
    );
    let hours_step = (steps.clone(), steps.clone()).prop_map(|(open, closed)| {
        Step::Hours(HoursStep {
            zone: None,
            weekly: vec_of_hours(),
            closed_on: [jiff::civil::date(2026, 3, 3)].into(),
            closed_yearly: [(2, 29)].into(),
            open,
            closed,
        })
    });
    let tests = prop_oneof![
        Just(Test::CalledBefore),
        Just(Test::Anonymous),
        Just(Test::Prefix(vec!["+1415".to_owned()])),
        Just(Test::Number(vec!["+18005551212".parse().unwrap()])),
        Just(Test::Tag(vec!["New".to_owned()])),
    ];
    let branch = (tests, steps.clone(), steps.clone())
        .prop_map(|(test, then, otherwise)| Step::Branch(Branch { test, then, otherwise }));
    prop_oneof![menu, hours_step, branch, ring(steps)]
}

fn vec_of_hours() -> Vec<crate::qualified_rules::Hours> {
    [hours(&[1, 2, 3], "09:00", "17:30"), hours(&[5, 6], "22:00", "02:00")].to_vec()
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let voicemail = (prompt(), 1..=600_u16)
        .prop_map(|(prompt, max_seconds)| Step::Voicemail(Voicemail { prompt, max_seconds, notify: Vec::new() }));
    let leaf = prop_oneof![
        prompt().prop_map(Step::Greeting),
        ring(Just(Vec::new())),
        voicemail,
        Just(Step::Tag(vec!["New".to_owned()])),
        (1..4_u128).prop_map(|id| Step::GoTo(flow_id(id))),
        proptest::option::of(text()).prop_map(Step::HangUp),
    ];
    let step = leaf.prop_recursive(4, 24, 4, |inner| branching(vec(inner, 0..4)));
    vec(step, 0..5)
}

/// A flow that the API accepts.
pub(super) fn flow() -> impl Strategy<Value = Flow> {
    steps().prop_map(|steps| Flow { steps })
}

/// A flow, with two others that it may go to; a third one that it names is gone.
pub(super) fn flows() -> impl Strategy<Value = Flows> {
    (flow(), flow(), flow()).prop_map(|(own, one, two)| {
        let others: BTreeMap<_, _> = [(flow_id(1), one), (flow_id(2), two)].into();
        Flows { own, others }
    })
}

/// An event of any kind.
pub(super) fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        1 => Just(Event::Arrival),
        6 => "[0-9*# ]{0,3}".prop_map(Event::Digits),
        6 => subsequence(RingResult::ALL.to_vec(), 1).prop_map(|results| Event::Ring(results[0])),
        3 => (0..100_u32).prop_map(Event::Message),
        3 => Just(Event::Continue),
        1 => Just(Event::HangUp),
    ]
}

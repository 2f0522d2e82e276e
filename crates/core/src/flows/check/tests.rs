//! The refusals and warnings before a flow is published.

use super::super::samples::{flow_id, greeting, hours, menu_of, office, ring_of, voicemail};
use super::super::{Branch, HoursStep, Ring, Test};
use super::*;

/// A business with a number, a member, and these other flows.
struct Business {
    own: Option<CallFlowId>,
    others: BTreeMap<CallFlowId, Flow>,
    numbers: BTreeSet<PhoneNumber>,
    prefixes: AllowedPrefixes,
    audio: BTreeSet<AudioId>,
    members: BTreeSet<MemberId>,
    zone: TimeZone,
}

impl Business {
    fn new() -> Self {
        Self {
            own: Some(flow_id(1)),
            others: BTreeMap::new(),
            numbers: ["+18005551212".parse().unwrap()].into(),
            prefixes: AllowedPrefixes::of_country("US"),
            audio: [AudioId::new(1)].into(),
            members: [MemberId::new(1)].into(),
            zone: TimeZone::get("America/New_York").unwrap(),
        }
    }

    fn check(&self, steps: Vec<Step>) -> Findings {
        let surroundings = Surroundings {
            own: self.own,
            others: &self.others,
            our_numbers: &self.numbers,
            prefixes: &self.prefixes,
            audio: &self.audio,
            members: &self.members,
            zone: &self.zone,
        };
        check(&Flow { steps }, &surroundings)
    }

    /// The places of refusals.
    fn refused(&self, steps: Vec<Step>) -> Vec<String> {
        places(&self.check(steps).refusals)
    }
}

fn places(mistakes: &Mistakes) -> Vec<String> {
    mistakes.0.iter().map(|mistake| mistake.place.clone()).collect()
}

fn warnings(steps: Vec<Step>) -> Vec<(String, String)> {
    let warnings = Business::new().check(steps).warnings;
    warnings.0.into_iter().map(|warning| (warning.place, warning.sentence)).collect()
}

fn last_words() -> Step {
    Step::HangUp(Some("Goodbye.".to_owned()))
}

fn open(weekly: Vec<crate::qualified_rules::Hours>, open: Vec<Step>, closed: Vec<Step>) -> Step {
    let (closed_on, closed_yearly) = (BTreeSet::new(), BTreeSet::new());
    Step::Hours(HoursStep { zone: None, weekly, closed_on, closed_yearly, open, closed })
}

#[test]
fn a_sound_flow_has_no_findings() {
    assert_eq!(Business::new().check(office().steps), Findings::default());
}

#[test]
fn a_key_without_steps_is_refused() {
    let menu = menu_of(&[('1', vec![voicemail()]), ('2', vec![])]);
    assert_eq!(Business::new().refused(vec![menu]), ["steps.0.choices.1.steps"]);
}

#[test]
fn a_target_that_may_not_be_rung_is_refused() {
    let ring = |number: &str| {
        let mut ring = ring_of(2);
        ring.targets[1].endpoint = Endpoint::Number(number.parse().unwrap());
        vec![voicemail(), Step::Ring(ring)]
    };
    let business = Business::new();
    assert!(business.refused(ring("+12125550123")).is_empty());
    for number in ["+18005551212", "+19005550123", "+4930123456"] {
        assert_eq!(business.refused(ring(number)), ["steps.1.targets.1"], "{number}");
    }
    let own = business.check(ring("+18005551212")).refusals;
    assert!(own.at("steps.1.targets.1").is_some_and(|sentence| sentence.contains("your own numbers")), "{own}");
}

#[test]
fn things_that_are_gone_are_refused() {
    let gone = Prompt::Audio(AudioId::new(9));
    let mut message = voicemail();
    if let Step::Voicemail(voicemail) = &mut message {
        voicemail.prompt = gone.clone();
        voicemail.notify = vec![Recipient::Member(MemberId::new(9))];
    }
    let ring = Ring { whisper: Some(gone.clone()), notice: Some(Prompt::Audio(AudioId::new(1))), ..ring_of(1) };
    let steps = vec![Step::Greeting(gone), Step::Ring(ring), message, Step::GoTo(flow_id(9))];
    assert_eq!(
        Business::new().refused(steps),
        [
            "steps.0.audio_id",
            "steps.1.whisper.audio_id",
            "steps.2.prompt.audio_id",
            "steps.2.notify.0",
            "steps.3.call_flow_id"
        ]
    );
}

#[test]
fn a_circle_without_a_key_is_refused() {
    let goes_to = |to| vec![greeting("Hello."), Step::GoTo(flow_id(to))];
    let by_key = |to| vec![menu_of(&[('1', vec![Step::GoTo(flow_id(to))])]), last_words()];
    let mut business = Business::new();
    assert_eq!(business.refused(goes_to(1)), ["steps.1.call_flow_id"], "a flow that goes to itself");
    assert!(business.refused(by_key(1)).is_empty());
    business.others.insert(flow_id(2), Flow { steps: goes_to(3) });
    business.others.insert(flow_id(3), Flow { steps: goes_to(1) });
    assert_eq!(business.refused(goes_to(2)), ["steps.1.call_flow_id"]);
    assert!(business.refused(by_key(2)).is_empty());
    business.others.insert(flow_id(3), Flow { steps: by_key(1) });
    assert!(business.refused(goes_to(2)).is_empty(), "a key is pressed on the way");
    let otherwise = Ring { otherwise: goes_to(1), ..ring_of(1) };
    assert_eq!(business.refused(vec![Step::Ring(otherwise)]), ["steps.0.otherwise.1.call_flow_id"]);
    business.others.insert(flow_id(2), Flow { steps: goes_to(3) });
    business.others.insert(flow_id(3), Flow { steps: goes_to(2) });
    assert!(business.refused(goes_to(2)).is_empty(), "it is a circle of others, and the check ends");
}

#[test]
fn hours_without_people_and_voicemail_are_warned_of() {
    let office_hours = || vec![hours(&[1, 2, 3, 4, 5], "09:00", "17:00")];
    let ring = || vec![Step::Ring(ring_of(1)), last_words()];
    let found = warnings(vec![greeting("Hello."), open(office_hours(), ring(), vec![last_words()])]);
    assert_eq!(found.len(), 1, "{found:?}");
    let (place, sentence) = &found[0];
    assert_eq!(place, "steps.1");
    assert!(sentence.contains("Friday 17:00 to Monday 09:00") && sentence.contains("Monday 17:00 to Tuesday 09:00"));
    assert!(warnings(vec![open(office_hours(), ring(), vec![voicemail()])]).is_empty());
    assert!(warnings(vec![open(office_hours(), ring(), vec![greeting("Closed.")]), voicemail()]).is_empty());
    let by_caller = Branch { test: Test::CalledBefore, then: ring(), otherwise: vec![last_words()] };
    assert!(warnings(vec![Step::Branch(by_caller)]).is_empty(), "somebody can be rung at any hour");
    let short_gap = vec![hours(&[1, 2, 3, 4, 5, 6, 7], "12:05", "12:00")];
    let found = warnings(vec![open(short_gap, ring(), vec![last_words()])]);
    assert!(found[0].1.contains("Monday 12:00 to Monday 12:05") && found[0].1.ends_with(", and more."), "{found:?}");
}

#[test]
fn a_flow_that_reaches_nobody_is_warned_of() {
    for steps in [vec![last_words()], vec![greeting("Hello.")], vec![Step::GoTo(flow_id(2))]] {
        let found = warnings(steps);
        assert_eq!(found.iter().map(|(place, _)| place.as_str()).collect::<Vec<_>>(), ["steps"], "{found:?}");
    }
}

#[test]
fn an_outcome_that_ends_in_silence_is_warned_of() {
    let ring = |otherwise| Step::Ring(Ring { otherwise, ..ring_of(1) });
    for (steps, expected) in [
        (vec![ring(vec![])], vec!["steps.0.otherwise"]),
        (vec![ring(vec![greeting("Nobody is here.")])], vec![]),
        (vec![ring(vec![]), last_words()], vec![]),
        (vec![ring(vec![]), Step::Tag(vec!["New".to_owned()])], vec!["steps.0.otherwise"]),
        (vec![ring(vec![]), Step::HangUp(None)], vec!["steps.1"]),
        (vec![ring(vec![]), greeting("Bye."), Step::HangUp(None)], vec![]),
        (vec![menu_of(&[('1', vec![voicemail()])])], vec!["steps.0.otherwise"]),
        (vec![voicemail(), open(vec![], vec![], vec![])], vec![]),
        (vec![ring(vec![]), open(vec![], vec![], vec![last_words()])], vec!["steps.1.open"]),
    ] {
        let found = warnings(steps.clone());
        assert_eq!(found.iter().map(|(place, _)| place.as_str()).collect::<Vec<_>>(), expected, "{steps:?}");
    }
}

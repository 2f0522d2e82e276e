use proptest::prelude::*;

use super::*;
use crate::left_out::LeftOut;

fn id(text: &str) -> CarrierId {
    CarrierId::new(text).unwrap()
}

fn statuses() -> impl Strategy<Value = CarrierStatus> {
    prop::sample::select(CarrierStatus::ALL.to_vec())
}

fn seconds() -> impl Strategy<Value = Option<u32>> {
    prop::option::of(0..100_u32)
}

fn moments() -> impl Strategy<Value = Option<Timestamp>> {
    prop::option::of((0..1000_i64).prop_map(|second| Timestamp::from_second(second).unwrap()))
}

fn leg_ids() -> impl Strategy<Value = CarrierId> {
    prop::sample::select(vec![id("leg-1"), id("leg-2"), id("leg-3")])
}

prop_compose! {
    fn call_updates()(status in statuses(), seconds in seconds(), at in moments()) -> CallFacts {
        CallFacts::from(&CallUpdate {
            call: id("call"), account: None, status: Some(status), seconds, sequence: None, at,
            left_out: LeftOut::default(),
        })
    }
}

prop_compose! {
    fn leg_updates()(
        leg in leg_ids(), status in statuses(), seconds in seconds(), at in moments(),
        to in prop::option::of("[ab]")
    ) -> CallFacts {
        CallFacts::from(&LegUpdate {
            leg, call: id("call"), account: None, status: Some(status), sequence: None, at, seconds, to,
            left_out: LeftOut::default(),
        })
    }
}

prop_compose! {
    fn dial_outcomes()(
        leg in prop::option::of(leg_ids()), status in statuses(), seconds in seconds(),
        call_status in prop::option::of(statuses()), bridged in prop::option::of(any::<bool>())
    ) -> CallFacts {
        CallFacts::from(&DialOutcome {
            call: id("call"), account: None, call_status, status, leg, seconds, bridged,
            recording: None, recording_url: None, left_out: LeftOut::default(),
        })
    }
}

/// Any report, likely or not: the rule must not depend on carriers being sensible.
fn reports() -> impl Strategy<Value = CallFacts> {
    prop_oneof![
        call_updates(),
        leg_updates(),
        dial_outcomes(),
        Just(CallFacts::closed()),
        Just(CallFacts::overdue()),
        Just(CallFacts::screened()),
        Just(CallFacts::blocked()),
        Just(CallFacts { voicemail: true, ..CallFacts::default() }),
    ]
}

/// Some reports, and the same in another order with repeats.
fn reports_and_a_reordering() -> impl Strategy<Value = (Vec<CallFacts>, Vec<CallFacts>)> {
    prop::collection::vec(reports(), 0..10).prop_flat_map(|once| {
        let repeats = if once.is_empty() {
            Just(Vec::new()).boxed()
        } else {
            prop::collection::vec(prop::sample::select(once.clone()), 0..6).boxed()
        };
        let first = once.clone();
        repeats
            .prop_map(move |repeats| first.iter().cloned().chain(repeats).collect::<Vec<_>>())
            .prop_shuffle()
            .prop_map(move |reordered| (once.clone(), reordered))
    })
}

fn merge_all(all: impl IntoIterator<Item = CallFacts>) -> CallFacts {
    all.into_iter().fold(CallFacts::default(), merge)
}

proptest! {
    #[test]
    fn merging_is_commutative_and_idempotent((once, reordered) in reports_and_a_reordering()) {
        let (facts, facts_again) = (merge_all(once), merge_all(reordered));
        prop_assert_eq!(facts, facts_again);
    }

    #[test]
    fn merging_known_facts_changes_nothing(all in prop::collection::vec(reports(), 0..8)) {
        let facts = merge_all(all.clone());
        prop_assert_eq!(merge_all(all.into_iter().chain([facts.clone()])), facts.clone());
        prop_assert_eq!(merge(facts.clone(), facts.clone()), facts);
    }

    #[test]
    fn a_merge_never_loses_progress(all in prop::collection::vec(reports(), 0..8), more in reports()) {
        let before = merge_all(all);
        let after = merge(before.clone(), more);
        prop_assert!(after.status >= before.status);
        prop_assert!(after.carrier_seconds >= before.carrier_seconds);
        prop_assert!(!before.closed || after.closed);
        for (id, leg) in &before.legs {
            prop_assert!(after.legs[id].status >= leg.status);
            prop_assert!(after.legs[id].dial.is_some() || leg.dial.is_none());
        }
    }

    #[test]
    fn call_facts_round_trip_through_json(all in prop::collection::vec(reports(), 0..8)) {
        let facts = merge_all(all);
        let json = serde_json::to_string(&facts).unwrap();
        prop_assert_eq!(serde_json::from_str::<CallFacts>(&json).unwrap(), facts);
    }
}

#[test]
fn a_late_ringing_event_does_not_reopen_a_call() {
    let update = |status| CallUpdate {
        call: id("call"),
        account: None,
        status: Some(status),
        seconds: None,
        sequence: None,
        at: None,
        left_out: LeftOut::default(),
    };
    let facts =
        merge_all([CarrierStatus::Completed, CarrierStatus::Ringing].map(|status| CallFacts::from(&update(status))));
    assert_eq!(facts.status, Some(CarrierStatus::Completed));
}

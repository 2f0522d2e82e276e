//! Flows that go round in a circle without a key pressed on the way.

use std::collections::BTreeSet;

use super::super::{Flow, Mistakes, Outcome, Step};
use super::Surroundings;
use crate::ids::CallFlowId;

const CIRCLE: &str = "This leads back to this call flow without a key pressed on the way, so a call would go round for ever. Put \
                      it behind a key of a menu, or go elsewhere.";

pub(super) fn check(flow: &Flow, surroundings: &Surroundings<'_>, refusals: &mut Mistakes) {
    let Some(own) = surroundings.own else { return };
    let mut ways = Vec::new();
    ways_out(&flow.steps, "steps", &mut ways);
    for (place, to) in ways {
        if leads_to(to, own, surroundings) {
            refusals.add(format!("{place}.call_flow_id"), CIRCLE);
        }
    }
}

/// The steps that go to other flows and are reached without a key, with their places.
fn ways_out(steps: &[Step], place: &str, ways: &mut Vec<(String, CallFlowId)>) {
    for (index, step) in steps.iter().enumerate() {
        let place = format!("{place}.{index}");
        if let Step::GoTo(to) = step {
            ways.push((place.clone(), *to));
        }
        for (outcome, steps) in step.outcomes().filter(|(outcome, _)| !matches!(outcome, Outcome::Key(..))) {
            ways_out(steps, &format!("{place}.{}", outcome.place()), ways);
        }
    }
}

/// Whether a flow is another one, or goes to it without a key.
fn leads_to(from: CallFlowId, to: CallFlowId, surroundings: &Surroundings<'_>) -> bool {
    let (mut waiting, mut seen) = (vec![from], BTreeSet::new());
    while let Some(next) = waiting.pop() {
        if next == to {
            return true;
        }
        if let Some(flow) = surroundings.others.get(&next).filter(|_| seen.insert(next)) {
            let mut ways = Vec::new();
            ways_out(&flow.steps, "steps", &mut ways);
            waiting.extend(ways.into_iter().map(|(_, to)| to));
        }
    }
    false
}

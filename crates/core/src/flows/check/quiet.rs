//! Outcomes that end a call without a word of the flow.

use super::super::{Flow, Mistakes, Step};

const QUIET: &str =
    "The call can end here without words of the flow. Add a voicemail, or Hang up with a last sentence.";

pub(super) fn check(flow: &Flow, warnings: &mut Mistakes) {
    let start = Some(vec!["steps".to_owned()]);
    for place in walk(&flow.steps, "steps", start, warnings).into_iter().flatten() {
        warnings.add(place, QUIET);
    }
}

/// Follows the ways through a list of steps. A way is the place since which the caller has heard nothing; no ways in the list mean
/// that the caller has just heard something. `None` means that no call comes here.
fn walk(steps: &[Step], place: &str, mut ways: Option<Vec<String>>, warnings: &mut Mistakes) -> Option<Vec<String>> {
    for (index, step) in steps.iter().enumerate() {
        let quiet = ways?;
        let place = format!("{place}.{index}");
        ways = match step {
            Step::Greeting(_) | Step::Voicemail(_) => Some(Vec::new()),
            Step::Tag(_) => Some(quiet),
            Step::GoTo(_) => None,
            Step::HangUp(text) => {
                if text.is_none() && !quiet.is_empty() {
                    warnings.add(place, QUIET);
                }
                None
            }
            Step::Menu(_) | Step::Ring(_) => outcomes(step, &place, false, warnings),
            Step::Hours(_) | Step::Branch(_) => outcomes(step, &place, quiet.is_empty(), warnings),
        };
    }
    ways
}

/// The ways out of all outcomes of a step.
fn outcomes(step: &Step, place: &str, is_heard: bool, warnings: &mut Mistakes) -> Option<Vec<String>> {
    let mut ways: Option<Vec<String>> = None;
    for (outcome, steps) in step.outcomes() {
        let place = format!("{place}.{}", outcome.place());
        let start = if is_heard { Vec::new() } else { vec![place.clone()] };
        if let Some(more) = walk(steps, &place, Some(start), warnings) {
            ways.get_or_insert_default().extend(more);
        }
    }
    ways
}

//! The step that rings people.

use super::{Prompt, Step};
use crate::carrier::twiml::Endpoint;
use crate::db::words;

words! {
    /// The order in which targets are rung.
    pub enum Order {
        /// All at once; the first to answer has the call.
        All = "all",
        /// One after the other.
        InOrder = "in_order",
        /// One after the other, beginning with another one at each call.
        RoundRobin = "round_robin",
    }
}

words! {
    /// The number that a target sees.
    pub enum CallerId {
        /// The caller's own, where the caller has one.
        Caller = "caller",
        /// The number that was called.
        Number = "number",
    }
}

/// Rings people until somebody takes the call.
#[derive(Clone, Debug, PartialEq)]
pub struct Ring {
    /// The lines to ring, ten at most.
    pub targets: Vec<RingTarget>,
    /// The order in which they are rung.
    pub order: Order,
    /// How long each rings, in seconds.
    pub seconds: u16,
    /// Words to the one who answers, before the two sides are connected.
    pub whisper: Option<Prompt>,
    /// Whether the one who answers has to press 1 to take the call.
    pub screen: bool,
    /// The number that targets see.
    pub show: CallerId,
    /// Whether the talk is recorded.
    pub record: bool,
    /// Words to the caller before a recorded call is put through.
    pub notice: Option<Prompt>,
    /// Whether the target that answered this caller last on this number is rung first.
    pub last_answerer_first: bool,
    /// The steps when nobody answers.
    pub otherwise: Vec<Step>,
}

/// A line that is rung.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RingTarget {
    /// The line.
    pub endpoint: Endpoint,
    /// A name for people; empty for none.
    pub name: String,
    /// How many turns of a round robin it gets, from 1 to 10.
    pub weight: u8,
}

impl Ring {
    /// The targets in the order of a turn of the round robin, by their places in the list. In as many turns as all weights
    /// together, each target is the first as often as its weight, as evenly spread as it can be.
    pub(super) fn rotation(&self, turn: u64) -> Vec<u8> {
        let weights: Vec<i64> = self.targets.iter().map(|target| i64::from(target.weight.max(1))).collect();
        let total: i64 = weights.iter().sum();
        let Some(turns) = u64::try_from(total).ok().and_then(|total| turn.checked_rem(total)) else {
            return Vec::new();
        };
        let mut credits = vec![0; weights.len()];
        let mut first = 0;
        for _ in 0..=turns {
            for (credit, weight) in credits.iter_mut().zip(&weights) {
                *credit += weight;
            }
            // The earliest of those with the most credit.
            first = (0..credits.len()).rev().max_by_key(|index| credits[*index]).unwrap_or_default();
            credits[first] -= total;
        }
        let indices = (first..weights.len()).chain(0..first);
        indices.filter_map(|index| u8::try_from(index).ok()).collect()
    }

    /// All targets in the order of the list, by their places in it.
    pub(super) fn listed(&self) -> Vec<u8> {
        (0..self.targets.len()).filter_map(|index| u8::try_from(index).ok()).collect()
    }

    /// The place of a target in the list.
    pub(super) fn place_of(&self, endpoint: &Endpoint) -> Option<u8> {
        self.targets.iter().position(|target| target.endpoint == *endpoint).and_then(|index| u8::try_from(index).ok())
    }

    /// Whether the one who answers hears a document first.
    pub(super) fn has_screen(&self) -> bool {
        self.screen || self.whisper.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::ring_of;

    fn firsts(weights: &[u8]) -> Vec<u8> {
        let mut ring = ring_of(weights.len());
        for (target, weight) in ring.targets.iter_mut().zip(weights) {
            target.weight = *weight;
        }
        let total: u64 = weights.iter().map(|weight| u64::from(*weight)).sum();
        (0..total).map(|turn| ring.rotation(turn)[0]).collect()
    }

    #[test]
    fn turns_are_spread_evenly_by_weight() {
        assert_eq!(firsts(&[1, 1, 1]), [0, 1, 2]);
        assert_eq!(firsts(&[5, 1, 1]), [0, 0, 1, 0, 2, 0, 0]);
        assert_eq!(firsts(&[2, 1]), [0, 1, 0]);
    }

    #[test]
    fn a_turn_rings_every_target_once() {
        let ring = ring_of(4);
        assert_eq!(ring.rotation(1), [1, 2, 3, 0]);
        assert_eq!(ring.rotation(7), [3, 0, 1, 2]);
        assert_eq!(ring_of(0).rotation(3), Vec::<u8>::new());
    }

    #[test]
    fn weights_that_no_flow_may_have_count_as_one() {
        let mut ring = ring_of(2);
        ring.targets[0].weight = 0;
        assert_eq!((ring.rotation(0)[0], ring.rotation(1)[0]), (0, 1));
    }
}

//! A flow, and the flows that it leads to.

use std::collections::{BTreeMap, BTreeSet};

use super::Step;
use crate::carrier::phone_number::PhoneNumber;
use crate::carrier::twiml::Endpoint;
use crate::ids::CallFlowId;

/// The steps of a call, run from top to bottom.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flow {
    /// The steps, in order.
    pub steps: Vec<Step>,
}

/// The flow of a number, with the flows that a call may go to from it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flows {
    /// The flow that a call begins with.
    pub own: Flow,
    /// Other flows by their ids; also the one that a call begins with, where another flow goes to it.
    pub others: BTreeMap<CallFlowId, Flow>,
}

impl Flows {
    /// A flow that leads to no other.
    #[must_use]
    pub fn alone(own: Flow) -> Self {
        Self { own, others: BTreeMap::new() }
    }

    /// The steps of a flow; `None` as the id means the one that a call begins with.
    pub(super) fn steps(&self, flow: Option<CallFlowId>) -> Option<&[Step]> {
        let flow = match flow {
            Some(id) => self.others.get(&id)?,
            None => &self.own,
        };
        Some(&flow.steps)
    }
}

impl Flow {
    /// The number of steps, those of all outcomes included.
    pub fn count(&self) -> usize {
        every(&self.steps).count()
    }

    /// The first phone number that it rings, for the document of a number whose database is gone.
    pub fn first_number(&self) -> Option<&PhoneNumber> {
        every(&self.steps).find_map(|step| match step {
            Step::Ring(ring) => ring.targets.iter().find_map(|target| match &target.endpoint {
                Endpoint::Number(number) => Some(number),
                Endpoint::Sip(_) => None,
            }),
            _ => None,
        })
    }

    /// The flows that it goes to, for those that [`Flows`] needs.
    pub fn goes_to(&self) -> BTreeSet<CallFlowId> {
        let ids = every(&self.steps).filter_map(|step| match step {
            Step::GoTo(id) => Some(*id),
            _ => None,
        });
        ids.collect()
    }
}

/// Each step of a list, followed by those of its outcomes.
fn every(steps: &[Step]) -> impl Iterator<Item = &Step> {
    let mut all = Vec::new();
    collect(steps, &mut all);
    all.into_iter()
}

fn collect<'s>(steps: &'s [Step], all: &mut Vec<&'s Step>) {
    for step in steps {
        all.push(step);
        for (_, steps) in step.outcomes() {
            collect(steps, all);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{flow_id, menu_of, office};
    use super::*;

    #[test]
    fn all_steps_count_those_of_outcomes_too() {
        assert_eq!(office().count(), 9);
        assert_eq!(Flow::default().count(), 0);
    }

    #[test]
    fn the_first_number_and_the_other_flows_are_looked_for_in_outcomes() {
        assert_eq!(office().first_number().map(PhoneNumber::as_str), Some("+12125550111"));
        assert_eq!(Flow::default().first_number(), None);
        let steps = vec![menu_of(&[('1', vec![Step::GoTo(flow_id(2))])]), Step::GoTo(flow_id(1))];
        assert_eq!(Flow { steps }.goes_to(), [flow_id(1), flow_id(2)].into());
    }
}

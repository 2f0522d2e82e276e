//! A flow, and the flows that it leads to.

use std::collections::BTreeMap;

use super::Step;
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
    /// Other flows by their ids.
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
        count(&self.steps)
    }
}

fn count(steps: &[Step]) -> usize {
    steps.iter().map(|step| 1 + step.outcomes().map(|(_, steps)| count(steps)).sum::<usize>()).sum()
}

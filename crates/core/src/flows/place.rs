//! Places in a flow, as positions have them and as errors name them.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Flow, Step};
use crate::ids::CallFlowId;

/// The way to a step: its place in the list, the outcome, the place in the outcome's list, and so on.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Path(pub(super) Vec<u16>);

/// A step of a flow: the flow, and the way to the step.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StepPlace {
    /// The flow; `None` for the one that the call began with.
    pub flow: Option<CallFlowId>,
    /// The way to the step in it.
    pub path: Path,
}

impl Path {
    /// The first step of a flow.
    pub(super) fn first() -> Self {
        Self(vec![0])
    }

    /// The first step of an outcome of this step.
    pub(super) fn into_outcome(mut self, outcome: usize) -> Self {
        self.0.extend([narrow(outcome), 0]);
        self
    }

    /// The step below this one.
    pub(super) fn below(mut self) -> Self {
        if let Some(last) = self.0.last_mut() {
            *last = last.saturating_add(1);
        }
        self
    }

    /// The step below the one that branches to this list; `None` in the flow's own list.
    pub(super) fn out_of_list(mut self) -> Option<Self> {
        self.0.pop();
        self.0.pop()?;
        (!self.0.is_empty()).then(|| self.below())
    }

    /// The step at this place.
    pub(super) fn find<'s>(&self, steps: &'s [Step]) -> Option<&'s Step> {
        let (last, above) = self.0.split_last()?;
        let mut list = steps;
        for pair in above.chunks(2) {
            let [step, outcome] = pair else { return None };
            list = list.get(usize::from(*step))?.outcome(usize::from(*outcome))?.1;
        }
        list.get(usize::from(*last))
    }

    /// The step at this place.
    pub fn step<'f>(&self, flow: &'f Flow) -> Option<&'f Step> {
        self.find(&flow.steps)
    }

    /// The place as errors name it, such as `steps.2.choices.1.steps.0`.
    pub fn name(&self, flow: &Flow) -> String {
        let mut list = flow.steps.as_slice();
        let mut name = "steps".to_owned();
        for (at, index) in self.0.iter().enumerate() {
            if at % 2 == 0 {
                name.push_str(&format!(".{index}"));
                continue;
            }
            let step = usize::from(self.0.get(at - 1).copied().unwrap_or_default());
            let Some((outcome, steps)) = list.get(step).and_then(|step| step.outcome(usize::from(*index))) else {
                return name;
            };
            name.push_str(&format!(".{}", outcome.place()));
            list = steps;
        }
        name
    }
}

fn narrow(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

/// A sentence about a place in a flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The place, such as `steps.2.choices.1.steps.0.targets`.
    pub place: String,
    /// The change to make, in a sentence.
    pub sentence: String,
}

/// Sentences about places in a flow, in the order of its steps.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
pub struct Mistakes(pub Vec<Mistake>);

impl Mistakes {
    /// Notes a sentence about a place.
    pub(super) fn add(&mut self, place: impl Into<String>, sentence: impl Into<String>) {
        self.0.push(Mistake { place: place.into(), sentence: sentence.into() });
    }

    /// The sentence about a place.
    pub fn at(&self, place: &str) -> Option<&str> {
        self.0.iter().find(|mistake| mistake.place == place).map(|mistake| mistake.sentence.as_str())
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, Mistake { place, sentence }) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{place}: {sentence}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::office;
    use super::*;

    #[test]
    fn a_place_has_the_name_that_the_api_gives_it() {
        let flow = office();
        let path = Path(vec![1, 0, 0, 1, 0]);
        assert_eq!(path.name(&flow), "steps.1.open.0.choices.1.steps.0");
        assert!(path.step(&flow).is_some());
        assert_eq!(Path(vec![1, 7, 0]).name(&flow), "steps.1");
        assert_eq!(Path(vec![1, 7, 0]).step(&flow), None);
        for forged in [vec![], vec![1, 0], vec![u16::MAX], vec![0, 0, 0], vec![1, 0, 0, 1, 0, 9, 9]] {
            assert_eq!(Path(forged).step(&flow), None);
        }
    }

    #[test]
    fn below_the_last_step_of_an_outcome_is_the_step_below_its_branch() {
        let inside = Path(vec![1, 0, 0]).below();
        assert_eq!(inside, Path(vec![1, 0, 1]));
        assert_eq!(inside.out_of_list(), Some(Path(vec![2])));
        assert_eq!(Path(vec![2]).out_of_list(), None);
        assert_eq!(Path(vec![]).out_of_list(), None);
        assert_eq!(Path(vec![4, 1]).out_of_list(), None);
    }
}

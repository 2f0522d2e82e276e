//! The figure that the chart of analytics shows: a measure, or calls in the parts of their outcomes.

use crewline_core::reports::analytics::Measure;

use super::measures;
use crate::view::SelectOption;

/// The figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ChartFigure {
    /// Calls by their outcome.
    Outcomes,
    /// A measure.
    Of(Measure),
}

const OUTCOMES: &str = "outcomes";

impl ChartFigure {
    /// Reads the address's word; `None` for an unknown one. None means calls.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        match word {
            "" => Some(Self::Of(Measure::Calls)),
            OUTCOMES => Some(Self::Outcomes),
            word => word.parse().ok().map(Self::Of),
        }
    }

    /// The choices besides calls.
    pub(super) fn choices() -> Vec<SelectOption> {
        let measures = Measure::ALL.iter().filter(|measure| **measure != Measure::Calls);
        let options = measures.map(|measure| SelectOption::new(measure.word(), measures::label(*measure)));
        std::iter::once(SelectOption::new(OUTCOMES, "Calls by outcome")).chain(options).collect()
    }

    /// The measure, which is calls for outcomes.
    pub(super) fn measure(self) -> Measure {
        match self {
            Self::Outcomes => Measure::Calls,
            Self::Of(measure) => measure,
        }
    }

    /// Its name.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Outcomes => "Calls by outcome",
            Self::Of(measure) => measures::label(measure),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_reads_back() {
        for choice in ChartFigure::choices() {
            assert_eq!(ChartFigure::from_word(&choice.value).unwrap().label(), choice.label);
        }
        assert_eq!(ChartFigure::from_word(""), Some(ChartFigure::Of(Measure::Calls)));
        assert_eq!(ChartFigure::from_word("size"), None);
    }
}

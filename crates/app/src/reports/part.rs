//! The calls that the chart over time shows: all of them in their parts, or one part alone.

use crewline_core::calls::Sums;

use super::report_address::ReportAddress;
use crate::view::Tab;

/// A part of the calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    All,
    Answered,
    Voicemail,
    Missed,
    UnderWay,
}

impl Part {
    /// Those that can be asked for, as `show` in the address names them.
    const CHOICES: [(&'static str, Self); 4] =
        [("", Self::All), ("answered", Self::Answered), ("missed", Self::Missed), ("voicemail", Self::Voicemail)];

    /// Reads the address's word; `None` for an unknown one.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::CHOICES.iter().find(|(name, _)| *name == word).map(|(_, part)| *part)
    }

    /// The links to the parts.
    pub(super) fn tabs(self, address: &ReportAddress) -> Vec<Tab> {
        let tab = |(word, part): &(&str, Self)| Tab {
            label: part.label(),
            href: address.with(&[("show", *word)]),
            current: *part == self,
        };
        Self::CHOICES.iter().map(tab).collect()
    }

    /// The parts that are drawn, from the bottom.
    pub(super) fn stack(self) -> &'static [Self] {
        match self {
            Self::All => &[Self::Answered, Self::Voicemail, Self::Missed, Self::UnderWay],
            Self::Answered => &[Self::Answered],
            Self::Voicemail => &[Self::Voicemail],
            Self::Missed => &[Self::Missed],
            Self::UnderWay => &[Self::UnderWay],
        }
    }

    /// Its name.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::All => "All",
            Self::Answered => "Answered",
            Self::Voicemail => "Voicemail",
            Self::Missed => "Missed",
            Self::UnderWay => "Under way",
        }
    }

    /// The calls, in a heading.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::All => "Calls",
            Self::Answered => "Answered calls",
            Self::Voicemail => "Voicemails",
            Self::Missed => "Missed calls",
            Self::UnderWay => "Calls under way",
        }
    }

    /// The class of its colour.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::All => "calls",
            Self::Answered => "answered",
            Self::Voicemail => "voicemail",
            Self::Missed => "missed",
            Self::UnderWay => "open",
        }
    }

    /// How many of them there are.
    pub(super) fn count(self, sums: &Sums) -> i64 {
        match self {
            Self::All => sums.calls,
            Self::Answered => sums.answered,
            Self::Voicemail => sums.voicemails,
            Self::Missed => sums.missed,
            Self::UnderWay => sums.under_way(),
        }
    }
}

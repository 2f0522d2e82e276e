//! How often each thing was done, and refused for what reason: a walk in which something never happens proves nothing of
//! it.

use std::collections::{BTreeMap, BTreeSet};

use super::act::Act;
use super::rights::Obstacle;

/// Everything that somebody can do, by its word.
const EVERY_ACT: [&str; 24] = [
    "Accept",
    "AddNumber",
    "AllowChanges",
    "Cancel",
    "CreateGroup",
    "Decline",
    "DeleteGroup",
    "Edit",
    "EditGroup",
    "EditNumber",
    "Invite",
    "Leave",
    "LogInAs",
    "MakeToken",
    "Offer",
    "Plan",
    "Release",
    "Remove",
    "Resend",
    "Return",
    "Ring",
    "Take",
    "Wait",
    "Withdraw",
];

/// Everything that can stand in the way, by its word.
const REFUSALS: [&str; 17] = [
    "AlreadyInvited",
    "AlreadyMember",
    "Conflict",
    "DeadLink",
    "Field",
    "Forbidden",
    "Gone",
    "Grant",
    "LastOwner",
    "LogInAs",
    "Looking",
    "Oneself",
    "Outside",
    "Personal",
    "Rank",
    "SeatLimit",
    "TooOften",
];

/// What has happened so far.
#[derive(Debug, Default)]
pub(crate) struct Coverage {
    done: BTreeMap<String, usize>,
    refused: BTreeMap<String, usize>,
}

impl Coverage {
    pub(crate) fn record(&mut self, act: &Act, answer: Option<Obstacle>) {
        let word = match act {
            Act::Deed { deed, .. } => format!("{deed:?}"),
            other => format!("{other:?}"),
        };
        let (of, text) = match answer {
            None => (&mut self.done, word),
            Some(obstacle) => (&mut self.refused, format!("{obstacle:?}")),
        };
        let word: String = text.chars().take_while(|c| c.is_ascii_alphabetic()).collect();
        *of.entry(word).or_default() += 1;
    }

    pub(crate) fn add(&mut self, other: Self) {
        for (of, more) in [(&mut self.done, other.done), (&mut self.refused, other.refused)] {
            for (word, count) in more {
                *of.entry(word).or_default() += count;
            }
        }
    }

    /// How many steps.
    pub(crate) fn steps(&self) -> usize {
        self.done.values().chain(self.refused.values()).sum()
    }

    /// What never happened.
    pub(crate) fn missing(&self) -> BTreeSet<&'static str> {
        let not_done = EVERY_ACT.into_iter().filter(|word| !self.done.contains_key(*word));
        not_done.chain(REFUSALS.into_iter().filter(|word| !self.refused.contains_key(*word))).collect()
    }
}

//! Counts each act done and each refusal given. A run proves nothing about an act or a refusal that never happened.

use std::collections::{BTreeMap, BTreeSet};

use super::act::Act;
use super::rights::Obstacle;

/// The name of every act.
const ACTS: [&str; 34] = [
    "Accept",
    "AddNumber",
    "AddRule",
    "AllowChanges",
    "Annotate",
    "Block",
    "Cancel",
    "ChangeZone",
    "CreateGroup",
    "Decline",
    "DeleteAndTakeBack",
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
    "Rebuild",
    "Release",
    "Remove",
    "RemoveRule",
    "Report",
    "Resend",
    "Return",
    "Review",
    "Ring",
    "Take",
    "Unblock",
    "Wait",
    "Withdraw",
];

/// The name of every obstacle.
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
    "NotFound",
    "OwnMembership",
    "Rank",
    "ReadOnly",
    "SeatLimit",
    "TooOften",
    "WhileLoggedInAs",
];

/// The acts and refusals so far.
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
        let (counts, text) = match answer {
            None => (&mut self.done, word),
            Some(obstacle) => (&mut self.refused, format!("{obstacle:?}")),
        };
        let word: String = text.chars().take_while(|c| c.is_ascii_alphabetic()).collect();
        *counts.entry(word).or_default() += 1;
    }

    pub(crate) fn add(&mut self, other: Self) {
        for (counts, more) in [(&mut self.done, other.done), (&mut self.refused, other.refused)] {
            for (word, count) in more {
                *counts.entry(word).or_default() += count;
            }
        }
    }

    pub(crate) fn steps(&self) -> usize {
        self.done.values().chain(self.refused.values()).sum()
    }

    /// The acts and refusals that never happened.
    pub(crate) fn missing(&self) -> BTreeSet<&'static str> {
        let not_done = ACTS.into_iter().filter(|word| !self.done.contains_key(*word));
        not_done.chain(REFUSALS.into_iter().filter(|word| !self.refused.contains_key(*word))).collect()
    }
}

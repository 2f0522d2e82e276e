//! The product's errors, in its own words. One file of the program turns each into a status.

use crate::access::{Refusal, Rule};
use crate::db;
use crate::ids::{InvitationId, MemberId};
use crate::secret::{NoRandomness, SealError};

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not do it, or the thing does not exist for them.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The input is invalid: what to change, by field.
    #[error("Some fields need a change.")]
    Fields(Fields),
    /// It conflicts with the current state.
    #[error("{sentence}")]
    Conflict {
        /// The code that programs rely on.
        code: &'static str,
        /// The sentence for people.
        sentence: String,
    },
    /// The person is already this member.
    #[error("This person is a member already. Edit their role or number access instead.")]
    AlreadyMember(MemberId),
    /// The address is invited already, by this invitation.
    #[error("This address is invited already. Resend or cancel that invitation.")]
    AlreadyInvited(InvitationId),
    /// There is no seat left.
    #[error(transparent)]
    SeatLimit(SeatLimit),
    /// It was done too often.
    #[error("{sentence}")]
    TooOften {
        /// The sentence for people.
        sentence: String,
        /// How long to wait, in seconds.
        wait_seconds: i64,
    },
    /// The link no longer works. The text says why, and whom to ask.
    #[error("{0}")]
    DeadLink(String),
    /// The thing existed and has ended.
    #[error("{0}")]
    Gone(&'static str),
    /// A file that should be in the store is missing or damaged.
    #[error("The recording's file is missing or damaged. The server's log names it: ask who runs this Crewline.")]
    FileMissing,
    /// The store of files does not answer.
    #[error("The recordings can't be reached just now. Try again in a moment.")]
    StoreUnavailable,
    /// A rule between two people forbids it.
    #[error(transparent)]
    Rule(#[from] Rule),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// A stored secret can't be opened.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The operating system gave no random bytes.
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
}

/// All the seats of the plan are used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{} used. Cancel an invitation or remove a member, or have an Owner or Admin choose a larger plan under Settings → \
     Billing.",
    all_seats_used(*.limit)
)]
pub struct SeatLimit {
    /// Active members and live invitations.
    pub used: i64,
    /// How many the plan allows.
    pub limit: i64,
    /// The address for a larger plan, if the operator has set one.
    pub upgrade_url: Option<String>,
}

fn all_seats_used(limit: i64) -> String {
    if limit == 1 { "The one seat of your plan is".to_owned() } else { format!("All {limit} seats of your plan are") }
}

/// The problem of each field, in the order of the form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(pub Vec<(&'static str, String)>);

impl Fields {
    /// Nothing to change.
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// Notes what to change in a field.
    pub fn add(&mut self, field: &'static str, sentence: impl Into<String>) {
        self.0.push((field, sentence.into()));
    }

    /// The problem of a field.
    pub fn get(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| *name == field).map(|(_, sentence)| sentence.as_str())
    }

    /// Returns a valid value, or notes the error of its field.
    pub fn checked<T>(&mut self, field: &'static str, value: Result<T, impl std::fmt::Display>) -> Option<T> {
        value.map_err(|sentence| self.add(field, sentence.to_string())).ok()
    }

    /// Succeeds when no field needs a change.
    ///
    /// # Errors
    /// Returns [`Error::Fields`] when a field needs one.
    pub fn into_result(self) -> Result<(), Error> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Fields(self)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seats_are_counted_in_words() {
        let full = |limit| SeatLimit { used: limit, limit, upgrade_url: None }.to_string();
        assert!(full(1).starts_with("The one seat of your plan is used. "), "{}", full(1));
        assert!(full(3).starts_with("All 3 seats of your plan are used. "), "{}", full(3));
        assert!(full(3).ends_with("a larger plan under Settings → Billing."), "{}", full(3));
    }
}

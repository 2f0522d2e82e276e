//! An event as a domain tells it, and an entry as the log keeps it.

use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::ids::{BusinessId, EntryId};
use crate::time::Timestamp;

/// What was done, on whom or what. Told by the change that did it.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub(super) action: &'static str,
    pub(super) subject_kind: &'static str,
    pub(super) subject_id: String,
    pub(super) subject_name: String,
    pub(super) before: Option<Json>,
    pub(super) after: Option<Json>,
}

impl Event {
    /// `Event::of("number.edited", "number", id, "Summer ads")`.
    pub fn of(
        action: &'static str,
        subject_kind: &'static str,
        subject_id: impl std::fmt::Display,
        subject_name: impl Into<String>,
    ) -> Self {
        Self {
            action,
            subject_kind,
            subject_id: subject_id.to_string(),
            subject_name: subject_name.into(),
            before: None,
            after: None,
        }
    }

    /// What it was before.
    #[must_use]
    pub fn before(mut self, before: Json) -> Self {
        self.before = Some(before);
        self
    }

    /// What it is after.
    #[must_use]
    pub fn after(mut self, after: Json) -> Self {
        self.after = Some(after);
        self
    }
}

/// One event, where several may be answered.
impl IntoIterator for Event {
    type Item = Self;
    type IntoIter = std::iter::Once<Self>;

    fn into_iter(self) -> Self::IntoIter {
        std::iter::once(self)
    }
}

/// An entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: EntryId,
    /// Its place in the business's chain, from 1.
    pub sequence: i64,
    /// When.
    pub at: Timestamp,
    /// Who was at the keyboard, as they were called then.
    pub actor_name: String,
    /// As whom, under Log in as.
    pub as_name: Option<String>,
    /// What: `number.edited`.
    pub action: String,
    /// On what kind of thing.
    pub subject_kind: String,
    /// Its id, in the outside form.
    pub subject_id: String,
    /// What it was called then.
    pub subject_name: String,
    /// What it was before: JSON.
    pub before: Option<String>,
    /// What it is after: JSON.
    pub after: Option<String>,
    /// From which network address.
    pub address: Option<String>,
}

/// What the chain's hash is made over. Every column that tells something is in it.
pub(super) struct ChainLink<'e> {
    pub(super) business: BusinessId,
    pub(super) sequence: i64,
    pub(super) at: Timestamp,
    pub(super) texts: [Option<&'e str>; 11],
}

impl ChainLink<'_> {
    /// SHA-256 over the hash before and every column, each with its length, so that no two entries read alike.
    pub(super) fn hash(&self, before: &[u8]) -> Vec<u8> {
        let mut hash = Sha256::new();
        hash.update((before.len() as u64).to_be_bytes());
        hash.update(before);
        for number in [self.business.as_i64(), self.sequence, self.at.millis()] {
            hash.update(number.to_be_bytes());
        }
        for text in self.texts {
            match text {
                Some(text) => {
                    hash.update((text.len() as u64).to_be_bytes());
                    hash.update(text);
                }
                None => hash.update(u64::MAX.to_be_bytes()),
            }
        }
        hash.finalize().to_vec()
    }
}

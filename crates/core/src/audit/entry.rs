//! An event as a domain reports it, and an entry as the log stores it.

use hmac::Mac;
use serde_json::Value as Json;

use crate::db::CodeKey;
use crate::ids::{BusinessId, EntryId};
use crate::time::Timestamp;

/// An action and its subject, as the change reports them.
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

    /// Adds the subject's values before the change.
    #[must_use]
    pub fn before(mut self, before: Json) -> Self {
        self.before = Some(before);
        self
    }

    /// Adds the subject's values after the change.
    #[must_use]
    pub fn after(mut self, after: Json) -> Self {
        self.after = Some(after);
        self
    }
}

/// One event, where several may be returned.
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
    /// When it was added.
    pub at: Timestamp,
    /// The name of the person at the keyboard at that time.
    pub actor_name: String,
    /// The teammate's name, under Log in as.
    pub as_name: Option<String>,
    /// The action: `number.edited`.
    pub action: String,
    /// The subject's kind.
    pub subject_kind: String,
    /// The subject's id, in the external form.
    pub subject_id: String,
    /// The subject's name at that time.
    pub subject_name: String,
    /// The subject's values before, as JSON.
    pub before: Option<String>,
    /// The subject's values after, as JSON.
    pub after: Option<String>,
    /// The network address of the request.
    pub address: Option<String>,
}

/// The input of an entry's authentication code: every column except its id and the code itself.
pub(super) struct ChainLink<'e> {
    pub(super) business: BusinessId,
    pub(super) sequence: i64,
    pub(super) at: Timestamp,
    pub(super) texts: [Option<&'e str>; 12],
}

impl ChainLink<'_> {
    /// The authentication code over the previous code and every column, the texts with their lengths, so that no two
    /// entries give the same input.
    pub(super) fn code(&self, key: &CodeKey, previous: &[u8]) -> Vec<u8> {
        let mut hash = key.clone();
        hash.update(b"entry");
        hash.update(&(previous.len() as u64).to_be_bytes());
        hash.update(previous);
        hash.update(&self.business.block().to_be_bytes());
        for number in [self.sequence, self.at.millis()] {
            hash.update(&number.to_be_bytes());
        }
        for text in self.texts {
            match text {
                Some(text) => {
                    hash.update(&(text.len() as u64).to_be_bytes());
                    hash.update(text.as_bytes());
                }
                None => hash.update(&u64::MAX.to_be_bytes()),
            }
        }
        hash.finalize().into_bytes().to_vec()
    }
}

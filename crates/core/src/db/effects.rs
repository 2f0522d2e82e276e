//! The effects of a durable transaction. The database carries them without knowing what they mean.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, PoisonError, RwLock, Weak};

/// One effect of a transaction: a kind, and the ids that it is about. [`crate::access`] gives the kinds their meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effect {
    pub(crate) kind: char,
    pub(crate) business: u128,
    pub(crate) id: u128,
}

/// As a word: `c7.12`, the numbers in hexadecimal.
impl std::fmt::Display for Effect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{:x}.{:x}", self.kind, self.business, self.id)
    }
}

impl Effect {
    /// Reads what [`Display`](std::fmt::Display) writes.
    pub(crate) fn read(word: &str) -> Option<Self> {
        let kind = word.chars().next()?;
        let (business, id) = word.strip_prefix(kind)?.split_once('.')?;
        let number = |digits: &str| u128::from_str_radix(digits, 16).ok();
        Some(Self { kind, business: number(business)?, id: number(id)? })
    }
}

/// A listener that runs the effects of durable transactions.
pub trait AfterCommit: Send + Sync {
    /// Runs the effects of one transaction, in their order. On SQLite this is on the writer's thread, so it must
    /// neither block nor use the database.
    fn committed(&self, effects: &[Effect]);
}

/// The listeners of one database.
#[derive(Default)]
pub(super) struct Listeners(RwLock<Vec<Weak<dyn AfterCommit>>>);

impl Listeners {
    /// Adds a listener by a weak reference, since a listener may own the database.
    pub(super) fn add(&self, listener: &Arc<dyn AfterCommit>) {
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        all.retain(|each| each.strong_count() > 0);
        all.push(Arc::downgrade(listener));
    }

    /// Calls all listeners. A panic of a listener must not end the writer.
    pub(super) fn committed(&self, effects: &[Effect]) {
        if effects.is_empty() {
            return;
        }
        let all: Vec<_> =
            self.0.read().unwrap_or_else(PoisonError::into_inner).iter().filter_map(Weak::upgrade).collect();
        for listener in all {
            if std::panic::catch_unwind(AssertUnwindSafe(|| listener.committed(effects))).is_err() {
                tracing::error!("a listener panicked while it ran the effects of a transaction");
            }
        }
    }
}

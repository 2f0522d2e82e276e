//! The effects of a change. A change registers them inside its transaction. They run once the transaction is durable,
//! even if the caller is gone; a transaction that is rolled back has none.

use super::store::{Global, Scoped};
use crate::db::Effect;
use crate::ids::{BusinessId, CallId, MemberId, MessageId};

/// A change that a business's watchers are notified of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A call was created or updated.
    Call(CallId),
    /// A message was created or updated.
    Message(MessageId),
    /// A member's role, name or number access has changed, or the membership has begun or ended.
    Member(MemberId),
    /// The numbers of a group have changed, so members with Specific Numbers may see other numbers.
    Access,
    /// Changes may have been missed, so everything must be reloaded.
    Everything,
}

/// Jobs may be due.
pub(crate) const WAKE_JOBS: Effect = Effect { kind: 'j', business: 0, id: 0 };

impl Change {
    /// The effect that the database carries for it.
    pub(crate) const fn effect(self, business: BusinessId) -> Effect {
        let (kind, id) = match self {
            Self::Call(id) => ('c', id.as_i64()),
            // `t` for text, since `m` is a member's.
            Self::Message(id) => ('t', id.as_i64()),
            Self::Member(id) => ('m', id.as_i64()),
            Self::Access => ('a', 0),
            Self::Everything => ('r', 0),
        };
        Effect { kind, business: business.as_i64(), id }
    }

    /// The business and its change; `None` for an effect of another kind.
    pub(crate) const fn read(effect: Effect) -> Option<(BusinessId, Self)> {
        let change = match effect.kind {
            'c' => Self::Call(CallId::new(effect.id)),
            't' => Self::Message(MessageId::new(effect.id)),
            'm' => Self::Member(MemberId::new(effect.id)),
            'a' => Self::Access,
            'r' => Self::Everything,
            _ => return None,
        };
        Some((BusinessId::new(effect.business), change))
    }
}

impl Scoped<'_> {
    /// Notifies the business's watchers once this transaction is durable.
    pub(crate) fn notify(&mut self, change: Change) {
        let business = self.scope().business();
        self.global().tx.after_commit(change.effect(business));
    }

    /// Wakes the jobs of every process once this transaction is durable.
    pub(crate) fn wake_jobs(&mut self) {
        self.global().wake_jobs();
    }
}

impl Global<'_> {
    /// Wakes the jobs of every process once this transaction is durable.
    pub(crate) fn wake_jobs(&mut self) {
        self.tx.after_commit(WAKE_JOBS);
    }
}

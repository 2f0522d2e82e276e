//! The effects of a change. A change registers them inside its transaction. They run once the transaction is durable,
//! even if the caller is gone; a transaction that is rolled back has none.

use super::store::{Global, Scoped};
use crate::db::Effect;
use crate::ids::{BusinessId, CallId, MemberId, MessageId, NumberId, UserId};

/// A change that a business's watchers are notified of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// A call was created or updated.
    Call(CallId),
    /// A tag of calls of the number was changed, merged or removed. It concerns those who see the number.
    CallTags(NumberId),
    /// A message was created or updated.
    Message(MessageId),
    /// A member's role, name or number access has changed, or the membership has begun or ended.
    Member(MemberId),
    /// A session or token of an account has ended. It goes to the watchers of every business.
    Account(UserId),
    /// A member sees other numbers than before, by a change of groups or of numbers. It concerns nobody else.
    Access(MemberId),
    /// A number or a group has changed, which concerns those who see it: its name, its source, the group that it is in.
    Numbers,
    /// The plan has changed, so pages that list the team show other seats.
    Plan,
    /// Changes may have been missed, so everything must be reloaded.
    Everything,
}

/// Jobs may be due.
pub(crate) const WAKE_JOBS: Effect = Effect { kind: 'j', business: 0, id: 0 };

/// A connection or a number's target has changed, so the memory of the fallback must be reloaded.
pub(crate) const RELOAD_STANDBY: Effect = Effect { kind: 's', business: 0, id: 0 };

impl Change {
    /// The effect that the database carries for it.
    pub(crate) const fn effect(self, business: BusinessId) -> Effect {
        let (kind, id) = match self {
            Self::Call(id) => ('c', id.block()),
            // `l` for label, since `t` is a text.
            Self::CallTags(id) => ('l', id.block()),
            // `t` for text, since `m` is a member's.
            Self::Message(id) => ('t', id.block()),
            Self::Member(id) => ('m', id.block()),
            Self::Account(id) => ('u', id.block()),
            Self::Access(id) => ('a', id.block()),
            Self::Numbers => ('n', 0),
            Self::Plan => ('p', 0),
            Self::Everything => ('r', 0),
        };
        Effect { kind, business: business.block(), id }
    }

    /// The business and its change; `None` for an effect of another kind.
    pub(crate) const fn read(effect: Effect) -> Option<(BusinessId, Self)> {
        let change = match effect.kind {
            'c' => Self::Call(CallId::new(effect.id)),
            'l' => Self::CallTags(NumberId::new(effect.id)),
            't' => Self::Message(MessageId::new(effect.id)),
            'm' => Self::Member(MemberId::new(effect.id)),
            'u' => Self::Account(UserId::new(effect.id)),
            'a' => Self::Access(MemberId::new(effect.id)),
            'n' => Self::Numbers,
            'p' => Self::Plan,
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

    /// Makes every process reload the memory of the fallback once this transaction is durable.
    pub(crate) fn reload_standby(&mut self) {
        self.global().tx.after_commit(RELOAD_STANDBY);
    }
}

impl Global<'_> {
    /// Notifies the watchers of an account's streams, once this transaction is durable, that a session or token has ended.
    pub(crate) fn notify_account(&mut self, user: UserId) {
        // No business has this id: an account belongs to none.
        self.tx.after_commit(Change::Account(user).effect(BusinessId::new(0)));
    }

    /// Wakes the jobs of every process once this transaction is durable.
    pub(crate) fn wake_jobs(&mut self) {
        self.tx.after_commit(WAKE_JOBS);
    }
}

//! Whose view of numbers a change widens or narrows. It is worked out inside the transaction of the change, so that the
//! form, the API, the audit log and the live streams all say the same.

mod amount;
mod group_moves;
mod holders;
mod promises;
mod saving;

use serde_json::json;

pub(crate) use amount::CallCounts;
pub use amount::{Amount, MAX_COUNTED_CALLS};
pub(crate) use group_moves::{GroupMoves, viewers_of};
pub(crate) use promises::count_promises_of_number;
pub(crate) use saving::with_effect;
pub use saving::{Changed, Saving};

use crate::access::{Change, Scoped};
use crate::ids::{MemberId, OutsideRecipientId};
use crate::secret::digest;

/// The most members, and the most outside recipients, that the audit log names for one change. The rest are counted.
const MAX_AUDITED: usize = 500;
/// The most members whose pages are told one by one. Beyond it, the stream of every member with Specific Numbers compares
/// what its viewer sees, and tells those for whom it differs.
const MAX_NOTIFIED: usize = 200;

/// The effect of a change on one member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberEffect {
    /// The member.
    pub member: MemberId,
    /// Their display name.
    pub name: String,
    /// The numbers and calls that become visible to them.
    pub gains: Amount,
    /// The numbers and calls that become hidden from them.
    pub loses: Amount,
}

/// The effect of a change on an outside recipient of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutsideEffect {
    /// The recipient.
    pub recipient: OutsideRecipientId,
    /// Its address.
    pub email: String,
    /// The numbers and calls that become visible to it.
    pub gains: Amount,
    /// The numbers and calls that become hidden from it.
    pub loses: Amount,
}

/// The effect of a change on the members of a business, on addresses outside that get its reports, and on pending invitations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessEffect {
    /// The members who see more or less than before, by name.
    pub members: Vec<MemberEffect>,
    /// The outside recipients that see more or less than before, by address.
    pub outside: Vec<OutsideEffect>,
    /// Pending invitations whose promise widens.
    pub invitations_widened: i64,
    /// Pending invitations whose promise narrows.
    pub invitations_narrowed: i64,
    /// Identifies this effect, for a form that shows it and posts it back. Empty when there is nothing to show. It does not
    /// cover the calls: new ones come in all the time.
    digest: String,
}

impl AccessEffect {
    /// The effect on these. `change` distinguishes changes with the same effect.
    pub(super) fn new(
        members: Vec<MemberEffect>,
        outside: Vec<OutsideEffect>,
        (widened, narrowed): (i64, i64),
        change: &serde_json::Value,
    ) -> Self {
        let of_members: Vec<_> =
            members.iter().map(|each| (each.member, each.gains.numbers, each.loses.numbers)).collect();
        let of_outside: Vec<_> =
            outside.iter().map(|each| (each.recipient, each.gains.numbers, each.loses.numbers)).collect();
        let text = json!([of_members, of_outside, widened, narrowed, change]).to_string();
        let effect = Self {
            members,
            outside,
            invitations_widened: widened,
            invitations_narrowed: narrowed,
            digest: String::new(),
        };
        let says_nothing = effect.is_empty() && change.is_null();
        Self { digest: if says_nothing { String::new() } else { digest(&text).as_text() }, ..effect }
    }

    /// The effect on pending invitations alone.
    pub(crate) fn on_promises(widened: i64, narrowed: i64) -> Self {
        Self::new(Vec::new(), Vec::new(), (widened, narrowed), &serde_json::Value::Null)
    }

    /// Whether the change leaves everybody's view as it is.
    pub fn is_empty(&self) -> bool {
        let changes_promises = self.invitations_widened > 0 || self.invitations_narrowed > 0;
        self.members.is_empty() && self.outside.is_empty() && !changes_promises
    }

    /// Whether somebody sees more than before, now or by a pending invitation.
    pub fn widens(&self) -> bool {
        let mut amounts = self.members.iter().map(|each| each.gains).chain(self.outside.iter().map(|each| each.gains));
        self.invitations_widened > 0 || amounts.any(|gains| gains.numbers > 0)
    }

    /// Identifies the effect, for a form that shows it and posts it back. Empty when there is nothing to show.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The form in the audit log; `None` when nobody sees more or less.
    pub(crate) fn to_audit_json(&self) -> Option<serde_json::Value> {
        if self.is_empty() {
            return None;
        }
        let named = self.members.iter().take(MAX_AUDITED).map(|member| {
            json!({
                "member_id": member.member,
                "name": member.name,
                "gains": member.gains.to_json(),
                "loses": member.loses.to_json(),
            })
        });
        let outside = self.outside.iter().take(MAX_AUDITED).map(|each| {
            json!({
                "recipient_id": each.recipient,
                "email": each.email,
                "gains": each.gains.to_json(),
                "loses": each.loses.to_json(),
            })
        });
        Some(json!({
            "members": named.collect::<Vec<_>>(),
            "more_members": self.members.len().saturating_sub(MAX_AUDITED),
            "outside_recipients": outside.collect::<Vec<_>>(),
            "more_outside_recipients": self.outside.len().saturating_sub(MAX_AUDITED),
            "invitations_widened": self.invitations_widened,
            "invitations_narrowed": self.invitations_narrowed,
        }))
    }

    /// Tells the pages of the members who see more or less, once the transaction is durable.
    pub(crate) fn notify(&self, tx: &mut Scoped<'_>) {
        notify_all(tx, self.members.iter().map(|member| member.member));
    }
}

/// Tells the pages of some members that they see other things than before, once the transaction is durable.
pub(crate) fn notify_all(tx: &mut Scoped<'_>, members: impl ExactSizeIterator<Item = MemberId>) {
    if members.len() > MAX_NOTIFIED {
        return tx.notify(Change::Numbers);
    }
    members.for_each(|member| tx.notify(Change::Access(member)));
}

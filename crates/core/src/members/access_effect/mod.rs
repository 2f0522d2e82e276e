//! Whose view of numbers a change widens or narrows. It is worked out inside the transaction of the change, so that the
//! form, the API, the audit log and the live streams all say the same.

mod amount;
mod group_moves;
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
use crate::ids::MemberId;
use crate::secret::digest;

/// The most members that the audit log names for one change. The rest are counted.
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

/// The effect of a change on the members of a business and on pending invitations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessEffect {
    /// The members who see more or less than before, by name.
    pub members: Vec<MemberEffect>,
    /// Pending invitations whose promise widens.
    pub invitations_widened: i64,
    /// Pending invitations whose promise narrows.
    pub invitations_narrowed: i64,
    /// Identifies this effect, for a form that shows it and posts it back. Empty when there is nothing to show. It does not
    /// cover the calls: new ones come in all the time.
    digest: String,
}

impl AccessEffect {
    /// The effect on these members and invitations. `change` distinguishes changes with the same effect.
    pub(super) fn new(members: Vec<MemberEffect>, (widened, narrowed): (i64, i64), change: &serde_json::Value) -> Self {
        let of_members: Vec<_> =
            members.iter().map(|each| (each.member, each.gains.numbers, each.loses.numbers)).collect();
        let is_empty = members.is_empty() && widened == 0 && narrowed == 0 && change.is_null();
        let text = json!([of_members, widened, narrowed, change]).to_string();
        let digest = if is_empty { String::new() } else { digest(&text).as_text() };
        Self { members, invitations_widened: widened, invitations_narrowed: narrowed, digest }
    }

    /// The effect on pending invitations alone.
    pub(crate) fn on_promises(widened: i64, narrowed: i64) -> Self {
        Self::new(Vec::new(), (widened, narrowed), &serde_json::Value::Null)
    }

    /// Whether the change leaves everybody's view as it is.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty() && self.invitations_widened == 0 && self.invitations_narrowed == 0
    }

    /// Whether somebody sees more than before, now or by a pending invitation.
    pub fn widens(&self) -> bool {
        self.invitations_widened > 0 || self.members.iter().any(|member| member.gains.numbers > 0)
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
        Some(json!({
            "members": named.collect::<Vec<_>>(),
            "more_members": self.members.len().saturating_sub(MAX_AUDITED),
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

//! Entries about an account in the audit logs of the businesses that it is in.

use crate::access::{AuditActor, Change, Global, GlobalSql, global_sql};
use crate::audit::{Event, append};
use crate::db::{Error, from_row};
use crate::ids::{BusinessId, MemberId, UserId};

static MEMBERSHIPS: GlobalSql = global_sql!("memberships.sql");

/// An active membership of an account.
pub(super) struct Membership {
    pub(super) business: BusinessId,
    pub(super) member: MemberId,
    /// The display name in that business.
    pub(super) name: String,
}

from_row!(Membership { business, member, name });

/// An entry for the audit log of one business.
pub(super) struct AccountEntry {
    pub(super) business: BusinessId,
    pub(super) actor: AuditActor,
    pub(super) event: Event,
    /// The member whose live pages are notified.
    pub(super) member: MemberId,
}

/// The active memberships of an account.
pub(super) async fn memberships(tx: &mut Global<'_>, user: UserId) -> Result<Vec<Membership>, Error> {
    tx.all(&MEMBERSHIPS, &[&user]).await
}

/// One entry for each active membership of an account. Its subject is the account, by the member's name.
pub(super) async fn entries_everywhere(
    tx: &mut Global<'_>,
    user: UserId,
    actor: &AuditActor,
    event: impl Fn(&Membership) -> Event,
) -> Result<Vec<AccountEntry>, Error> {
    let memberships = memberships(tx, user).await?;
    let entry = |each: Membership| AccountEntry {
        business: each.business,
        actor: actor.clone(),
        event: event(&each),
        member: each.member,
    };
    Ok(memberships.into_iter().map(entry).collect())
}

/// Appends entries, in the order of the businesses: every transaction locks the audit logs in this order. Call it last,
/// since the audit logs are locked after everything else.
pub(super) async fn append_all(tx: &mut Global<'_>, mut entries: Vec<AccountEntry>) -> Result<(), Error> {
    entries.sort_by_key(|entry| (entry.business, entry.member));
    for AccountEntry { business, actor, event, member } in entries {
        let mut tx = tx.of_answered_business(business);
        append(&mut tx, &actor, &event).await?;
        tx.notify(Change::Member(member));
    }
    Ok(())
}

//! Ends Log in as periods together with the actor's own session, so the next session in the browser begins without one.

use super::account_log::AccountEntry;
use crate::access::{AuditActor, Global, GlobalSql, global_sql};
use crate::audit::Event;
use crate::db::{Error, from_row};
use crate::ids::{BusinessId, MemberId, UserId};

static END: GlobalSql = global_sql!("end_log_in_as_periods.sql");
static END_SESSIONS: GlobalSql = global_sql!("end_log_in_as_sessions.sql");

/// An ended period, for the audit log of its business.
struct EndedPeriod {
    business: BusinessId,
    actor: String,
    member: MemberId,
    name: String,
}

from_row!(EndedPeriod { business, actor, member, name });

/// Ends every period that a user has begun, in any business, and its session. Returns the entries for the audit logs,
/// which the caller appends after it has ended its own sessions: the lock order is periods, sessions, audit log.
/// `address` is the network address of the request, if any.
pub(super) async fn end_all(
    tx: &mut Global<'_>,
    user: UserId,
    address: Option<&str>,
) -> Result<Vec<AccountEntry>, Error> {
    let now = tx.now();
    let ended: Vec<EndedPeriod> = tx.all(&END, &[&user, &now]).await?;
    tx.run(&END_SESSIONS, &[&user]).await?;
    let entry = |EndedPeriod { business, actor, member, name }: EndedPeriod| AccountEntry {
        business,
        actor: AuditActor::logged_in_as(user, &actor, (member, &name), address),
        event: Event::of("log_in_as.ended", "member", member, &name),
        member,
    };
    Ok(ended.into_iter().map(entry).collect())
}

//! Ends Log in as periods together with the actor's own session, so the next session in the browser begins without one.

use crate::access::{AuditActor, Change, Global, GlobalSql, global_sql};
use crate::audit::{Event, append};
use crate::db::{Error, from_row};
use crate::ids::{BusinessId, MemberId, UserId};

static END: GlobalSql = global_sql!("end_log_in_as_periods.sql");
static END_SESSIONS: GlobalSql = global_sql!("end_log_in_as_sessions.sql");

/// An ended period, for the audit log of its business.
pub(super) struct EndedPeriod {
    business: BusinessId,
    actor: String,
    member: MemberId,
    name: String,
}

from_row!(EndedPeriod { business, actor, member, name });

/// Ends every period that a user has begun, in any business, and its session. The caller logs them with [`append_ended`]
/// after it has ended its own sessions: the lock order is periods, sessions, audit log.
pub(super) async fn end_all(tx: &mut Global<'_>, user: UserId) -> Result<Vec<EndedPeriod>, Error> {
    let now = tx.now();
    let mut ended: Vec<EndedPeriod> = tx.all(&END, &[&user, &now]).await?;
    tx.run(&END_SESSIONS, &[&user]).await?;
    // Every transaction locks the audit logs in this order.
    ended.sort_by_key(|period| (period.business, period.member));
    Ok(ended)
}

/// Appends each ended period to its business's audit log. `address` is the network address of the request, if any.
pub(super) async fn append_ended(
    tx: &mut Global<'_>,
    user: UserId,
    ended: Vec<EndedPeriod>,
    address: Option<&str>,
) -> Result<(), Error> {
    for EndedPeriod { business, actor, member, name } in ended {
        let actor = AuditActor::logged_in_as(user, &actor, (member, &name), address);
        let mut tx = tx.of_answered_business(business);
        append(&mut tx, &actor, &Event::of("log_in_as.ended", "member", member, &name)).await?;
        tx.notify(Change::Member(member));
    }
    Ok(())
}

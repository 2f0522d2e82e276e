//! Periods of Log in as end with a session of the person who acts: who signs out, or is signed out, acts as nobody any
//! more, and the next session in the same browser begins as nobody but themselves.

use crate::access::{AuditActor, Change, Global, GlobalSql, global_sql};
use crate::audit::{Event, append};
use crate::db::{Error, from_row};
use crate::ids::{BusinessId, MemberId, UserId};

static END: GlobalSql = global_sql!("end_log_in_as_periods.sql");
static END_SESSIONS: GlobalSql = global_sql!("end_log_in_as_sessions.sql");

/// A period that has ended, for the audit log of its business.
pub(super) struct EndedPeriod {
    business: BusinessId,
    actor: String,
    member: MemberId,
    name: String,
}

from_row!(EndedPeriod { business, actor, member, name });

/// Ends all that somebody has begun, whatever the business, with its sessions. What has ended is told by [`append_ended`], after
/// the sessions are ended too: a period comes before its session, and both before the audit log, here as elsewhere.
pub(super) async fn end_all(tx: &mut Global<'_>, user: UserId) -> Result<Vec<EndedPeriod>, Error> {
    let now = tx.now();
    let mut ended: Vec<EndedPeriod> = tx.all(&END, &[&user, &now]).await?;
    tx.run(&END_SESSIONS, &[&user]).await?;
    // Two people's logs are taken in one order.
    ended.sort_by_key(|period| (period.business, period.member));
    Ok(ended)
}

/// Tells each one's audit log of it. `address` is the network address of the request, if it was one.
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

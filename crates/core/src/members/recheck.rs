//! Locks the team and re-checks the requester's role inside the transaction of a change.

use crate::Error;
use crate::access::{Action, BusinessSql, Refusal, Role, Scoped, Viewpoint, business_sql};

static LOCK_TEAM: BusinessSql = business_sql!("lock_team.sql");
static RECHECK_ROLE: BusinessSql = business_sql!("recheck_role.sql");

/// Locks the business's team, so that anything counted afterwards is valid until the commit.
pub(crate) async fn lock_team(tx: &mut Scoped<'_>) -> Result<(), Error> {
    tx.run(&LOCK_TEAM, &[]).await?;
    Ok(())
}

/// Locks the team and returns the viewpoint's current role, which may have changed or ended since the request began.
///
/// # Errors
/// Returns [`Refusal::NotFound`] when the membership or the period has ended, [`Refusal::Forbidden`] when the role no longer
/// permits the action, or a database error.
pub(crate) async fn recheck_in_transaction<A: Action>(
    tx: &mut Scoped<'_>,
    viewpoint: &Viewpoint,
    _: A,
) -> Result<Role, Error> {
    lock_team(tx).await?;
    let (member, period, now) = (viewpoint.member(), viewpoint.impersonation().map(|period| period.id), tx.now());
    let (role,) = tx.optional::<(Role,)>(&RECHECK_ROLE, &[&member, &period, &now]).await?.ok_or(Refusal::NotFound)?;
    if A::ENTRY.roles.has(role) { Ok(role) } else { Err(Refusal::Forbidden.into()) }
}

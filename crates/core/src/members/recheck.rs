//! What whoever asks is at this moment, inside the transaction of a change to the team.

use crate::Error;
use crate::access::{Action, BusinessSql, Refusal, Role, Scoped, Viewpoint, business_sql};

static LOCK_TEAM: BusinessSql = business_sql!("lock_team.sql");
static RECHECK_ROLE: BusinessSql = business_sql!("recheck_role.sql");

/// Waits for the other changes to the business's team, so that what is counted after it holds until it is committed.
pub(crate) async fn lock_team(tx: &mut Scoped<'_>) -> Result<(), Error> {
    tx.run(&LOCK_TEAM, &[]).await?;
    Ok(())
}

/// Waits for the other changes to the team, and reads the role of whose eyes are used as it is now: a request may have
/// been on its way while its sender was demoted or removed, or while Log in as ended.
///
/// # Errors
/// [`Refusal::NotFound`] for who is no member any more, [`Refusal::Forbidden`] for a role that may no longer do it.
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

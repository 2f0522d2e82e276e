//! What ends with a membership, or with a change of it. On a page the next request finds it gone; who watches is told.

use crate::access::{BusinessSql, Role, Scoped, business_sql};
use crate::db::Error;
use crate::ids::MemberId;

static IMPERSONATIONS: BusinessSql = business_sql!("end_impersonations.sql");
static THEIR_SESSIONS: BusinessSql = business_sql!("end_impersonation_sessions.sql");
static TOKENS: BusinessSql = business_sql!("end_tokens.sql");
static INVITATIONS: BusinessSql = business_sql!("end_invitations.sql");
static HANDOVERS: BusinessSql = business_sql!("end_handovers.sql");
pub(super) static SESSIONS: BusinessSql = business_sql!("count_sessions.sql");

/// What ended, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Revoked {
    /// Signed-in browsers that the business no longer opens to (or to less of it). They go on in other businesses.
    pub sessions: u64,
    /// API tokens.
    pub tokens: u64,
    /// Invitations that they had sent and nobody had taken.
    pub invitations: u64,
    /// Periods of Log in as, in either direction.
    pub impersonations: u64,
}

/// Ends all that hangs on a membership that has ended.
pub(super) async fn revoke_all(tx: &mut Scoped<'_>, member: MemberId) -> Result<Revoked, Error> {
    let now = tx.now();
    let (sessions,) = tx.one::<(i64,)>(&SESSIONS, &[&member, &now]).await?;
    let mut ended = revoke_excess(tx, member, None).await?;
    ended.sessions = sessions.unsigned_abs();
    ended.tokens = tx.run(&TOKENS, &[&member]).await?;
    Ok(ended)
}

/// Ends what rested on a role or access that is another now: Log in as in either direction, ownership that was offered,
/// and the invitations that the new role may not grant (all of them, where there is no role any more).
pub(super) async fn revoke_excess(tx: &mut Scoped<'_>, member: MemberId, role: Option<Role>) -> Result<Revoked, Error> {
    let now = tx.now();
    let impersonations = tx.run(&IMPERSONATIONS, &[&member, &now]).await?;
    if impersonations > 0 {
        tx.run(&THEIR_SESSIONS, &[&member]).await?;
    }
    let invitations = tx.run(&INVITATIONS, &[&member, &now, &role]).await?;
    tx.run(&HANDOVERS, &[&member, &now]).await?;
    Ok(Revoked { invitations, impersonations, ..Revoked::default() })
}

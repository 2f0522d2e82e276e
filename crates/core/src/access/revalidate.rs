//! Re-checks a proof while a long response is being sent.

use super::sql::{BusinessSql, business_sql};
use super::{AccessKind, Action, Credential, May, Refusal};
use crate::Error;
use crate::db::{Db, FromRow, Row};
use crate::ids::MemberId;

static REVALIDATE: BusinessSql = business_sql!("revalidate.sql");

struct StillValid;

impl FromRow for StillValid {
    fn from_row(row: &Row<'_>) -> Result<Self, crate::db::Error> {
        row.get::<MemberId>(0).map(|_| Self)
    }
}

/// Checks that a proof is still valid: the session or token is live, the membership is active with the same role and
/// kind of number access, and a period of Log in as has not ended. The granted numbers need no check here: each
/// statement reads them anew.
///
/// # Errors
/// Returns [`Refusal::NotFound`] when it is no longer valid, or the database's error.
pub async fn revalidate<A: Action>(db: &Db, may: &May<A>) -> Result<(), Error> {
    let viewpoint = may.viewpoint();
    let access = match viewpoint.access_kind() {
        AccessKind::All => "all",
        AccessKind::Granted => "specific",
    };
    let (session, token) = match viewpoint.credential() {
        Credential::Session(session) => (Some(session), None),
        Credential::Token(token) => (None, Some(token)),
        Credential::Schedule | Credential::Outside(_) => (None, None),
    };
    let period = viewpoint.impersonation().map(|period| period.id);
    let (member, role, now) = (viewpoint.member(), viewpoint.role(), db.now());
    let rows =
        db.read::<StillValid>(may, &REVALIDATE, &[&member, &role, &access, &session, &token, &period, &now]).await?;
    if rows.is_empty() { Err(Refusal::NotFound.into()) } else { Ok(()) }
}

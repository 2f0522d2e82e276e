//! Whether a viewpoint of some moments ago still holds: for an answer that is sent over a long time.

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

/// Whether a right still stands: the session or token is live, the membership is active and has the same role and kind
/// of number access, and under Log in as the period goes on. A number that was taken out of the access meanwhile needs
/// no look here: each statement reads the access anew.
///
/// # Errors
/// [`Refusal::NotFound`] where it does not, or that the database failed.
pub async fn revalidate<A: Action>(db: &Db, may: &May<A>) -> Result<(), Error> {
    let viewpoint = may.viewpoint();
    let sees = match viewpoint.access_kind() {
        AccessKind::All => "all",
        AccessKind::Granted => "specific",
    };
    let (session, token) = match viewpoint.credential() {
        Credential::Session(session) => (Some(session), None),
        Credential::Token(token) => (None, Some(token)),
        Credential::Schedule => (None, None),
    };
    let period = viewpoint.impersonation().map(|period| period.id);
    let (member, role, now) = (viewpoint.member(), viewpoint.role(), db.now());
    let found =
        db.read::<StillValid>(may, &REVALIDATE, &[&member, &role, &sees, &session, &token, &period, &now]).await?;
    if found.is_empty() { Err(Refusal::NotFound.into()) } else { Ok(()) }
}

//! The rules of a change of a saved report, inside its transaction.

use super::stored::Stored;
use crate::Error;
use crate::access::{BusinessSql, Refusal, Scoped, Viewpoint, actions, business_sql};
use crate::ids::ReportId;

static LOCK: BusinessSql = business_sql!("lock.sql");

/// Locks a report until the transaction ends, and reads it. The requester is its author, or may edit what others have shared.
///
/// # Errors
/// Returns [`Refusal::NotFound`] when it was removed or made private in the meantime, or the refusal.
pub(super) async fn lock_for_edit(tx: &mut Scoped<'_>, viewpoint: &Viewpoint, id: ReportId) -> Result<Stored, Error> {
    let stored = tx.optional::<Stored>(&LOCK, &[&viewpoint.member(), &id]).await?.ok_or(Refusal::NotFound)?;
    if stored.author != Some(viewpoint.member()) {
        viewpoint.may::<actions::EditSharedReports>()?;
    }
    Ok(stored)
}

//! The rules of a change of a saved report.

use super::report::SavedReport;
use super::stored::Stored;
use crate::Error;
use crate::access::{Action, BusinessSql, Held, Refusal, Scoped, Viewpoint, actions, business_sql};
use crate::ids::{MemberId, ReportId};

static LOCK: BusinessSql = business_sql!("lock.sql");

/// Refuses a requester who sees the report, but may not edit it.
///
/// # Errors
/// Returns the refusal.
pub fn require_edit<A: Action>(held: &Held<SavedReport, A>) -> Result<(), Refusal> {
    let own = held.viewpoint().member();
    require_author_or_editor(held.viewpoint(), held.is_own.then_some(own))
}

/// Its author edits a report, and those who may edit what others have shared.
fn require_author_or_editor(viewpoint: &Viewpoint, author: Option<MemberId>) -> Result<(), Refusal> {
    if author == Some(viewpoint.member()) {
        return Ok(());
    }
    viewpoint.may::<actions::EditSharedReports>().map(drop)
}

/// Locks a report until the transaction ends, and reads it, if the requester may edit it.
///
/// # Errors
/// Returns [`Refusal::NotFound`] when it was removed or made private in the meantime, or the refusal.
pub(super) async fn lock_for_edit(tx: &mut Scoped<'_>, viewpoint: &Viewpoint, id: ReportId) -> Result<Stored, Error> {
    let stored = tx.optional::<Stored>(&LOCK, &[&viewpoint.member(), &id]).await?.ok_or(Refusal::NotFound)?;
    require_author_or_editor(viewpoint, stored.author)?;
    Ok(stored)
}

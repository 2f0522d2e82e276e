//! The rules of a change of a view. They are those of saved reports.

use super::stored::Stored;
use super::view::CallView;
use crate::Error;
use crate::access::{BusinessSql, Held, Refusal, Scoped, Viewpoint, actions, business_sql};
use crate::ids::CallViewId;
use crate::reports::saved::require_author_or_editor;

static LOCK: BusinessSql = business_sql!("lock.sql");

/// Refuses a requester who sees the view, but may not edit it.
///
/// # Errors
/// Returns the refusal.
pub fn require_edit(held: &Held<CallView, actions::SaveReports>) -> Result<(), Refusal> {
    let own = held.viewpoint().member();
    require_author_or_editor(held.viewpoint(), held.is_own.then_some(own))
}

/// Locks a view until the transaction ends, and reads it, if the requester may edit it.
///
/// # Errors
/// Returns [`Refusal::NotFound`] when it was removed or made private in the meantime, or the refusal.
pub(super) async fn lock_for_edit(tx: &mut Scoped<'_>, viewpoint: &Viewpoint, id: CallViewId) -> Result<Stored, Error> {
    let stored = tx.optional::<Stored>(&LOCK, &[&viewpoint.member(), &id]).await?.ok_or(Refusal::NotFound)?;
    require_author_or_editor(viewpoint, stored.author)?;
    Ok(stored)
}

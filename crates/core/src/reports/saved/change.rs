//! The rules of a change of a saved report.

use super::report::SavedReport;
use super::stored::Stored;
use crate::access::{Action, BusinessSql, Held, Refusal, Scoped, Viewpoint, actions, business_sql};
use crate::ids::{MemberId, ReportId};
use crate::{Error, Fields};

static LOCK: BusinessSql = business_sql!("lock.sql");

/// Refuses a requester who sees the report, but may not edit it.
///
/// # Errors
/// Returns the refusal.
pub fn require_edit<A: Action>(held: &Held<SavedReport, A>) -> Result<(), Refusal> {
    let own = held.viewpoint().member();
    require_author_or_editor(held.viewpoint(), held.is_own.then_some(own))
}

/// Its author edits a report or a view, and those who may edit what others have shared.
///
/// # Errors
/// Returns the refusal.
pub(crate) fn require_author_or_editor(viewpoint: &Viewpoint, author: Option<MemberId>) -> Result<(), Refusal> {
    if author == Some(viewpoint.member()) {
        return Ok(());
    }
    viewpoint.may::<actions::EditSharedReports>().map(drop)
}

/// Whether the viewpoint may edit and remove a report or a view.
pub(crate) fn may_edit(viewpoint: &Viewpoint, is_own: bool, is_shared: bool) -> bool {
    viewpoint.allows(actions::SaveReports) && (is_own || is_shared && viewpoint.allows(actions::EditSharedReports))
}

/// Checks a change of who sees a report or a view, which was shared before or not. A member who may not share any more makes
/// theirs private, or removes it.
///
/// # Errors
/// Returns a refusal when the role may not share, or the invalid field `shared` when somebody else made it private.
pub(crate) fn check_sharing(
    viewpoint: &Viewpoint,
    author: Option<MemberId>,
    was_shared: bool,
    is_shared: bool,
) -> Result<(), Error> {
    if is_shared {
        viewpoint.may::<actions::ShareReports>()?;
    }
    if !is_shared && was_shared && author != Some(viewpoint.member()) {
        let sentence = "Only its author can make it private again. Remove it instead.";
        return Err(Error::Fields(Fields(vec![("shared", sentence.to_owned())])));
    }
    Ok(())
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

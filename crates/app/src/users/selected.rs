//! The rows that are selected for a bulk action, and the proofs for them.

use std::collections::BTreeSet;

use crewline_core::Error;
use crewline_core::access::{Action, Held, May, Thing, actions};
use crewline_core::ids::{InvitationId, MemberId};
use crewline_core::invitations::Invitation;
use crewline_core::members::Member;
use crewline_core::users::{self, Row, RowId, SortKey};

use super::filter::UserListQuery;
use super::selection_page::{RowResult, Selected};
use crate::http::extract::{Form, QueryString};
use crate::http::page_failure::PageFailure;
use crate::state::App;

/// The most rows of one bulk action.
pub(super) const MAX_SELECTED: i64 = 500;

/// The permission to see the page. Each action needs a permission of its own.
pub(super) type Users = May<actions::SeeUsers>;

/// The selected rows, by kind.
#[derive(Default)]
pub(super) struct Selection {
    pub(super) members: Vec<MemberId>,
    pub(super) invitations: Vec<InvitationId>,
    /// How many matching rows the action does not apply to.
    pub(super) left_out: usize,
}

impl Selection {
    /// Reads the selected ids. A wrong one refuses the whole form: a row skipped silently would look done.
    pub(super) fn from_form(form: &Form) -> Result<Self, String> {
        let mut seen = BTreeSet::new();
        let mut selection = Self::default();
        for id in form.values("who") {
            let id =
                id.parse().map_err(|_| "Nothing was done: somebody selected is not in this list. Select again.")?;
            if !seen.insert(id) {
                continue;
            }
            if seen.len() > MAX_SELECTED as usize {
                return Err(too_many());
            }
            match id {
                RowId::Member(id) => selection.members.push(id),
                RowId::Invitation(id) => selection.invitations.push(id),
            }
        }
        Ok(selection)
    }

    /// Selects the rows on all pages that match the filters and that the button's action applies to.
    pub(super) async fn all_matching(
        app: &App,
        may: &Users,
        query: &str,
        button: &str,
    ) -> Result<Result<Self, String>, PageFailure> {
        let viewpoint = may.viewpoint();
        let query = QueryString::of(query, &format!("/b/{}/users", viewpoint.slug()));
        let filter = UserListQuery::of(&query)?.filter;
        let rows = users::list(&app.db, may, &filter, SortKey::Name.ascending(), None, MAX_SELECTED).await?;
        if rows.next.is_some() {
            return Ok(Err(too_many()));
        }
        let mut selection = Self::default();
        for row in &rows.rows {
            match row {
                Row::Member(member) if button == "remove" && member.is_removable_by(viewpoint) => {
                    selection.members.push(member.id);
                }
                Row::Member(member) if button == "access" && member.is_editable_by(viewpoint) => {
                    selection.members.push(member.id);
                }
                Row::Invitation(invitation)
                    if matches!(button, "resend" | "cancel") && invitation.is_manageable_by(viewpoint) =>
                {
                    selection.invitations.push(invitation.id);
                }
                Row::Member(_) | Row::Invitation(_) => selection.left_out += 1,
            }
        }
        Ok(Ok(selection))
    }
}

fn too_many() -> String {
    format!("Nothing was done: select {MAX_SELECTED} people at once at most.")
}

/// The proof for each id, or `None` where there is no such thing.
pub(super) async fn hold_each<T: Thing, A: Action + Clone>(
    app: &App,
    may: &May<A>,
    ids: &[T::Id],
) -> Result<Vec<Option<Held<T, A>>>, Error>
where
    T::Id: Copy,
{
    let mut proofs = Vec::with_capacity(ids.len());
    for &id in ids {
        proofs.push(match T::hold(&app.db, may.clone(), id).await {
            Ok(held) => Some(held),
            Err(Error::Refused(_)) => None,
            Err(error) => return Err(error),
        });
    }
    Ok(proofs)
}

pub(super) fn missing_row() -> RowResult {
    RowResult { name: None, sentence: "This person is no longer in the list.".to_owned(), is_done: false }
}

pub(super) fn failed_row(name: &str, error: &Error) -> RowResult {
    RowResult { name: Some(name.to_owned()), sentence: error.to_string(), is_done: false }
}

pub(super) fn selected_member<A: Action>(held: &Held<Member, A>) -> Selected {
    Selected { id: held.id.to_string(), name: held.name.clone(), email: held.email.clone() }
}

pub(super) fn selected_invitation<A: Action>(held: &Held<Invitation, A>) -> Selected {
    Selected { id: held.id.to_string(), name: held.name.clone(), email: held.email.clone() }
}

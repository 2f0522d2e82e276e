//! The sort orders of the list of users, and cursors into it.

use std::cmp::Ordering;

use super::{Row, RowId};
use crate::ids::{IdBounds, InvitationId, MemberId};
use crate::paging::{self, KeyValue, PageDirection, SortedCursor, sort_keys};
use crate::{invitations, members};

sort_keys! {
    /// The sort keys of the list.
    pub enum SortKey {
        /// The name.
        Name = "name" text,
        /// The role, highest first, and then the name.
        Role = "role" text,
        /// When a member was last active. Invitations come before every member.
        LastActive = "last_active_at" moment,
    }
}

/// A sort order of the list.
pub type Sort = paging::Order<SortKey>;

/// A place in the list, and the direction to read from there.
pub type Cursor = SortedCursor<SortKey, RowId>;

/// How the two lists below this one are sorted and merged.
pub(super) struct Order {
    pub(super) members: members::Sort,
    pub(super) invitations: invitations::Sort,
    direction: PageDirection,
    /// The keys of the two lists do not compare, so every member counts as greater than every invitation.
    has_separate_lists: bool,
}

pub(super) const fn order(Sort { key, direction }: Sort) -> Order {
    use invitations::SortKey as I;
    use members::SortKey as M;
    let (members, invitations, has_separate_lists) = match key {
        SortKey::Name => (M::Name, I::Name, false),
        SortKey::Role => (M::Role, I::Role, false),
        SortKey::LastActive => (M::LastActive, I::Created, true),
    };
    Order {
        members: members::Sort { key: members, direction },
        invitations: invitations::Sort { key: invitations, direction },
        direction,
        has_separate_lists,
    }
}

/// A row with its sort key.
pub(super) struct SortedRow {
    pub(super) key: KeyValue,
    pub(super) id: RowId,
    pub(super) row: Row,
}

impl Order {
    /// Compares two rows. Two of one list with the same key are equal: only the database knows their order, and a stable
    /// sort keeps it.
    pub(super) fn compare(&self, a: (&KeyValue, RowId), b: (&KeyValue, RowId)) -> Ordering {
        let is_member = |id| matches!(id, RowId::Member(_));
        let kinds = if self.has_separate_lists { is_member(a.1).cmp(&is_member(b.1)) } else { Ordering::Equal };
        let ascending = kinds.then_with(|| a.0.cmp(b.0)).then_with(|| is_member(b.1).cmp(&is_member(a.1)));
        if self.direction == PageDirection::Descending { ascending.reverse() } else { ascending }
    }

    /// The cursor of the members after a row. The outer `None` means that no members are left.
    pub(super) fn members_after(&self, cursor: Option<&Cursor>) -> Option<Option<members::Cursor>> {
        let Some(Cursor { key, id, .. }) = cursor else { return Some(None) };
        let id = match id {
            RowId::Member(id) => *id,
            RowId::Invitation(_) if self.has_separate_lists => {
                return (self.direction == PageDirection::Ascending).then_some(None);
            }
            // In ascending order, members come before invitations with the same key.
            RowId::Invitation(_) => MemberId::GREATEST,
        };
        Some(Some(self.members.after(key.value.clone(), id)))
    }

    /// The cursor of the invitations after a row. The outer `None` means that no invitations are left.
    pub(super) fn invitations_after(&self, cursor: Option<&Cursor>) -> Option<Option<invitations::Cursor>> {
        let Some(Cursor { key, id, .. }) = cursor else { return Some(None) };
        let id = match id {
            RowId::Invitation(id) => *id,
            RowId::Member(_) if self.has_separate_lists => {
                return (self.direction == PageDirection::Descending).then_some(None);
            }
            RowId::Member(_) => InvitationId::LEAST,
        };
        Some(Some(self.invitations.after(key.value.clone(), id)))
    }
}

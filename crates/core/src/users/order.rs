//! The orders of the list, and a place in it.

use std::cmp::Ordering;

use super::{Row, RowId};
use crate::ids::{InvitationId, MemberId};
use crate::paging::{self, KeyValue, PageDirection, SortedCursor, sort_keys};
use crate::{invitations, members};

sort_keys! {
    /// What the list can be sorted by.
    pub enum SortKey {
        /// The name.
        Name = "name" text,
        /// The role, highest first, and then the name.
        Role = "role" text,
        /// When a member was last active. Invitations come before every member.
        LastActive = "last_active_at" moment,
    }
}

/// An order of the list.
pub type Sort = paging::Order<SortKey>;

/// A place in the list, and which way to read on from there: in the order's own way, or back.
pub type Cursor = SortedCursor<SortKey, RowId>;

/// How the two lists under this one are sorted, and which of them comes first where one does as a whole.
pub(super) struct Order {
    pub(super) members: members::Sort,
    pub(super) invitations: invitations::Sort,
    direction: PageDirection,
    /// No key of one list compares with a key of the other: members count as greater.
    has_separate_lists: bool,
}

pub(super) const fn order(Sort { key, direction: way }: Sort) -> Order {
    use invitations::SortKey as I;
    use members::SortKey as M;
    let (members, invitations, apart) = match key {
        SortKey::Name => (M::Name, I::Name, false),
        SortKey::Role => (M::Role, I::Role, false),
        SortKey::LastActive => (M::LastActive, I::Created, true),
    };
    Order {
        members: members::Sort { key: members, direction: way },
        invitations: invitations::Sort { key: invitations, direction: way },
        direction: way,
        has_separate_lists: apart,
    }
}

/// A row with what it is sorted by.
pub(super) struct SortedRow {
    pub(super) key: KeyValue,
    pub(super) id: RowId,
    pub(super) row: Row,
}

impl Order {
    /// Which of two rows comes first.
    pub(super) fn compare(&self, a: (&KeyValue, RowId), b: (&KeyValue, RowId)) -> Ordering {
        let is_member = |id| matches!(id, RowId::Member(_));
        let kinds = if self.has_separate_lists { is_member(a.1).cmp(&is_member(b.1)) } else { Ordering::Equal };
        let upwards = kinds.then_with(|| a.0.cmp(b.0)).then_with(|| a.1.cmp(&b.1));
        if self.direction == PageDirection::Descending { upwards.reverse() } else { upwards }
    }

    /// Where the members go on after a row; `None`: they are over.
    pub(super) fn members_after(&self, place: Option<&Cursor>) -> Option<Option<members::Cursor>> {
        let Some(Cursor { key, id, .. }) = place else { return Some(None) };
        let id = match id {
            RowId::Member(id) => *id,
            RowId::Invitation(_) if self.has_separate_lists => {
                return (self.direction == PageDirection::Ascending).then_some(None);
            }
            // Upwards, every member of a key is before every invitation of it.
            RowId::Invitation(_) => MemberId::new(i64::MAX),
        };
        Some(Some(self.members.after(key.value.clone(), id)))
    }

    /// Where the invitations go on after a row; `None`: they are over.
    pub(super) fn invitations_after(&self, place: Option<&Cursor>) -> Option<Option<invitations::Cursor>> {
        let Some(Cursor { key, id, .. }) = place else { return Some(None) };
        let id = match id {
            RowId::Invitation(id) => *id,
            RowId::Member(_) if self.has_separate_lists => {
                return (self.direction == PageDirection::Descending).then_some(None);
            }
            RowId::Member(_) => InvitationId::new(0),
        };
        Some(Some(self.invitations.after(key.value.clone(), id)))
    }
}

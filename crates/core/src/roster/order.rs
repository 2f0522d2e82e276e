//! The orders of the list, and a place in it.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use super::{Row, RowId};
use crate::cursor::{Key, NotACursor};
use crate::db::words;
use crate::ids::{InvitationId, MemberId};
use crate::{invitations, members};

words! {
    /// The orders of the list.
    pub enum Sort {
        /// By name.
        Name = "name",
        /// By name, from the end.
        NameReversed = "-name",
        /// The highest role first, then by name.
        Role = "role",
        /// The lowest role first, then by name from the end.
        RoleReversed = "-role",
        /// The longest inactive first; who is only invited comes before everybody who is a member.
        LastActive = "last_active_at",
        /// The last active first; who is only invited comes after everybody who is a member.
        LastActiveReversed = "-last_active_at",
    }
}

impl Sort {
    /// The same list from its other end.
    pub(super) const fn reversed(self) -> Self {
        match self {
            Self::Name => Self::NameReversed,
            Self::NameReversed => Self::Name,
            Self::Role => Self::RoleReversed,
            Self::RoleReversed => Self::Role,
            Self::LastActive => Self::LastActiveReversed,
            Self::LastActiveReversed => Self::LastActive,
        }
    }
}

/// A row's place in the list.
pub(super) type Place = crate::cursor::Cursor<Sort, RowId>;

/// A place in the list, and which way to go on from there. Its text is opaque to other programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub(super) place: Place,
    pub(super) is_back: bool,
}

/// How the text of a cursor begins that leads back.
const BACK: &str = "back~";

impl fmt::Display for Cursor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(if self.is_back { BACK } else { "" })?;
        self.place.fmt(out)
    }
}

impl FromStr for Cursor {
    type Err = NotACursor;
    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let back = text.strip_prefix(BACK);
        Ok(Self { place: back.unwrap_or(text).parse()?, is_back: back.is_some() })
    }
}

/// How the two lists under this one are sorted, and which of them comes first where one does as a whole.
pub(super) struct Order {
    pub(super) members: members::Sort,
    pub(super) invitations: invitations::Sort,
    backwards: bool,
    /// No key of one list compares with a key of the other: members count as greater.
    apart: bool,
}

pub(super) const fn order(sort: Sort) -> Order {
    use invitations::Sort as I;
    use members::Sort as M;
    let (members, invitations, backwards, apart) = match sort {
        Sort::Name => (M::Name, I::Name, false, false),
        Sort::NameReversed => (M::NameReversed, I::NameReversed, true, false),
        Sort::Role => (M::Role, I::Role, false, false),
        Sort::RoleReversed => (M::RoleReversed, I::RoleReversed, true, false),
        Sort::LastActive => (M::LastActive, I::Created, false, true),
        Sort::LastActiveReversed => (M::LastActiveReversed, I::CreatedReversed, true, true),
    };
    Order { members, invitations, backwards, apart }
}

/// A row with what it is sorted by.
pub(super) struct Sorted {
    pub(super) key: Key,
    pub(super) id: RowId,
    pub(super) row: Row,
}

impl Order {
    /// Which of two rows comes first.
    pub(super) fn compare(&self, a: (&Key, RowId), b: (&Key, RowId)) -> Ordering {
        let is_member = |id| matches!(id, RowId::Member(_));
        let kinds = if self.apart { is_member(a.1).cmp(&is_member(b.1)) } else { Ordering::Equal };
        let upwards = kinds.then_with(|| a.0.cmp(b.0)).then_with(|| a.1.cmp(&b.1));
        if self.backwards { upwards.reverse() } else { upwards }
    }

    /// Where the members go on after a row; `None`: they are over.
    pub(super) fn members_after(&self, place: Option<&Place>) -> Option<Option<members::Cursor>> {
        let Some(Place { key, id, .. }) = place else { return Some(None) };
        let id = match id {
            RowId::Member(id) => *id,
            RowId::Invitation(_) if self.apart => return if self.backwards { None } else { Some(None) },
            // Upwards, every member of a key is before every invitation of it.
            RowId::Invitation(_) => MemberId::new(i64::MAX),
        };
        Some(Some(members::Cursor { sort: self.members, key: key.clone(), id }))
    }

    /// Where the invitations go on after a row; `None`: they are over.
    pub(super) fn invitations_after(&self, place: Option<&Place>) -> Option<Option<invitations::Cursor>> {
        let Some(Place { key, id, .. }) = place else { return Some(None) };
        let id = match id {
            RowId::Invitation(id) => *id,
            RowId::Member(_) if self.apart => return if self.backwards { Some(None) } else { None },
            RowId::Member(_) => InvitationId::new(0),
        };
        Some(Some(invitations::Cursor { sort: self.invitations, key: key.clone(), id }))
    }
}

//! The rows of the list of users, and its filter.

use std::fmt;
use std::str::FromStr;

use crate::access::Role;
use crate::db::words;
use crate::ids::{InvitationId, MemberId, NotAnId};
use crate::invitations::{self, Invitation};
use crate::members::{self, Member};

words! {
    /// The status of a row.
    pub enum UserStatus {
        /// A member.
        Active = "active",
        /// Invited, with a live link.
        Invited = "invited",
        /// Invited, with an expired link.
        Expired = "expired",
    }
}

/// A filter of the rows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Part of the name or the address.
    pub q: Option<String>,
    /// Only this role.
    pub role: Option<Role>,
    /// Only this status. `None` means members and live invitations.
    pub status: Option<UserStatus>,
}

impl Filter {
    /// The filter of the members; `None` when it excludes all of them.
    pub(super) fn members(&self) -> Option<members::Filter> {
        let includes_members = self.status.is_none_or(|status| status == UserStatus::Active);
        includes_members.then(|| members::Filter { q: self.q.clone(), role: self.role })
    }

    /// The filter of the invitations; `None` when it excludes all of them.
    pub(super) fn invitations(&self) -> Option<invitations::Filter> {
        let status = match self.status {
            Some(UserStatus::Active) => return None,
            Some(UserStatus::Expired) => invitations::StatusFilter::Expired,
            Some(UserStatus::Invited) | None => invitations::StatusFilter::Pending,
        };
        Some(invitations::Filter { q: self.q.clone(), role: self.role, status })
    }
}

/// A row of the list.
#[derive(Clone, Debug)]
pub enum Row {
    /// A member.
    Member(Member),
    /// An invitation.
    Invitation(Invitation),
}

/// The id of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowId {
    /// A member.
    Member(MemberId),
    /// An invitation.
    Invitation(InvitationId),
}

impl fmt::Display for RowId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Member(id) => id.fmt(out),
            Self::Invitation(id) => id.fmt(out),
        }
    }
}

impl FromStr for RowId {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        text.parse().map(Self::Member).or_else(|_| text.parse().map(Self::Invitation))
    }
}

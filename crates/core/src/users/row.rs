//! Somebody in the list, and which of them to list.

use std::fmt;
use std::str::FromStr;

use crate::access::Role;
use crate::db::words;
use crate::ids::{InvitationId, MemberId, NotAnId};
use crate::invitations::{self, Invitation};
use crate::members::{self, Member};

words! {
    /// How somebody stands.
    pub enum UserStatus {
        /// A member.
        Active = "active",
        /// Invited, by a link that works.
        Invited = "invited",
        /// Invited, by a link whose time is over.
        Expired = "expired",
    }
}

/// Which rows to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Part of the name or the address.
    pub q: Option<String>,
    /// Those of a role.
    pub role: Option<Role>,
    /// Those who stand so; members and live invitations, if nothing is said.
    pub status: Option<UserStatus>,
}

impl Filter {
    /// Which members it lets through, if any.
    pub(super) fn members(&self) -> Option<members::Filter> {
        let wanted = self.status.is_none_or(|standing| standing == UserStatus::Active);
        wanted.then(|| members::Filter { q: self.q.clone(), role: self.role })
    }

    /// Which invitations it lets through, if any.
    pub(super) fn invitations(&self) -> Option<invitations::Filter> {
        let which = match self.status {
            Some(UserStatus::Active) => return None,
            Some(UserStatus::Expired) => invitations::StatusFilter::Expired,
            Some(UserStatus::Invited) | None => invitations::StatusFilter::Pending,
        };
        Some(invitations::Filter { q: self.q.clone(), role: self.role, status: which })
    }
}

/// Somebody in the list.
#[derive(Clone, Debug)]
pub enum Row {
    /// A member.
    Member(Member),
    /// Somebody invited.
    Invitation(Invitation),
}

/// Which row.
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

//! The four roles and sets of them.

use crate::db::words;

words! {
    /// A member's role in a business, from the highest rank to the lowest.
    pub enum Role {
        /// May do everything; every business has at least one.
        Owner = "owner",
        /// Runs the business day by day.
        Admin = "admin",
        /// Runs the numbers and invites viewers.
        Manager = "manager",
        /// Sees the numbers of their access, and changes nothing.
        Viewer = "viewer",
    }
}

impl Role {
    /// As people read it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Owner => "Owner",
            Self::Admin => "Admin",
            Self::Manager => "Manager",
            Self::Viewer => "Viewer",
        }
    }

    /// The title with its article: `an Owner`, `a Manager`.
    pub const fn with_article(self) -> &'static str {
        match self {
            Self::Owner => "an Owner",
            Self::Admin => "an Admin",
            Self::Manager => "a Manager",
            Self::Viewer => "a Viewer",
        }
    }

    /// Whether this role ranks above another.
    pub const fn outranks(self, other: Self) -> bool {
        (self as u8) < (other as u8)
    }
}

/// A set of roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Roles(u8);

impl Roles {
    /// The set of the roles listed.
    pub const fn of(roles: &[Role]) -> Self {
        let mut bits = 0;
        let mut at = 0;
        while at < roles.len() {
            bits |= 1 << roles[at] as u8;
            at += 1;
        }
        Self(bits)
    }

    /// Whether a role is in the set.
    pub const fn has(self, role: Role) -> bool {
        self.0 & (1 << role as u8) != 0
    }
}

//! What somebody does, in the model's terms.

use std::collections::BTreeSet;

use crewline_core::access::Role;

use super::rights::EnteredAs;
use super::world::{Access, Person, Place};

/// Somebody does something, or something happens.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// A member does something in a business, or tries to.
    Deed { place: Place, entered_as: EnteredAs, deed: Deed },
    /// Somebody uses a link.
    Accept { place: Place, invitation: usize, link: usize, how: How },
    /// The operator sets a plan.
    Plan { place: Place, plan: usize },
    /// A caller rings a number.
    Ring { place: Place, number: usize },
    /// Time passes, in seconds.
    Wait(i64),
}

impl Act {
    /// Which of the businesses are others once it is done.
    pub(crate) fn touches(&self) -> [bool; 2] {
        match self {
            Self::Deed { place, .. }
            | Self::Accept { place, .. }
            | Self::Plan { place, .. }
            | Self::Ring { place, .. } => [*place == 0, *place == 1],
            Self::Wait(_) => [true; 2],
        }
    }
}

/// How an invitation is accepted.
#[derive(Clone, Copy, Debug)]
pub(crate) enum How {
    /// By the link and a password: that of the account, or a new account's.
    Password,
    /// By the link, signed in.
    SignedIn(Person),
    /// Among what waits for whoever is signed in.
    Waiting(Person),
}

#[derive(Clone, Debug)]
pub(crate) enum Deed {
    Invite { person: Person, spelling: usize, role: Role, wish: Option<AccessChoice> },
    Cancel(usize),
    Resend(usize),
    Edit { member: usize, role: Option<Role>, name: Option<String>, wish: Option<AccessChoice> },
    Remove(usize),
    Leave,
    CreateGroup { name: usize, numbers: Numbers },
    EditGroup { group: usize, numbers: Numbers },
    DeleteGroup(usize),
    AddNumber { digits: usize, group: Option<usize> },
    EditNumber { number: usize, group: Option<usize>, source: usize },
    Release(usize),
    Offer(usize),
    Withdraw,
    Take,
    Decline,
    LogInAs(usize),
    AllowChanges,
    Return,
    MakeToken,
}

/// Number access as somebody chooses it.
#[derive(Clone, Debug)]
pub(crate) enum AccessChoice {
    All,
    Only { numbers: Numbers, groups: BTreeSet<usize> },
}

/// Numbers as somebody chooses them.
#[derive(Clone, Debug)]
pub(crate) struct Numbers {
    pub(crate) ours: BTreeSet<usize>,
    /// One of the other business is among them.
    pub(crate) has_stranger: bool,
}

impl AccessChoice {
    /// What it comes to where it is taken.
    pub(crate) fn access(&self) -> Access {
        match self {
            Self::All => Access::All,
            Self::Only { numbers, groups } => Access::Only { numbers: numbers.ours.clone(), groups: groups.clone() },
        }
    }
}

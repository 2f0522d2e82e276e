//! Acts, in the model's terms.

use std::collections::BTreeSet;

use crewline_core::access::Role;

use super::calls::{AnnotationChange, End, Rule};
use super::rights::EnteredAs;
use super::world::{Access, Person, Place};

/// A thing that a person does, or that happens.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// A person does something in a business, or tries to.
    Deed { place: Place, entered_as: EnteredAs, deed: Deed },
    /// Somebody uses a link.
    Accept { place: Place, invitation: usize, link: usize, method: AcceptMethod },
    /// The operator sets a plan.
    Plan { place: Place, plan: usize },
    /// A caller rings a number; `None` hides their own.
    Ring { place: Place, number: usize, caller: Option<usize> },
    /// The carrier reports how a call ended.
    Report { place: Place, call: usize, end: End },
    /// The operator builds the sums of the reports anew.
    Rebuild { place: Place },
    /// Time passes, in seconds.
    Wait(i64),
}

impl Act {
    /// Whether it can change each of the two businesses.
    pub(crate) fn changed_businesses(&self) -> [bool; 2] {
        match self {
            Self::Deed { place, .. }
            | Self::Accept { place, .. }
            | Self::Plan { place, .. }
            | Self::Ring { place, .. }
            | Self::Report { place, .. }
            | Self::Rebuild { place } => [*place == 0, *place == 1],
            Self::Wait(_) => [true; 2],
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum AcceptMethod {
    /// By the link and a password, of the account or for a new one.
    Password,
    /// By the link, signed in.
    SignedIn(Person),
    /// From the list of pending invitations, signed in.
    FromPending(Person),
}

#[derive(Clone, Debug)]
pub(crate) enum Deed {
    Invite {
        person: Person,
        spelling: usize,
        is_mailed: bool,
        role: Role,
        choice: Option<AccessChoice>,
    },
    Cancel(usize),
    Resend {
        invitation: usize,
        is_mailed: bool,
    },
    Edit {
        member: usize,
        role: Option<Role>,
        name: Option<String>,
        choice: Option<AccessChoice>,
    },
    Remove(usize),
    Leave,
    CreateGroup {
        name: usize,
        numbers: Numbers,
    },
    EditGroup {
        group: usize,
        numbers: Numbers,
    },
    DeleteGroup(usize),
    AddNumber {
        digits: usize,
        group: Option<usize>,
    },
    EditNumber {
        number: usize,
        group: Option<usize>,
        source: usize,
    },
    Release(usize),
    Offer(usize),
    Withdraw,
    Take,
    Decline,
    LogInAs(usize),
    AllowChanges,
    Return,
    MakeToken,
    Annotate {
        call: usize,
        change: AnnotationChange,
    },
    /// Blocks a caller.
    Block(usize),
    Unblock(usize),
    AddRule(Rule),
    RemoveRule(usize),
    /// Has past calls gone over by the rules. It happens by the next [`Act::Wait`].
    Review,
    /// Moves the business to another time zone.
    ChangeZone(usize),
    /// The Owner deletes the business and takes it back. Everybody is out in between.
    DeleteAndTakeBack,
}

#[derive(Clone, Debug)]
pub(crate) enum AccessChoice {
    All,
    Only { numbers: Numbers, groups: BTreeSet<usize> },
}

#[derive(Clone, Debug)]
pub(crate) struct Numbers {
    pub(crate) ours: BTreeSet<usize>,
    /// Whether a number of the other business is among them.
    pub(crate) includes_foreign: bool,
}

impl AccessChoice {
    /// The access that it grants.
    pub(crate) fn access(&self) -> Access {
        match self {
            Self::All => Access::All,
            Self::Only { numbers, groups } => Access::Only { numbers: numbers.ours.clone(), groups: groups.clone() },
        }
    }
}

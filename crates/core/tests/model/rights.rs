//! The rights of each role and the rules of rank, in the model.

use crewline_core::access::Role;

use super::world::{Business, Person, World};

/// A right that a role may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Right {
    /// The Users page.
    SeeUsers,
    Invite,
    /// Edit and remove members.
    ChangeMembers,
    LogInAs,
    /// Numbers and number groups.
    ChangeNumbers,
    /// Tag and rate calls, block callers, make rules for qualified calls.
    Annotate,
    /// The business's profile.
    ChangeBusiness,
    /// Offer one's ownership, or withdraw the offer; delete the business, and take it back.
    HandOver,
    /// Leave, accept or decline an offer, create API tokens.
    Own,
    /// Allow changes during Log in as, and end it.
    LogInAsControls,
}

/// The reason for a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Obstacle {
    /// The thing does not exist for them.
    NotFound,
    /// Their role lacks the right.
    Forbidden,
    /// Log in as is read-only.
    ReadOnly,
    /// Never possible under Log in as.
    WhileLoggedInAs,
    /// The target has their own rank or a higher one.
    Rank,
    /// The granted role has their own rank or a higher one.
    Grant,
    /// They would change their own membership.
    OwnMembership,
    /// Log in as needs a target of a lower rank.
    LogInAs,
    LastOwner,
    /// The value of a field is invalid.
    Field(&'static str),
    AlreadyMember,
    AlreadyInvited,
    SeatLimit,
    TooOften,
    DeadLink,
    Gone,
    Conflict(&'static str),
}

/// The member whose eyes are used, and the actor at the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct View {
    pub(crate) member: usize,
    pub(crate) actor: usize,
    /// Under Log in as: whether changes are allowed.
    pub(crate) mode: Option<bool>,
}

/// The credential with which a person enters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EnteredAs {
    /// As themselves.
    Own(Person),
    /// During a period of Log in as.
    LoggedInAs(usize),
}

/// From the highest rank to the lowest.
const fn rank(role: Role) -> u8 {
    match role {
        Role::Owner => 3,
        Role::Admin => 2,
        Role::Manager => 1,
        Role::Viewer => 0,
    }
}

pub(crate) const fn outranks(role: Role, other: Role) -> bool {
    rank(role) > rank(other)
}

/// Whether a role may grant another role, and change its members.
pub(crate) const fn manages(role: Role, other: Role) -> bool {
    matches!(role, Role::Owner) || outranks(role, other)
}

const fn role_has(role: Role, right: Right) -> bool {
    match right {
        Right::Own | Right::LogInAsControls => true,
        Right::SeeUsers | Right::Invite | Right::ChangeNumbers | Right::Annotate => !matches!(role, Role::Viewer),
        Right::ChangeMembers | Right::LogInAs | Right::ChangeBusiness => matches!(role, Role::Owner | Role::Admin),
        Right::HandOver => matches!(role, Role::Owner),
    }
}

/// Whether a role has a right, also under Log in as.
pub(crate) const fn may(role: Role, mode: Option<bool>, right: Right) -> Result<(), Obstacle> {
    if !role_has(role, right) {
        return Err(Obstacle::Forbidden);
    }
    match (mode, right) {
        (None, _) | (Some(_), Right::SeeUsers | Right::LogInAsControls) => Ok(()),
        (Some(_), Right::LogInAs | Right::HandOver | Right::Own) => Err(Obstacle::WhileLoggedInAs),
        (Some(true), _) => Ok(()),
        (Some(false), _) => Err(Obstacle::ReadOnly),
    }
}

impl World {
    /// The viewpoint that a credential opens in a business.
    pub(crate) fn view(&self, business: &Business, entered_as: EnteredAs) -> Option<View> {
        match entered_as {
            EnteredAs::Own(person) => {
                let member = business.member_of(person)?;
                Some(View { member, actor: member, mode: None })
            }
            EnteredAs::LoggedInAs(period) => {
                let period = business.periods.get(period).filter(|period| period.is_live(self.now))?;
                Some(View { member: period.member, actor: period.actor, mode: Some(period.allows_changes) })
            }
        }
    }
}

//! What each role may do, and the rules of rank, as the model has them.

use crewline_core::access::Role;

use super::world::{Business, Person, World};

/// What somebody may or may not do.
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
    /// Ownership that one hands over.
    HandOver,
    /// What is one's own alone: to leave, to take what is offered, API tokens.
    Own,
    /// What Log in as itself takes: to allow changes, and to return.
    Manners,
}

/// Why somebody may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Obstacle {
    /// Nothing is there for them.
    Outside,
    /// Their role may not.
    Forbidden,
    /// They look only.
    Looking,
    /// It is never possible under Log in as.
    Personal,
    /// Of their own rank or above.
    Rank,
    /// To give a role of their own rank or above.
    Grant,
    /// It would change themselves.
    Oneself,
    /// To log in as somebody who is not below them.
    LogInAs,
    LastOwner,
    /// What is said in a field can't be taken.
    Field(&'static str),
    AlreadyMember,
    AlreadyInvited,
    SeatLimit,
    TooOften,
    DeadLink,
    Gone,
    Conflict(&'static str),
}

/// Whose eyes are used, and who is at the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct View {
    pub(crate) member: usize,
    pub(crate) actor: usize,
    /// Under Log in as: whether changes are allowed.
    pub(crate) mode: Option<bool>,
}

/// By which door somebody comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EnteredAs {
    /// As themselves.
    Own(Person),
    /// Logged in as somebody: a period.
    Through(usize),
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

pub(crate) const fn is_above(role: Role, other: Role) -> bool {
    rank(role) > rank(other)
}

/// Over a member of a role, or to grant it: below one's own, and anything for an Owner.
pub(crate) const fn reaches(role: Role, other: Role) -> bool {
    matches!(role, Role::Owner) || is_above(role, other)
}

const fn role_has(role: Role, right: Right) -> bool {
    match right {
        Right::Own | Right::Manners => true,
        Right::SeeUsers | Right::Invite | Right::ChangeNumbers => !matches!(role, Role::Viewer),
        Right::ChangeMembers | Right::LogInAs => matches!(role, Role::Owner | Role::Admin),
        Right::HandOver => matches!(role, Role::Owner),
    }
}

/// Whether a role has a right, also under Log in as.
pub(crate) const fn may(role: Role, mode: Option<bool>, right: Right) -> Result<(), Obstacle> {
    if !role_has(role, right) {
        return Err(Obstacle::Forbidden);
    }
    match (mode, right) {
        (None, _) | (Some(_), Right::SeeUsers | Right::Manners) => Ok(()),
        (Some(_), Right::LogInAs | Right::HandOver | Right::Own) => Err(Obstacle::Personal),
        (Some(true), Right::Invite | Right::ChangeMembers | Right::ChangeNumbers) => Ok(()),
        (Some(false), Right::Invite | Right::ChangeMembers | Right::ChangeNumbers) => Err(Obstacle::Looking),
    }
}

impl World {
    /// What a door opens in a business.
    pub(crate) fn view(&self, business: &Business, entered_as: EnteredAs) -> Option<View> {
        match entered_as {
            EnteredAs::Own(person) => {
                let member = business.member_of(person)?;
                Some(View { member, actor: member, mode: None })
            }
            EnteredAs::Through(period) => {
                let period = business.periods.get(period).filter(|period| period.is_live(self.now))?;
                Some(View { member: period.member, actor: period.actor, mode: Some(period.allows_changes) })
            }
        }
    }
}

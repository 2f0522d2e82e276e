//! A plain model of the team, without anything of the product's implementation. Things are identified by their index in
//! a list, in order of creation.

use std::collections::BTreeSet;

use crewline_core::access::Role;

use super::calls::{Call, Rule};

/// A person, by their index in [`PEOPLE`].
pub(crate) type Person = usize;

/// One of the two businesses, by its index.
pub(crate) type Place = usize;

/// How long links, ownership offers and periods of Log in as last.
pub(crate) const LINK_SECONDS: i64 = 7 * 86_400;
pub(crate) const OFFER_SECONDS: i64 = 7 * 86_400;
pub(crate) const PERIOD_SECONDS: i64 = 3_600;
/// How long a call rings before anything else happens, so that calls have an order.
pub(crate) const RING_SECONDS: i64 = 1;
/// The most links that an address gets within a day.
pub(crate) const MAX_SENDS: usize = 5;

/// The seats of each plan.
pub(crate) const SEATS: [Option<usize>; 3] = [None, Some(4), Some(7)];

/// Names of people, and the local parts of their addresses. The first two own a business each; the third is in both.
pub(crate) const PEOPLE: [&str; 12] =
    ["Olga", "Nora", "Bo", "Cleo", "Dana", "Eli", "Fay", "Gus", "Hal", "Ida", "Jo", "Kim"];

pub(crate) fn name_of(person: Person) -> &'static str {
    PEOPLE[person]
}

#[derive(Clone, Debug, Default)]
pub(crate) struct World {
    /// Seconds since the start.
    pub(crate) now: i64,
    /// The people with an account.
    pub(crate) accounts: BTreeSet<Person>,
    /// Those of them whose address was proved to be theirs.
    pub(crate) proved: BTreeSet<Person>,
    pub(crate) businesses: [Business; 2],
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Business {
    pub(crate) plan: usize,
    pub(crate) members: Vec<Member>,
    pub(crate) invitations: Vec<Invitation>,
    pub(crate) numbers: Vec<Number>,
    pub(crate) groups: Vec<Group>,
    pub(crate) calls: Vec<Call>,
    /// The callers who are blocked.
    pub(crate) blocked: BTreeSet<usize>,
    /// The rules for qualified calls; one that matches is enough.
    pub(crate) rules: Vec<Rule>,
    /// Whether a job waits that goes over past calls by the rules.
    pub(crate) is_review_due: bool,
    pub(crate) offer: Option<Offer>,
    pub(crate) periods: Vec<Period>,
    /// The member of each API token; `None` once it was ended by a proof of its member's address.
    pub(crate) tokens: Vec<Option<usize>>,
    /// The recipient and time of each link sent.
    pub(crate) sends: Vec<(Person, i64)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    All,
    Only { numbers: BTreeSet<usize>, groups: BTreeSet<usize> },
}

#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) person: Person,
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) access: Access,
    pub(crate) is_active: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Invitation {
    pub(crate) person: Person,
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) access: Access,
    /// The member who sent it last; accepting checks their role.
    pub(crate) inviter: usize,
    pub(crate) expires: i64,
    /// How many links were sent; only the newest works.
    pub(crate) links: usize,
    /// Whether the newest link went out by mail, so that its bearer reads the mail of the address.
    pub(crate) is_mailed: bool,
    pub(crate) state: InvitationState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InvitationState {
    /// Neither accepted nor cancelled; it may have expired.
    Open,
    Accepted,
    Cancelled,
}

#[derive(Clone, Debug)]
pub(crate) struct Number {
    pub(crate) digits: usize,
    pub(crate) group: Option<usize>,
    pub(crate) source: usize,
    /// Every source it has had.
    pub(crate) sources: BTreeSet<usize>,
    pub(crate) is_active: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) name: usize,
    pub(crate) exists: bool,
}

/// An offer of ownership.
#[derive(Clone, Debug)]
pub(crate) struct Offer {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) expires: i64,
}

#[derive(Clone, Debug)]
pub(crate) struct Period {
    pub(crate) actor: usize,
    pub(crate) member: usize,
    pub(crate) until: i64,
    pub(crate) allows_changes: bool,
    pub(crate) has_ended: bool,
}

impl Business {
    pub(crate) fn member_of(&self, person: Person) -> Option<usize> {
        self.members.iter().position(|member| member.is_active && member.person == person)
    }

    pub(crate) fn active_members(&self) -> impl Iterator<Item = usize> {
        (0..self.members.len()).filter(|id| self.members[*id].is_active)
    }

    pub(crate) fn live_invitation_of(&self, person: Person, now: i64) -> Option<usize> {
        self.invitations.iter().position(|each| each.is_live(now) && each.person == person)
    }

    /// Seats in use: active members and live invitations.
    pub(crate) fn seats_used(&self, now: i64) -> usize {
        self.active_members().count() + self.invitations.iter().filter(|each| each.is_live(now)).count()
    }

    pub(crate) fn is_full(&self, now: i64) -> bool {
        SEATS[self.plan].is_some_and(|seats| self.seats_used(now) >= seats)
    }

    pub(crate) fn is_only_owner(&self, member: usize) -> bool {
        let mut owners = self.active_members().filter(|id| self.members[*id].role == Role::Owner);
        self.members[member].role == Role::Owner && owners.all(|id| id == member)
    }

    pub(crate) fn offer_at(&self, now: i64) -> Option<&Offer> {
        self.offer.as_ref().filter(|offer| offer.expires > now)
    }

    pub(crate) fn group_named(&self, name: usize) -> Option<usize> {
        self.groups.iter().position(|group| group.exists && group.name == name)
    }

    pub(crate) fn has_group(&self, group: usize) -> bool {
        self.groups.get(group).is_some_and(|group| group.exists)
    }

    pub(crate) fn has_number(&self, number: usize) -> bool {
        self.numbers.get(number).is_some_and(|number| number.is_active)
    }
}

impl World {
    /// Whether a link sets a new password, rather than asking for the account's own: there is no account, or nobody has
    /// proved it and the link reached the mail of its address.
    pub(crate) fn sets_password(&self, invitation: &Invitation) -> bool {
        !self.accounts.contains(&invitation.person)
            || (invitation.is_mailed && !self.proved.contains(&invitation.person))
    }
}

impl Invitation {
    pub(crate) fn is_live(&self, now: i64) -> bool {
        self.state == InvitationState::Open && self.expires > now
    }
}

impl Period {
    pub(crate) fn is_live(&self, now: i64) -> bool {
        !self.has_ended && self.until > now
    }
}

impl Access {
    /// Whether it is Specific Numbers with none granted.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self, Self::Only { numbers, groups } if numbers.is_empty() && groups.is_empty())
    }
}

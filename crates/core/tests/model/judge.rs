//! Whether something may be done: all that stands in its way. Where several things do, any of them is a fair answer.

use std::collections::BTreeSet;

use crewline_core::access::Role;

use super::act::{Act, Deed, How, Numbers, Wish};
use super::rights::{Eyes, No, Right, View, is_above, may, reaches};
use super::world::{Access, Fate, House, MOST_SENDS, Person, Place, World};

/// All that stands in the way; nothing: it is done.
pub(crate) type Nos = BTreeSet<No>;

/// What a field says where its numbers can't be taken.
pub(crate) const ACCESS: No = No::Field("number_access");

impl World {
    pub(crate) fn judge(&self, act: &Act) -> Nos {
        match act {
            Act::Deed { place, eyes, deed } => self.judge_deed(*place, *eyes, deed),
            Act::Accept { place, invitation, link, how } => self.judge_accept(*place, *invitation, *link, *how),
            Act::Ring { place, number } if !self.houses[*place].has_number(*number) => one(No::Outside),
            Act::Plan { .. } | Act::Ring { .. } | Act::Wait(_) => Nos::new(),
        }
    }

    fn judge_deed(&self, place: Place, eyes: Eyes, deed: &Deed) -> Nos {
        let house = &self.houses[place];
        let Some(view) = self.view(house, eyes) else { return one(No::Outside) };
        if let Err(no) = may(house.members[view.member].role, view.mode, deed.right()) {
            return one(no);
        }
        let mut nos = Nos::new();
        self.rules(house, view, deed, &mut nos);
        nos
    }

    fn rules(&self, house: &House, view: View, deed: &Deed, nos: &mut Nos) {
        let role = house.members[view.member].role;
        let mut unless = |holds: bool, no: No| {
            if !holds {
                nos.insert(no);
            }
        };
        match deed {
            Deed::Invite { person, role: granted, wish, .. } => {
                unless(reaches(role, *granted), No::Grant);
                unless(fits(house, *granted, wish.as_ref()), ACCESS);
                self.room(house, *person, &mut unless);
                let is_sent = !self.accounts.contains(person);
                unless(!is_sent || self.sends_today(house, *person) < MOST_SENDS, No::TooOften);
            }
            Deed::Cancel(invitation) => {
                let invitation = &house.invitations[*invitation];
                unless(reaches(role, invitation.role), No::Grant);
                unless(invitation.fate == Fate::Open, No::Gone);
            }
            Deed::Resend(id) => {
                let invitation = &house.invitations[*id];
                unless(reaches(role, invitation.role), No::Grant);
                unless(invitation.fate == Fate::Open, No::Gone);
                unless(!invitation.access.is_empty(), No::Conflict("conflict"));
                unless(self.sends_today(house, invitation.person) < MOST_SENDS, No::TooOften);
                // A live one holds its seat already, and is what its person is invited by.
                if !invitation.is_live(self.now) {
                    self.room(house, invitation.person, &mut unless);
                }
            }
            Deed::Edit { member, role: wanted, wish, .. } => {
                let Some(there) = house.members.get(*member).filter(|member| member.is_active) else {
                    return unless(false, No::Outside);
                };
                let to = wanted.unwrap_or(there.role);
                unless(fits_member(house, *member, to, wish.as_ref()), ACCESS);
                let is_change = to != there.role || access_after(house, *member, to, wish.as_ref()) != there.access;
                unless(!(is_change && (*member == view.member || *member == view.actor)), No::Oneself);
                unless(*member == view.member || reaches(role, there.role), No::Rank);
                unless(!is_change || reaches(role, to), No::Grant);
                unless(to == Role::Owner || !house.is_only_owner(*member), No::LastOwner);
            }
            Deed::Remove(member) => {
                let Some(there) = house.members.get(*member).filter(|member| member.is_active) else {
                    return unless(false, No::Outside);
                };
                unless(*member != view.member && *member != view.actor, No::Oneself);
                unless(reaches(role, there.role), No::Rank);
                unless(!house.is_only_owner(*member), No::LastOwner);
            }
            Deed::Leave => unless(!house.is_only_owner(view.member), No::LastOwner),
            Deed::CreateGroup { name, numbers } => {
                unless(house.group_named(*name).is_none(), No::Field("name"));
                unless(are_there(house, numbers), No::Field("number_ids"));
            }
            Deed::EditGroup { group, numbers } => {
                unless(house.has_group(*group), No::Outside);
                unless(are_there(house, numbers), No::Field("number_ids"));
            }
            Deed::DeleteGroup(group) => unless(house.has_group(*group), No::Outside),
            Deed::AddNumber { digits, group } => {
                let has = house.numbers.iter().any(|number| number.is_active && number.digits == *digits);
                unless(!has, No::Conflict("already_there"));
                unless(group.is_none_or(|group| house.has_group(group)), No::Field("group_id"));
            }
            Deed::EditNumber { number, group, .. } => {
                unless(house.has_number(*number), No::Gone);
                unless(group.is_none_or(|group| house.has_group(group)), No::Field("group_id"));
            }
            Deed::Release(number) => unless(house.has_number(*number), No::Gone),
            Deed::Offer(member) => {
                let Some(there) = house.members.get(*member).filter(|member| member.is_active) else {
                    return unless(false, No::Outside);
                };
                unless(*member != view.member, No::Oneself);
                unless(there.role != Role::Owner, No::Conflict("already_owner"));
                unless(house.offer_at(self.now).is_none(), No::Conflict("already_offered"));
            }
            Deed::Withdraw => unless(house.offer_at(self.now).is_some(), No::Outside),
            Deed::Take | Deed::Decline => {
                unless(house.offer_at(self.now).is_some_and(|offer| offer.to == view.member), No::Outside);
            }
            Deed::LogInAs(member) => match house.members.get(*member).filter(|member| member.is_active) {
                Some(there) => unless(is_above(role, there.role), No::LogInAs),
                None => unless(false, No::Outside),
            },
            Deed::AllowChanges => unless(view.mode.is_some(), No::Outside),
            Deed::Return | Deed::MakeToken => {}
        }
    }

    /// Somebody new, and a seat for them.
    fn room(&self, house: &House, person: Person, unless: &mut impl FnMut(bool, No)) {
        unless(house.member_of(person).is_none(), No::AlreadyMember);
        unless(house.live_invitation_of(person, self.now).is_none(), No::AlreadyInvited);
        unless(!house.is_full(self.now), No::SeatLimit);
    }

    pub(crate) fn sends_today(&self, house: &House, person: Person) -> usize {
        house.sends.iter().filter(|(to, at)| *to == person && *at > self.now - 86_400).count()
    }

    /// Checked then, not trusted from the past. Never for lack of a seat.
    fn judge_accept(&self, place: Place, id: usize, link: usize, how: How) -> Nos {
        let house = &self.houses[place];
        let invitation = &house.invitations[id];
        let inviter = &house.members[invitation.inviter];
        let mut nos = Nos::new();
        let is_newest = match how {
            How::Password | How::SignedIn(_) => link + 1 == invitation.links,
            How::Waiting(_) => true,
        };
        let still_granted = inviter.is_active && reaches(inviter.role, invitation.role);
        if !is_newest || !invitation.is_live(self.now) || !still_granted || invitation.access.is_empty() {
            nos.insert(No::DeadLink);
        }
        match how {
            How::SignedIn(person) if person != invitation.person => nos.insert(No::Conflict("another_account")),
            How::Waiting(person) if person != invitation.person => nos.insert(No::DeadLink),
            _ => false,
        };
        nos
    }
}

fn one(no: No) -> Nos {
    Nos::from([no])
}

/// Whether these are numbers that the business has now.
fn are_there(house: &House, numbers: &Numbers) -> bool {
    !numbers.has_stranger && numbers.ours.iter().all(|number| house.has_number(*number))
}

/// Whether somebody new of a role can have this access: an explicit choice for a Viewer, and for nobody else.
fn fits(house: &House, role: Role, wish: Option<&Wish>) -> bool {
    match (role, wish) {
        (Role::Viewer, None) => false,
        (_, None | Some(Wish::All)) => true,
        (Role::Viewer, Some(Wish::Only { numbers, groups })) => {
            let is_something = numbers.has_stranger || !numbers.ours.is_empty() || !groups.is_empty();
            is_something && are_there(house, numbers) && groups.iter().all(|group| house.has_group(*group))
        }
        (_, Some(Wish::Only { .. })) => false,
    }
}

/// The same for a member who has an access already: what was granted stays, also where the number is released by now.
fn fits_member(house: &House, member: usize, to: Role, wish: Option<&Wish>) -> bool {
    let there = &house.members[member];
    match (to, wish) {
        (Role::Viewer, None) => there.role == Role::Viewer,
        (Role::Viewer, Some(Wish::Only { numbers, groups })) => {
            let (had_numbers, had_groups) = match &there.access {
                Access::All => Default::default(),
                Access::Only { numbers, groups } => (numbers.clone(), groups.clone()),
            };
            let is_something = numbers.has_stranger || !numbers.ours.is_empty() || !groups.is_empty();
            let more = Numbers { ours: &numbers.ours - &had_numbers, has_stranger: numbers.has_stranger };
            is_something
                && are_there(house, &more)
                && (groups - &had_groups).iter().all(|group| house.has_group(*group))
        }
        _ => fits(house, to, wish),
    }
}

/// What the access of a member is once they are changed.
pub(crate) fn access_after(house: &House, member: usize, to: Role, wish: Option<&Wish>) -> Access {
    match (to, wish) {
        (Role::Viewer, Some(wish)) => wish.access(),
        (Role::Viewer, None) => house.members[member].access.clone(),
        _ => Access::All,
    }
}

impl Deed {
    const fn right(&self) -> Right {
        match self {
            Self::Invite { .. } | Self::Cancel(_) | Self::Resend(_) => Right::Invite,
            Self::Edit { .. } | Self::Remove(_) => Right::ChangeMembers,
            Self::CreateGroup { .. }
            | Self::EditGroup { .. }
            | Self::DeleteGroup(_)
            | Self::AddNumber { .. }
            | Self::EditNumber { .. }
            | Self::Release(_) => Right::ChangeNumbers,
            Self::Offer(_) | Self::Withdraw => Right::HandOver,
            Self::LogInAs(_) => Right::LogInAs,
            Self::AllowChanges | Self::Return => Right::Manners,
            Self::Leave | Self::Take | Self::Decline | Self::MakeToken => Right::Own,
        }
    }
}

//! Whether something may be done: all that stands in its way. Where several things do, any of them is a fair answer.

use std::collections::BTreeSet;

use crewline_core::access::Role;

use super::act::{AccessChoice, Act, Deed, How, Numbers};
use super::rights::{EnteredAs, Obstacle, Right, View, is_above, may, reaches};
use super::world::{Access, Business, InvitationState, MAX_SENDS, Person, Place, World};

/// All that stands in the way; nothing: it is done.
pub(crate) type Obstacles = BTreeSet<Obstacle>;

/// What a field says where its numbers can't be taken.
pub(crate) const ACCESS: Obstacle = Obstacle::Field("number_access");

impl World {
    pub(crate) fn obstacles_to(&self, act: &Act) -> Obstacles {
        match act {
            Act::Deed { place, entered_as: eyes, deed } => self.obstacles_to_deed(*place, *eyes, deed),
            Act::Accept { place, invitation, link, how } => {
                self.obstacles_to_accepting(*place, *invitation, *link, *how)
            }
            Act::Ring { place, number } if !self.businesses[*place].has_number(*number) => one(Obstacle::Outside),
            Act::Plan { .. } | Act::Ring { .. } | Act::Wait(_) => Obstacles::new(),
        }
    }

    fn obstacles_to_deed(&self, place: Place, entered_as: EnteredAs, deed: &Deed) -> Obstacles {
        let business = &self.businesses[place];
        let Some(view) = self.view(business, entered_as) else { return one(Obstacle::Outside) };
        if let Err(obstacle) = may(business.members[view.member].role, view.mode, deed.right()) {
            return one(obstacle);
        }
        let mut obstacles = Obstacles::new();
        self.rules(business, view, deed, &mut obstacles);
        obstacles
    }

    fn rules(&self, business: &Business, view: View, deed: &Deed, obstacles: &mut Obstacles) {
        let role = business.members[view.member].role;
        let mut unless = |holds: bool, obstacle: Obstacle| {
            if !holds {
                obstacles.insert(obstacle);
            }
        };
        match deed {
            Deed::Invite { person, role: granted, wish, .. } => {
                unless(reaches(role, *granted), Obstacle::Grant);
                unless(fits(business, *granted, wish.as_ref()), ACCESS);
                self.seat_obstacles(business, *person, &mut unless);
                let is_sent = !self.accounts.contains(person);
                unless(!is_sent || self.sends_today(business, *person) < MAX_SENDS, Obstacle::TooOften);
            }
            Deed::Cancel(invitation) => {
                let invitation = &business.invitations[*invitation];
                unless(reaches(role, invitation.role), Obstacle::Grant);
                unless(invitation.state == InvitationState::Open, Obstacle::Gone);
            }
            Deed::Resend(id) => {
                let invitation = &business.invitations[*id];
                unless(reaches(role, invitation.role), Obstacle::Grant);
                unless(invitation.state == InvitationState::Open, Obstacle::Gone);
                unless(!invitation.access.is_empty(), Obstacle::Conflict("conflict"));
                unless(self.sends_today(business, invitation.person) < MAX_SENDS, Obstacle::TooOften);
                // A live one holds its seat already, and is what its person is invited by.
                if !invitation.is_live(self.now) {
                    self.seat_obstacles(business, invitation.person, &mut unless);
                }
            }
            Deed::Edit { member, role: wanted, wish, .. } => {
                let Some(there) = business.members.get(*member).filter(|member| member.is_active) else {
                    return unless(false, Obstacle::Outside);
                };
                let to = wanted.unwrap_or(there.role);
                unless(fits_member(business, *member, to, wish.as_ref()), ACCESS);
                let is_change = to != there.role || access_after(business, *member, to, wish.as_ref()) != there.access;
                unless(!(is_change && (*member == view.member || *member == view.actor)), Obstacle::Oneself);
                unless(*member == view.member || reaches(role, there.role), Obstacle::Rank);
                unless(!is_change || reaches(role, to), Obstacle::Grant);
                unless(to == Role::Owner || !business.is_only_owner(*member), Obstacle::LastOwner);
            }
            Deed::Remove(member) => {
                let Some(there) = business.members.get(*member).filter(|member| member.is_active) else {
                    return unless(false, Obstacle::Outside);
                };
                unless(*member != view.member && *member != view.actor, Obstacle::Oneself);
                unless(reaches(role, there.role), Obstacle::Rank);
                unless(!business.is_only_owner(*member), Obstacle::LastOwner);
            }
            Deed::Leave => unless(!business.is_only_owner(view.member), Obstacle::LastOwner),
            Deed::CreateGroup { name, numbers } => {
                unless(business.group_named(*name).is_none(), Obstacle::Field("name"));
                unless(are_there(business, numbers), Obstacle::Field("number_ids"));
            }
            Deed::EditGroup { group, numbers } => {
                unless(business.has_group(*group), Obstacle::Outside);
                unless(are_there(business, numbers), Obstacle::Field("number_ids"));
            }
            Deed::DeleteGroup(group) => unless(business.has_group(*group), Obstacle::Outside),
            Deed::AddNumber { digits, group } => {
                let has = business.numbers.iter().any(|number| number.is_active && number.digits == *digits);
                unless(!has, Obstacle::Conflict("already_there"));
                unless(group.is_none_or(|group| business.has_group(group)), Obstacle::Field("group_id"));
            }
            Deed::EditNumber { number, group, .. } => {
                unless(business.has_number(*number), Obstacle::Gone);
                unless(group.is_none_or(|group| business.has_group(group)), Obstacle::Field("group_id"));
            }
            Deed::Release(number) => unless(business.has_number(*number), Obstacle::Gone),
            Deed::Offer(member) => {
                let Some(there) = business.members.get(*member).filter(|member| member.is_active) else {
                    return unless(false, Obstacle::Outside);
                };
                unless(*member != view.member, Obstacle::Oneself);
                unless(there.role != Role::Owner, Obstacle::Conflict("already_owner"));
                unless(business.offer_at(self.now).is_none(), Obstacle::Conflict("already_offered"));
            }
            Deed::Withdraw => unless(business.offer_at(self.now).is_some(), Obstacle::Outside),
            Deed::Take | Deed::Decline => {
                unless(business.offer_at(self.now).is_some_and(|offer| offer.to == view.member), Obstacle::Outside);
            }
            Deed::LogInAs(member) => match business.members.get(*member).filter(|member| member.is_active) {
                Some(there) => unless(is_above(role, there.role), Obstacle::LogInAs),
                None => unless(false, Obstacle::Outside),
            },
            Deed::AllowChanges => unless(view.mode.is_some(), Obstacle::Outside),
            Deed::Return | Deed::MakeToken => {}
        }
    }

    /// Somebody new, and a seat for them.
    fn seat_obstacles(&self, business: &Business, person: Person, unless: &mut impl FnMut(bool, Obstacle)) {
        unless(business.member_of(person).is_none(), Obstacle::AlreadyMember);
        unless(business.live_invitation_of(person, self.now).is_none(), Obstacle::AlreadyInvited);
        unless(!business.is_full(self.now), Obstacle::SeatLimit);
    }

    pub(crate) fn sends_today(&self, business: &Business, person: Person) -> usize {
        business.sends.iter().filter(|(to, at)| *to == person && *at > self.now - 86_400).count()
    }

    /// Checked then, not trusted from the past. Never for lack of a seat.
    fn obstacles_to_accepting(&self, place: Place, id: usize, link: usize, how: How) -> Obstacles {
        let business = &self.businesses[place];
        let invitation = &business.invitations[id];
        let inviter = &business.members[invitation.inviter];
        let mut obstacles = Obstacles::new();
        let is_newest = match how {
            How::Password | How::SignedIn(_) => link + 1 == invitation.links,
            How::Waiting(_) => true,
        };
        let still_granted = inviter.is_active && reaches(inviter.role, invitation.role);
        if !is_newest || !invitation.is_live(self.now) || !still_granted || invitation.access.is_empty() {
            obstacles.insert(Obstacle::DeadLink);
        }
        match how {
            How::SignedIn(person) if person != invitation.person => {
                obstacles.insert(Obstacle::Conflict("another_account"))
            }
            How::Waiting(person) if person != invitation.person => obstacles.insert(Obstacle::DeadLink),
            _ => false,
        };
        obstacles
    }
}

fn one(obstacle: Obstacle) -> Obstacles {
    Obstacles::from([obstacle])
}

/// Whether these are numbers that the business has now.
fn are_there(business: &Business, numbers: &Numbers) -> bool {
    !numbers.has_stranger && numbers.ours.iter().all(|number| business.has_number(*number))
}

/// Whether somebody new of a role can have this access: an explicit choice for a Viewer, and for nobody else.
fn fits(business: &Business, role: Role, choice: Option<&AccessChoice>) -> bool {
    match (role, choice) {
        (Role::Viewer, None) => false,
        (_, None | Some(AccessChoice::All)) => true,
        (Role::Viewer, Some(AccessChoice::Only { numbers, groups })) => {
            let is_something = numbers.has_stranger || !numbers.ours.is_empty() || !groups.is_empty();
            is_something && are_there(business, numbers) && groups.iter().all(|group| business.has_group(*group))
        }
        (_, Some(AccessChoice::Only { .. })) => false,
    }
}

/// The same for a member who has an access already: what was granted stays, also where the number is released by now.
fn fits_member(business: &Business, member: usize, to: Role, choice: Option<&AccessChoice>) -> bool {
    let there = &business.members[member];
    match (to, choice) {
        (Role::Viewer, None) => there.role == Role::Viewer,
        (Role::Viewer, Some(AccessChoice::Only { numbers, groups })) => {
            let (had_numbers, had_groups) = match &there.access {
                Access::All => Default::default(),
                Access::Only { numbers, groups } => (numbers.clone(), groups.clone()),
            };
            let is_something = numbers.has_stranger || !numbers.ours.is_empty() || !groups.is_empty();
            let more = Numbers { ours: &numbers.ours - &had_numbers, has_stranger: numbers.has_stranger };
            is_something
                && are_there(business, &more)
                && (groups - &had_groups).iter().all(|group| business.has_group(*group))
        }
        _ => fits(business, to, choice),
    }
}

/// What the access of a member is once they are changed.
pub(crate) fn access_after(business: &Business, member: usize, to: Role, choice: Option<&AccessChoice>) -> Access {
    match (to, choice) {
        (Role::Viewer, Some(wish)) => wish.access(),
        (Role::Viewer, None) => business.members[member].access.clone(),
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

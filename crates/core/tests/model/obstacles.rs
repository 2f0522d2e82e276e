//! Finds every obstacle to an act. Where there are several, the product may answer any of them.

use std::collections::BTreeSet;

use crewline_core::access::Role;

use super::act::{AcceptMethod, AccessChoice, Act, Deed, Numbers};
use super::rights::{EnteredAs, Obstacle, Right, View, manages, may, outranks};
use super::world::{Access, Business, InvitationState, MAX_SENDS, Person, Place, World};

/// Every obstacle to an act. If there is none, the act is done.
pub(crate) type Obstacles = BTreeSet<Obstacle>;

/// The refusal of an invalid number access.
pub(crate) const ACCESS: Obstacle = Obstacle::Field("number_access");

impl World {
    pub(crate) fn obstacles_to(&self, act: &Act) -> Obstacles {
        match act {
            Act::Deed { place, entered_as, deed } => self.obstacles_to_deed(*place, *entered_as, deed),
            Act::Accept { place, invitation, link, method } => {
                self.obstacles_to_accepting(*place, *invitation, *link, *method)
            }
            Act::Ring { place, number, .. } if !self.businesses[*place].has_number(*number) => only(Obstacle::NotFound),
            Act::Plan { .. } | Act::Ring { .. } | Act::Report { .. } | Act::Rebuild { .. } | Act::Wait(_) => {
                Obstacles::new()
            }
        }
    }

    fn obstacles_to_deed(&self, place: Place, entered_as: EnteredAs, deed: &Deed) -> Obstacles {
        let business = &self.businesses[place];
        let Some(view) = self.view(business, entered_as) else { return only(Obstacle::NotFound) };
        if let Err(obstacle) = may(business.members[view.member].role, view.mode, deed.right()) {
            return only(obstacle);
        }
        let mut obstacles = Obstacles::new();
        self.rules(business, view, deed, &mut obstacles);
        obstacles
    }

    fn rules(&self, business: &Business, view: View, deed: &Deed, obstacles: &mut Obstacles) {
        let role = business.members[view.member].role;
        let mut require = |holds: bool, obstacle: Obstacle| {
            if !holds {
                obstacles.insert(obstacle);
            }
        };
        match deed {
            Deed::Invite { person, role: granted, choice, .. } => {
                require(manages(role, *granted), Obstacle::Grant);
                require(is_valid_access(business, *granted, choice.as_ref()), ACCESS);
                self.seat_obstacles(business, *person, &mut require);
                let needs_link = !self.proved.contains(person);
                require(!needs_link || self.sends_today(business, *person) < MAX_SENDS, Obstacle::TooOften);
            }
            Deed::Cancel(invitation) => {
                let invitation = &business.invitations[*invitation];
                require(manages(role, invitation.role), Obstacle::Grant);
                require(invitation.state == InvitationState::Open, Obstacle::Gone);
            }
            Deed::Resend { invitation: id, .. } => {
                let invitation = &business.invitations[*id];
                require(manages(role, invitation.role), Obstacle::Grant);
                require(invitation.state == InvitationState::Open, Obstacle::Gone);
                require(!invitation.access.is_empty(), Obstacle::Conflict("conflict"));
                require(self.sends_today(business, invitation.person) < MAX_SENDS, Obstacle::TooOften);
                // A live invitation has its seat already, and is no duplicate of itself.
                if !invitation.is_live(self.now) {
                    self.seat_obstacles(business, invitation.person, &mut require);
                }
            }
            Deed::Edit { member, role: new_role, choice, .. } => {
                let Some(target) = business.members.get(*member).filter(|member| member.is_active) else {
                    return require(false, Obstacle::NotFound);
                };
                let to = new_role.unwrap_or(target.role);
                require(is_valid_change(business, *member, to, choice.as_ref()), ACCESS);
                let is_change =
                    to != target.role || access_after(business, *member, to, choice.as_ref()) != target.access;
                require(!(is_change && (*member == view.member || *member == view.actor)), Obstacle::OwnMembership);
                require(*member == view.member || manages(role, target.role), Obstacle::Rank);
                require(!is_change || manages(role, to), Obstacle::Grant);
                require(to == Role::Owner || !business.is_only_owner(*member), Obstacle::LastOwner);
            }
            Deed::Remove(member) => {
                let Some(target) = business.members.get(*member).filter(|member| member.is_active) else {
                    return require(false, Obstacle::NotFound);
                };
                require(*member != view.member && *member != view.actor, Obstacle::OwnMembership);
                require(manages(role, target.role), Obstacle::Rank);
                require(!business.is_only_owner(*member), Obstacle::LastOwner);
            }
            Deed::Leave => require(!business.is_only_owner(view.member), Obstacle::LastOwner),
            Deed::CreateGroup { name, numbers } => {
                require(business.group_named(*name).is_none(), Obstacle::Field("name"));
                require(are_active(business, numbers), Obstacle::Field("number_ids"));
            }
            Deed::EditGroup { group, numbers } => {
                require(business.has_group(*group), Obstacle::NotFound);
                require(are_active(business, numbers), Obstacle::Field("number_ids"));
            }
            Deed::DeleteGroup(group) => require(business.has_group(*group), Obstacle::NotFound),
            Deed::AddNumber { digits, group } => {
                let has = business.numbers.iter().any(|number| number.is_active && number.digits == *digits);
                require(!has, Obstacle::Conflict("already_there"));
                require(group.is_none_or(|group| business.has_group(group)), Obstacle::Field("group_id"));
            }
            Deed::EditNumber { number, group, .. } => {
                require(business.has_number(*number), Obstacle::Gone);
                require(group.is_none_or(|group| business.has_group(group)), Obstacle::Field("group_id"));
            }
            Deed::Release(number) => require(business.has_number(*number), Obstacle::Gone),
            Deed::Offer(member) => {
                let Some(target) = business.members.get(*member).filter(|member| member.is_active) else {
                    return require(false, Obstacle::NotFound);
                };
                require(*member != view.member, Obstacle::OwnMembership);
                require(target.role != Role::Owner, Obstacle::Conflict("already_owner"));
                require(business.offer_at(self.now).is_none(), Obstacle::Conflict("already_offered"));
            }
            Deed::Withdraw => require(business.offer_at(self.now).is_some(), Obstacle::NotFound),
            Deed::Take | Deed::Decline => {
                require(business.offer_at(self.now).is_some_and(|offer| offer.to == view.member), Obstacle::NotFound);
            }
            Deed::LogInAs(member) => match business.members.get(*member).filter(|member| member.is_active) {
                Some(target) => require(outranks(role, target.role), Obstacle::LogInAs),
                None => require(false, Obstacle::NotFound),
            },
            Deed::AllowChanges => require(view.mode.is_some(), Obstacle::NotFound),
            Deed::Block(caller) => require(!business.blocked.contains(caller), Obstacle::Conflict("conflict")),
            Deed::Unblock(caller) => require(business.blocked.contains(caller), Obstacle::NotFound),
            Deed::Annotate { .. } | Deed::AddRule(_) | Deed::RemoveRule(_) | Deed::Review | Deed::ChangeZone(_) => {}
            Deed::Return | Deed::MakeToken | Deed::DeleteAndTakeBack => {}
        }
    }

    /// The person must be new, and a seat free.
    fn seat_obstacles(&self, business: &Business, person: Person, require: &mut impl FnMut(bool, Obstacle)) {
        require(business.member_of(person).is_none(), Obstacle::AlreadyMember);
        require(business.live_invitation_of(person, self.now).is_none(), Obstacle::AlreadyInvited);
        require(!business.is_full(self.now), Obstacle::SeatLimit);
    }

    pub(crate) fn sends_today(&self, business: &Business, person: Person) -> usize {
        business.sends.iter().filter(|(to, at)| *to == person && *at > self.now - 86_400).count()
    }

    /// Accepting checks the rules again, except for the seats.
    fn obstacles_to_accepting(&self, place: Place, id: usize, link: usize, method: AcceptMethod) -> Obstacles {
        let business = &self.businesses[place];
        let invitation = &business.invitations[id];
        let inviter = &business.members[invitation.inviter];
        let mut obstacles = Obstacles::new();
        let is_newest = match method {
            AcceptMethod::Password | AcceptMethod::SignedIn(_) => link + 1 == invitation.links,
            AcceptMethod::FromPending(_) => true,
        };
        let may_still_grant = inviter.is_active && manages(inviter.role, invitation.role);
        if !is_newest || !invitation.is_live(self.now) || !may_still_grant || invitation.access.is_empty() {
            obstacles.insert(Obstacle::DeadLink);
        }
        match method {
            AcceptMethod::SignedIn(person) if person != invitation.person => {
                obstacles.insert(Obstacle::Conflict("another_account"))
            }
            AcceptMethod::SignedIn(_) if self.sets_password(invitation) => {
                obstacles.insert(Obstacle::Conflict("unproved_account"))
            }
            // An account that nobody has proved is shown no invitation.
            AcceptMethod::FromPending(person) if person != invitation.person || !self.proved.contains(&person) => {
                obstacles.insert(Obstacle::DeadLink)
            }
            _ => false,
        };
        obstacles
    }
}

fn only(obstacle: Obstacle) -> Obstacles {
    Obstacles::from([obstacle])
}

/// Whether all of these are active numbers of the business.
fn are_active(business: &Business, numbers: &Numbers) -> bool {
    !numbers.includes_foreign && numbers.ours.iter().all(|number| business.has_number(*number))
}

/// Whether a new member of a role can have this access. A Viewer needs an explicit choice; others see all numbers.
fn is_valid_access(business: &Business, role: Role, choice: Option<&AccessChoice>) -> bool {
    match (role, choice) {
        (Role::Viewer, None) => false,
        (_, None | Some(AccessChoice::All)) => true,
        (Role::Viewer, Some(AccessChoice::Only { numbers, groups })) => {
            let has_any = numbers.includes_foreign || !numbers.ours.is_empty() || !groups.is_empty();
            has_any && are_active(business, numbers) && groups.iter().all(|group| business.has_group(*group))
        }
        (_, Some(AccessChoice::Only { .. })) => false,
    }
}

/// The same for an existing member, who may keep granted numbers that were released since.
fn is_valid_change(business: &Business, member: usize, to: Role, choice: Option<&AccessChoice>) -> bool {
    let target = &business.members[member];
    match (to, choice) {
        (Role::Viewer, None) => target.role == Role::Viewer,
        (Role::Viewer, Some(AccessChoice::Only { numbers, groups })) => {
            let (had_numbers, had_groups) = match &target.access {
                Access::All => Default::default(),
                Access::Only { numbers, groups } => (numbers.clone(), groups.clone()),
            };
            let has_any = numbers.includes_foreign || !numbers.ours.is_empty() || !groups.is_empty();
            let added = Numbers { ours: &numbers.ours - &had_numbers, includes_foreign: numbers.includes_foreign };
            has_any
                && are_active(business, &added)
                && (groups - &had_groups).iter().all(|group| business.has_group(*group))
        }
        _ => is_valid_access(business, to, choice),
    }
}

/// The access of a member after an edit.
pub(crate) fn access_after(business: &Business, member: usize, to: Role, choice: Option<&AccessChoice>) -> Access {
    match (to, choice) {
        (Role::Viewer, Some(choice)) => choice.access(),
        (Role::Viewer, None) => business.members[member].access.clone(),
        _ => Access::All,
    }
}

impl Deed {
    const fn right(&self) -> Right {
        match self {
            Self::Invite { .. } | Self::Cancel(_) | Self::Resend { .. } => Right::Invite,
            Self::Edit { .. } | Self::Remove(_) => Right::ChangeMembers,
            Self::CreateGroup { .. }
            | Self::EditGroup { .. }
            | Self::DeleteGroup(_)
            | Self::AddNumber { .. }
            | Self::EditNumber { .. }
            | Self::Release(_) => Right::ChangeNumbers,
            Self::Annotate { .. }
            | Self::Block(_)
            | Self::Unblock(_)
            | Self::AddRule(_)
            | Self::RemoveRule(_)
            | Self::Review => Right::Annotate,
            Self::ChangeZone(_) => Right::ChangeBusiness,
            Self::Offer(_) | Self::Withdraw | Self::DeleteAndTakeBack => Right::HandOver,
            Self::LogInAs(_) => Right::LogInAs,
            Self::AllowChanges | Self::Return => Right::LogInAsControls,
            Self::Leave | Self::Take | Self::Decline | Self::MakeToken => Right::Own,
        }
    }
}

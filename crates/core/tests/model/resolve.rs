//! Ties a random step to the world as it is: who does it, to whom.

use std::collections::BTreeSet;

use crewline_core::access::Role;

use super::act::{Act, Deed, How, Numbers, Wish};
use super::rights::Eyes;
use super::step::{self, Pick, Step, What};
use super::world::{House, PEOPLE, Person, Place, SEATS, World};

/// How many different digits a business can have, how many sources, and how many names groups can have.
const DIGITS: usize = 6;
const SOURCES: usize = 8;
const NAMES: usize = 4;
/// A business has no more than so many numbers, released ones with them, and groups.
const MOST_NUMBERS: usize = 10;
const MOST_GROUPS: usize = 8;

impl World {
    /// What a step comes to; nothing, where there is nothing to do it to.
    pub(crate) fn resolve(&self, step: &Step) -> Option<Act> {
        let place = Place::from(step.place);
        let house = &self.houses[place];
        let other = &self.houses[1 - place];
        let member = |at: Pick| mostly(at, house.members.len(), |id| house.members[id].is_active);
        let group = |at: Pick| mostly(at, house.groups.len(), |id| house.has_group(id));
        let number = |at: Pick| mostly(at, house.numbers.len(), |id| house.has_number(id));
        let invitation = |at: Pick| mostly(at, house.invitations.len(), |id| house.invitations[id].is_live(self.now));
        let deed = match &step.what {
            What::Accept { invitation: at, is_old_link, how } => {
                let id = invitation(*at)?;
                let links = house.invitations[id].links;
                let link = if *is_old_link { 0 } else { links - 1 };
                let how = self.how(house.invitations[id].person, *how);
                return Some(Act::Accept { place, invitation: id, link, how });
            }
            What::Plan(at) => return Some(Act::Plan { place, plan: pick(*at, SEATS.len())? }),
            What::Ring(at) => return Some(Act::Ring { place, number: called(house, pick(*at, house.numbers.len())?) }),
            What::Wait(at) => return Some(Act::Wait([60, 3_599, 3_600, 90_000, 8 * 86_400][pick(*at, 5)?])),
            What::Invite { person, spelling, role, wish } => Deed::Invite {
                person: mostly(*person, PEOPLE.len(), |person| house.member_of(person).is_none())?,
                spelling: usize::from(*spelling),
                role: role_of(*role),
                wish: wished(house, other, role_of(*role), wish.as_ref()),
            },
            What::Cancel(at) => Deed::Cancel(invitation(*at)?),
            // Half of them again to whoever was sent the most, since five a day are allowed.
            What::Resend(at) if at % 2 == 0 => Deed::Resend(self.most_sent(house).or_else(|| invitation(*at))?),
            What::Resend(at) => Deed::Resend(invitation(*at)?),
            What::Edit { member: at, role, has_new_name, wish } => {
                let member = member(*at)?;
                let (was, is) = (&house.members[member].name, house.members[member].role);
                let role = role.map(role_of);
                Deed::Edit {
                    member,
                    role,
                    name: has_new_name.then(|| format!("{}'", was.chars().take(20).collect::<String>())),
                    wish: wished(house, other, role.unwrap_or(is), wish.as_ref()),
                }
            }
            What::Remove(at) => Deed::Remove(member(*at)?),
            What::Leave => Deed::Leave,
            What::CreateGroup { .. } if house.groups.len() >= MOST_GROUPS => return None,
            What::CreateGroup { name, numbers } => {
                Deed::CreateGroup { name: pick(*name, NAMES)?, numbers: picked(house, other, numbers) }
            }
            What::EditGroup { group: at, numbers } => {
                Deed::EditGroup { group: group(*at)?, numbers: picked(house, other, numbers) }
            }
            What::DeleteGroup(at) => Deed::DeleteGroup(group(*at)?),
            What::AddNumber { .. } if house.numbers.len() >= MOST_NUMBERS => return None,
            What::AddNumber { digits, group: at } => {
                Deed::AddNumber { digits: pick(*digits, DIGITS)?, group: at.and_then(group) }
            }
            What::EditNumber { number: which, group: at, source } => {
                Deed::EditNumber { number: number(*which)?, group: at.and_then(group), source: pick(*source, SOURCES)? }
            }
            What::Release(at) => Deed::Release(number(*at)?),
            What::Offer(at) => Deed::Offer(member(*at)?),
            What::Withdraw | What::Take | What::Decline if house.offer.is_none() && step.by > 30 => return None,
            What::Withdraw => Deed::Withdraw,
            What::Take => Deed::Take,
            What::Decline => Deed::Decline,
            What::LogInAs(at) => {
                let is_fit = |id: usize| house.members[id].is_active && house.members[id].role != Role::Owner;
                Deed::LogInAs(mostly(*at, house.members.len(), is_fit)?)
            }
            What::AllowChanges => Deed::AllowChanges,
            What::Return => Deed::Return,
            What::MakeToken => Deed::MakeToken,
        };
        let eyes = self.eyes(house, step, &deed)?;
        Some(Act::Deed { place, eyes, deed })
    }

    /// Who does it. Mostly somebody of the business; sometimes whoever it is meant for; sometimes a stranger.
    fn eyes(&self, house: &House, step: &Step, deed: &Deed) -> Option<Eyes> {
        let person = match (step.by, deed, &house.offer) {
            (..200, Deed::Take | Deed::Decline, Some(offer)) => house.members[offer.to].person,
            (..200, Deed::Withdraw, Some(offer)) => house.members[offer.from].person,
            (245.., ..) => pick(step.by, PEOPLE.len())?,
            (..190, ..) => {
                let leads = house.active_members().filter(|id| house.members[*id].role != Role::Viewer).collect();
                house.members[one_of(step.by, leads)?].person
            }
            _ => house.members[one_of(step.by, house.active_members().collect())?].person,
        };
        let needs_period = matches!(deed, Deed::AllowChanges | Deed::Return);
        let own = |id: &usize| house.members[house.periods[*id].actor].person == person;
        let live = |id: &usize| house.periods[*id].is_live(self.now);
        if needs_period || step.is_through {
            let periods = 0..house.periods.len();
            let theirs = periods.clone().filter(own).rfind(live);
            // One that is over opens nothing.
            let over =
                if step.by.is_multiple_of(8) { periods.clone().rev().find(|id| own(id) && !live(id)) } else { None };
            if let Some(period) = over.or(theirs).or_else(|| periods.rev().find(live)) {
                return Some(Eyes::Through(period));
            }
        }
        Some(Eyes::Own(person))
    }

    fn most_sent(&self, house: &House) -> Option<usize> {
        let live = (0..house.invitations.len()).filter(|id| house.invitations[*id].is_live(self.now));
        live.max_by_key(|id| self.sends_today(house, house.invitations[*id].person))
    }

    fn how(&self, invited: Person, at: Pick) -> How {
        let has_account = |person: &Person| self.accounts.contains(person);
        let other = one_of(at, self.accounts.iter().copied().collect()).filter(has_account);
        match at {
            0..100 if has_account(&invited) => How::SignedIn(invited),
            100..150 if has_account(&invited) => How::Waiting(invited),
            200..230 => other.map_or(How::Password, How::SignedIn),
            230.. => other.map_or(How::Password, How::Waiting),
            _ => How::Password,
        }
    }
}

fn pick(at: Pick, count: usize) -> Option<usize> {
    usize::from(at).checked_rem(count)
}

/// The number that has the same digits now; who calls does not know that it was released and added again.
fn called(house: &House, number: usize) -> usize {
    let digits = house.numbers[number].digits;
    let now = house.numbers.iter().position(|number| number.is_active && number.digits == digits);
    now.unwrap_or(number)
}

/// Mostly one of which something holds.
fn mostly(at: Pick, count: usize, holds: impl Fn(usize) -> bool) -> Option<usize> {
    let those: Vec<usize> = (0..count).filter(|id| holds(*id)).collect();
    if at < 230 && !those.is_empty() { one_of(at, those) } else { pick(at, count) }
}

fn one_of<T>(at: Pick, mut among: Vec<T>) -> Option<T> {
    let place = pick(at, among.len())?;
    Some(among.swap_remove(place))
}

fn role_of(at: Pick) -> Role {
    // Viewers are what the product is about.
    match at {
        0..30 => Role::Owner,
        30..70 => Role::Admin,
        70..120 => Role::Manager,
        _ => Role::Viewer,
    }
}

/// Mostly numbers that the business has now.
fn picked(house: &House, other: &House, picks: &[Pick]) -> Numbers {
    let mut numbers = Numbers { ours: BTreeSet::new(), has_stranger: false };
    let active: Vec<usize> = (0..house.numbers.len()).filter(|id| house.has_number(*id)).collect();
    for at in picks {
        match at {
            255 if !other.numbers.is_empty() => numbers.has_stranger = true,
            250.. => numbers.ours.extend(pick(*at, house.numbers.len())),
            _ => numbers.ours.extend(one_of(*at, active.clone())),
        }
    }
    numbers
}

/// For a Viewer mostly a choice that can be taken; for others mostly none.
fn wished(house: &House, other: &House, role: Role, wish: Option<&step::Wish>) -> Option<Wish> {
    let wish = wish?;
    let is_odd = wish.numbers.first().is_some_and(|at| at % 8 == 0);
    match role {
        Role::Viewer if wish.is_all => return Some(Wish::All),
        Role::Viewer => {}
        _ if !is_odd => return None,
        _ => {}
    }
    let group = |at: &Pick| mostly(*at, house.groups.len(), |id| house.has_group(id));
    let groups = wish.groups.iter().filter_map(group).collect();
    Some(Wish::Only { numbers: picked(house, other, &wish.numbers), groups })
}

//! Resolves a random step to an act in the current world: actor and target.

use std::collections::BTreeSet;

use crewline_core::access::Role;

use super::act::{AcceptMethod, AccessChoice, Act, Deed, Numbers};
use super::calls::{CALLERS, ZONES};
use super::rights::EnteredAs;
use super::step::{self, Pick, RandomAct, Step};
use super::world::{Business, PEOPLE, Person, Place, SEATS, World};

/// How many different digits a business can have, how many sources, and how many names groups can have.
const DIGITS: usize = 6;
pub(crate) const SOURCES: usize = 8;
const NAMES: usize = 4;
/// The most numbers, including released ones, and groups of a business.
const MAX_NUMBERS: usize = 10;
const MAX_GROUPS: usize = 8;

impl World {
    /// The act of a step; `None` if it has no target.
    pub(crate) fn resolve(&self, step: &Step) -> Option<Act> {
        let place = Place::from(step.place);
        let business = &self.businesses[place];
        let other = &self.businesses[1 - place];
        let member = |at: Pick| pick_mostly(at, business.members.len(), |id| business.members[id].is_active);
        let group = |at: Pick| pick_mostly(at, business.groups.len(), |id| business.has_group(id));
        let number = |at: Pick| pick_mostly(at, business.numbers.len(), |id| business.has_number(id));
        let invitation =
            |at: Pick| pick_mostly(at, business.invitations.len(), |id| business.invitations[id].is_live(self.now));
        let deed = match &step.act {
            RandomAct::Accept { invitation: at, is_old_link, method } => {
                let id = invitation(*at)?;
                let links = business.invitations[id].links;
                let link = if *is_old_link { 0 } else { links - 1 };
                let method = self.pick_method(business.invitations[id].person, *method);
                return Some(Act::Accept { place, invitation: id, link, method });
            }
            RandomAct::Plan(at) => return Some(Act::Plan { place, plan: pick(*at, SEATS.len())? }),
            RandomAct::Ring { number, caller } => {
                let number = current_number(business, pick(*number, business.numbers.len())?);
                let caller = pick(*caller, CALLERS.len() + 1).filter(|caller| *caller < CALLERS.len());
                return Some(Act::Ring { place, number, caller });
            }
            RandomAct::Report { call, end } => {
                let (call, end) = business.pick_report(*call, *end)?;
                return Some(Act::Report { place, call, end });
            }
            RandomAct::Rebuild => return Some(Act::Rebuild { place }),
            RandomAct::Wait(at) => return Some(Act::Wait([60, 3_599, 3_600, 90_000, 8 * 86_400][pick(*at, 5)?])),
            RandomAct::Invite { person, spelling, is_mailed, role, choice } => Deed::Invite {
                person: pick_mostly(*person, PEOPLE.len(), |person| business.member_of(person).is_none())?,
                spelling: usize::from(*spelling),
                is_mailed: *is_mailed,
                role: role_of(*role),
                choice: pick_access(business, other, role_of(*role), choice.as_ref()),
            },
            RandomAct::Cancel(at) => Deed::Cancel(invitation(*at)?),
            // Half of them go to the person with the most sends, to reach the limit of five a day.
            RandomAct::Resend { invitation: at, is_mailed } => {
                let busiest = self.invitation_with_most_sends(business).filter(|_| at % 2 == 0);
                Deed::Resend { invitation: busiest.or_else(|| invitation(*at))?, is_mailed: *is_mailed }
            }
            RandomAct::Edit { member: at, role, has_new_name, choice } => {
                let member = member(*at)?;
                let (was, is) = (&business.members[member].name, business.members[member].role);
                let role = role.map(role_of);
                Deed::Edit {
                    member,
                    role,
                    name: has_new_name.then(|| format!("{}'", was.chars().take(20).collect::<String>())),
                    choice: pick_access(business, other, role.unwrap_or(is), choice.as_ref()),
                }
            }
            RandomAct::Remove(at) => Deed::Remove(member(*at)?),
            RandomAct::Leave => Deed::Leave,
            RandomAct::CreateGroup { .. } if business.groups.len() >= MAX_GROUPS => return None,
            RandomAct::CreateGroup { name, numbers } => {
                Deed::CreateGroup { name: pick(*name, NAMES)?, numbers: pick_numbers(business, other, numbers) }
            }
            RandomAct::EditGroup { group: at, numbers } => {
                Deed::EditGroup { group: group(*at)?, numbers: pick_numbers(business, other, numbers) }
            }
            RandomAct::DeleteGroup(at) => Deed::DeleteGroup(group(*at)?),
            RandomAct::AddNumber { .. } if business.numbers.len() >= MAX_NUMBERS => return None,
            RandomAct::AddNumber { digits, group: at } => {
                Deed::AddNumber { digits: pick(*digits, DIGITS)?, group: at.and_then(group) }
            }
            RandomAct::EditNumber { number: which, group: at, source } => {
                Deed::EditNumber { number: number(*which)?, group: at.and_then(group), source: pick(*source, SOURCES)? }
            }
            RandomAct::Release(at) => Deed::Release(number(*at)?),
            RandomAct::Offer(at) => Deed::Offer(member(*at)?),
            RandomAct::Withdraw | RandomAct::Take | RandomAct::Decline if business.offer.is_none() && step.by > 30 => {
                return None;
            }
            RandomAct::Withdraw => Deed::Withdraw,
            RandomAct::Take => Deed::Take,
            RandomAct::Decline => Deed::Decline,
            RandomAct::LogInAs(at) => {
                let fits = |id: usize| business.members[id].is_active && business.members[id].role != Role::Owner;
                Deed::LogInAs(pick_mostly(*at, business.members.len(), fits)?)
            }
            RandomAct::AllowChanges => Deed::AllowChanges,
            RandomAct::Return => Deed::Return,
            RandomAct::MakeToken => Deed::MakeToken,
            RandomAct::DeleteAndTakeBack => Deed::DeleteAndTakeBack,
            RandomAct::Annotate(change) => business.pick_annotation(change)?,
            RandomAct::Block(at) => Deed::Block(pick(*at, CALLERS.len())?),
            RandomAct::Unblock(at) => {
                Deed::Unblock(pick_mostly(*at, CALLERS.len(), |caller| business.blocked.contains(&caller))?)
            }
            RandomAct::AddRule { kind, of } => Deed::AddRule(business.pick_rule(*kind, *of)?),
            RandomAct::RemoveRule(at) => Deed::RemoveRule(pick(*at, business.rules.len())?),
            RandomAct::Review => Deed::Review,
            RandomAct::ChangeZone(at) => Deed::ChangeZone(pick(*at, ZONES.len())?),
        };
        let entered_as = self.pick_entered_as(business, step, &deed)?;
        Some(Act::Deed { place, entered_as, deed })
    }

    /// Picks who acts: mostly a member, sometimes the person concerned, sometimes a stranger.
    fn pick_entered_as(&self, business: &Business, step: &Step, deed: &Deed) -> Option<EnteredAs> {
        let person = match (step.by, deed, &business.offer) {
            (..200, Deed::Take | Deed::Decline, Some(offer)) => business.members[offer.to].person,
            (..200, Deed::Withdraw, Some(offer)) => business.members[offer.from].person,
            (245.., ..) => pick(step.by, PEOPLE.len())?,
            (..190, ..) => {
                let non_viewers =
                    business.active_members().filter(|id| business.members[*id].role != Role::Viewer).collect();
                business.members[one_of(step.by, non_viewers)?].person
            }
            _ => business.members[one_of(step.by, business.active_members().collect())?].person,
        };
        let needs_period = matches!(deed, Deed::AllowChanges | Deed::Return);
        let own = |id: &usize| business.members[business.periods[*id].actor].person == person;
        let live = |id: &usize| business.periods[*id].is_live(self.now);
        if needs_period || step.under_log_in_as {
            let periods = 0..business.periods.len();
            let theirs = periods.clone().filter(own).rfind(live);
            // An ended period must open nothing, so some steps use one.
            let ended =
                if step.by.is_multiple_of(8) { periods.clone().rev().find(|id| own(id) && !live(id)) } else { None };
            if let Some(period) = ended.or(theirs).or_else(|| periods.rev().find(live)) {
                return Some(EnteredAs::LoggedInAs(period));
            }
        }
        Some(EnteredAs::Own(person))
    }

    fn invitation_with_most_sends(&self, business: &Business) -> Option<usize> {
        let live = (0..business.invitations.len()).filter(|id| business.invitations[*id].is_live(self.now));
        live.max_by_key(|id| self.sends_today(business, business.invitations[*id].person))
    }

    fn pick_method(&self, invited: Person, at: Pick) -> AcceptMethod {
        let has_account = |person: &Person| self.accounts.contains(person);
        let other = one_of(at, self.accounts.iter().copied().collect()).filter(has_account);
        match at {
            0..100 if has_account(&invited) => AcceptMethod::SignedIn(invited),
            100..150 if has_account(&invited) => AcceptMethod::FromPending(invited),
            200..230 => other.map_or(AcceptMethod::Password, AcceptMethod::SignedIn),
            230.. => other.map_or(AcceptMethod::Password, AcceptMethod::FromPending),
            _ => AcceptMethod::Password,
        }
    }
}

pub(crate) fn pick(at: Pick, count: usize) -> Option<usize> {
    usize::from(at).checked_rem(count)
}

/// The active number with the same digits: a caller can't know that a number was released and added again.
fn current_number(business: &Business, number: usize) -> usize {
    let digits = business.numbers[number].digits;
    let now = business.numbers.iter().position(|number| number.is_active && number.digits == digits);
    now.unwrap_or(number)
}

/// Picks mostly an index for which `holds` is true.
fn pick_mostly(at: Pick, count: usize, holds: impl Fn(usize) -> bool) -> Option<usize> {
    let matching: Vec<usize> = (0..count).filter(|id| holds(*id)).collect();
    if at < 230 && !matching.is_empty() { one_of(at, matching) } else { pick(at, count) }
}

pub(crate) fn one_of<T>(at: Pick, mut items: Vec<T>) -> Option<T> {
    let place = pick(at, items.len())?;
    Some(items.swap_remove(place))
}

fn role_of(at: Pick) -> Role {
    // Mostly Viewers: visibility matters most.
    match at {
        0..30 => Role::Owner,
        30..70 => Role::Admin,
        70..120 => Role::Manager,
        _ => Role::Viewer,
    }
}

/// Picks mostly active numbers.
fn pick_numbers(business: &Business, other: &Business, picks: &[Pick]) -> Numbers {
    let mut numbers = Numbers { ours: BTreeSet::new(), includes_foreign: false };
    let active: Vec<usize> = (0..business.numbers.len()).filter(|id| business.has_number(*id)).collect();
    for at in picks {
        match at {
            255 if !other.numbers.is_empty() => numbers.includes_foreign = true,
            250.. => numbers.ours.extend(pick(*at, business.numbers.len())),
            _ => numbers.ours.extend(one_of(*at, active.clone())),
        }
    }
    numbers
}

/// Picks mostly a valid choice for a Viewer, and mostly none for others.
fn pick_access(
    business: &Business,
    other: &Business,
    role: Role,
    choice: Option<&step::RandomAccess>,
) -> Option<AccessChoice> {
    let choice = choice?;
    let is_odd = choice.numbers.first().is_some_and(|at| at % 8 == 0);
    match role {
        Role::Viewer if choice.is_all => return Some(AccessChoice::All),
        Role::Viewer => {}
        _ if !is_odd => return None,
        _ => {}
    }
    let group = |at: &Pick| pick_mostly(*at, business.groups.len(), |id| business.has_group(id));
    let groups = choice.groups.iter().filter_map(group).collect();
    Some(AccessChoice::Only { numbers: pick_numbers(business, other, &choice.numbers), groups })
}

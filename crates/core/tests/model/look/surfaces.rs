//! The surfaces that show what belongs to numbers, as one member.

use std::collections::{BTreeMap, BTreeSet};

use crewline_core::access::{Sees, Thing, Viewpoint, actions};
use crewline_core::calls::{self, Call, Filter};
use crewline_core::log_in_as;
use crewline_core::members::{self, NumberAccess};
use crewline_core::numbers::{self, Number, Sort, groups};
use crewline_core::recordings;

use super::super::real::{Ids, Real, source};
use super::super::rights::{Eyes, Right, may};
use super::super::told;
use super::super::world::{Access, House, Person, Place, World};
use super::{Look, Same, places, same};

/// More than a business of the model has of anything.
const EVERY: i64 = 500;

impl Real {
    /// What a person sees in a business: nothing at all, unless they are an active member.
    pub(super) async fn look_as(&self, world: &World, place: Place, person: Person, turn: usize, look: Look) -> Same {
        let house = &world.houses[place];
        let view = self.view(world, place, Eyes::Own(person)).await;
        let who = format!("person {person}");
        let member = house.member_of(person);
        same(format!("{who} comes in"), &view.is_some(), &member.is_some())?;
        let (Some(view), Some(member)) = (view, member) else { return Ok(()) };
        self.look_through(world, place, &view, member, turn, look).await.map_err(|what| format!("{who} sees {what}"))
    }

    async fn look_through(
        &self,
        world: &World,
        place: Place,
        view: &Viewpoint,
        member: usize,
        turn: usize,
        look: Look,
    ) -> Same {
        let (house, ids) = (&world.houses[place], &self.houses[place]);
        is_of(house, ids, view, member)?;
        let users = view.may::<actions::SeeUsers>().err().map(|refusal| told(&refusal.into()));
        same("the Users page", &users, &may(house.members[member].role, None, Right::SeeUsers).err())?;
        self.calls(house, ids, view, member).await?;
        if look == Look::Glance {
            return Ok(());
        }
        self.numbers(house, ids, view, member, turn).await?;
        self.groups(house, ids, view, member).await?;
        match turn % 3 {
            0 => self.menus(house, ids, view, member).await,
            1 => self.narrowed_calls(house, ids, view, member, turn / 3).await,
            _ => self.probes(world, place, view, member, turn / 3).await,
        }
    }

    async fn numbers(&self, house: &House, ids: &Ids, view: &Viewpoint, member: usize, turn: usize) -> Same {
        let (db, may) = (self.db(), view.may().unwrap());
        let seen = house.seen_numbers(member);
        let sort = if turn.is_multiple_of(2) { Sort::Name } else { Sort::Newest };
        let list = numbers::list(db, &may, &numbers::Filter::default(), sort, None, EVERY).await.unwrap().numbers;
        let shown = list.iter().map(|number| (number.group_id, number.source.clone(), number.status));
        let shown: BTreeMap<usize, _> = places(&ids.numbers, list.iter().map(|number| number.id))?
            .into_iter()
            .map(|place| {
                (place, shown.clone().nth(list.iter().position(|each| each.id == ids.numbers[place]).unwrap()))
            })
            .collect();
        let status = |number: usize| match house.numbers[number].is_active {
            true => numbers::Status::Active,
            false => numbers::Status::Released,
        };
        let about = |number: usize| {
            let is = &house.numbers[number];
            (number, Some((is.group.map(|group| ids.groups[group]), source(is.source), status(number))))
        };
        same("the list of numbers", &shown, &seen.iter().copied().map(about).collect())
    }

    /// What menus and headings have, and their own access.
    async fn menus(&self, house: &House, ids: &Ids, view: &Viewpoint, member: usize) -> Same {
        let (db, may) = (self.db(), view.may().unwrap());
        let seen = house.seen_numbers(member);
        let options = numbers::options(db, &may, None, EVERY).await.unwrap();
        same("the menu of numbers", &places(&ids.numbers, options.into_iter().map(|choice| choice.id))?, &seen)?;
        let counts = numbers::count(db, &may).await.unwrap();
        let active = seen.iter().filter(|number| house.numbers[**number].is_active).count();
        same("the count of numbers", &(counts.active, counts.released), &(count(active), count(seen.len() - active)))?;
        let sources = numbers::sources(db, &may).await.unwrap().into_iter().collect::<BTreeSet<_>>();
        let wanted = seen.iter().map(|number| source(house.numbers[*number].source)).collect();
        same("the sources of numbers", &sources, &wanted)?;
        let access = members::own_access(db, &may).await.unwrap();
        same("their own access", &access, &granted(ids, &house.members[member].access))?;
        let told = log_in_as::uses(db, &view.may().unwrap()).await.unwrap();
        let told = told.into_iter().map(|period| (period.with_changes, period.ended_at.is_some())).rev();
        let as_them = house.periods.iter().filter(|period| period.member == member);
        let as_them = as_them.map(|period| (period.allows_changes, period.has_ended));
        same("who logged in as them", &told.collect::<Vec<_>>(), &as_them.collect())
    }

    async fn groups(&self, house: &House, ids: &Ids, view: &Viewpoint, member: usize) -> Same {
        let list = groups::list(self.db(), &view.may().unwrap(), None, None, EVERY).await.unwrap().groups;
        places(&ids.groups, list.iter().map(|group| group.id))?;
        let shown: BTreeMap<_, _> = list.into_iter().map(|group| (group.id, group.number_ids)).collect();
        let numbers = |inside: BTreeSet<usize>| inside.into_iter().map(|number| ids.numbers[number]).collect();
        let wanted = house.seen_groups(member).into_iter().map(|(group, inside)| (ids.groups[group], numbers(inside)));
        same("the list of groups", &shown, &wanted.collect())
    }

    async fn calls(&self, house: &House, ids: &Ids, view: &Viewpoint, member: usize) -> Same {
        let may = view.may().unwrap();
        let seen = house.seen_calls(member);
        let all = calls::list(self.db(), &may, &Filter::default(), None, EVERY).await.unwrap().calls;
        same("the list of calls", &places(&ids.calls, all.iter().map(|call| call.id))?, &seen)?;
        let heard = all.iter().filter(|call| call.recording.is_some()).map(|call| call.id);
        let recorded = seen.iter().copied().filter(|call| house.calls[*call].is_recorded).collect();
        same("the recordings in it", &places(&ids.calls, heard)?, &recorded)
    }

    async fn narrowed_calls(&self, house: &House, ids: &Ids, view: &Viewpoint, member: usize, turn: usize) -> Same {
        let (db, may) = (self.db(), view.may().unwrap());
        let menu = calls::sources(db, &may).await.unwrap().into_iter().collect::<BTreeSet<_>>();
        same("the menu of sources", &menu, &house.seen_sources(member).into_iter().map(source).collect())?;
        let number = turn.checked_rem(ids.numbers.len());
        let group = turn.checked_rem(ids.groups.len());
        let by = |of: usize| (turn % 4 == of).then_some(());
        let filter = Filter {
            number: by(0).and(number).map(|number| ids.numbers[number]),
            group: by(1).and(group).map(|group| ids.groups[group]),
            source: by(2).map(|()| source(turn % 8)),
            q: by(3).map(|()| "+1 415".to_owned()),
            ..Filter::default()
        };
        let keeps = |call: &usize| {
            let call = &house.calls[*call];
            match (turn % 4, number, group) {
                (0, Some(number), _) => call.number == number,
                (1, _, Some(group)) => house.numbers[call.number].group == Some(group),
                (2, ..) => call.source == turn % 8,
                // Who rang is known; of the calls of the past it is not.
                (3, ..) => !call.is_recorded,
                _ => true,
            }
        };
        let narrowed = calls::list(db, &may, &filter, None, EVERY).await.unwrap().calls;
        let narrowed = narrowed.into_iter().map(|call| call.id);
        let wanted = house.seen_calls(member).iter().copied().filter(keeps).collect();
        same(format!("the calls of {filter:?}"), &places(&ids.calls, narrowed)?, &wanted)
    }

    /// One thing of each kind by its id, of this business and of the other.
    async fn probes(&self, world: &World, place: Place, view: &Viewpoint, member: usize, turn: usize) -> Same {
        let (db, house, ids) = (self.db(), &world.houses[place], &self.houses[place]);
        let stranger = &self.houses[1 - place];
        let (see, hear) = (view.may::<actions::SeeNumbers>().unwrap(), view.may::<actions::HearRecordings>().unwrap());
        let turn = turn + member;
        if let Some(number) = turn.checked_rem(ids.numbers.len()) {
            let found = Number::find(db, &see, ids.numbers[number]).await.unwrap().is_some();
            same(format!("number {number}"), &found, &house.seen_numbers(member).contains(&number))?;
        }
        if let Some(group) = turn.checked_rem(ids.groups.len()) {
            let found = groups::Group::find(db, &see, ids.groups[group]).await.unwrap().is_some();
            same(format!("group {group}"), &found, &house.seen_groups(member).contains_key(&group))?;
        }
        if let Some(call) = turn.checked_rem(ids.calls.len()) {
            let held = Call::hold(db, hear.clone(), ids.calls[call]).await;
            let is_seen = house.seen_calls(member).contains(&call);
            same(format!("call {call}"), &held.is_ok(), &is_seen)?;
            if let Ok(held) = held {
                let heard = recordings::open(db, &held, None).await.unwrap().is_some();
                same(format!("the recording of call {call}"), &heard, &house.calls[call].is_recorded)?;
                let detail = calls::detail(db, &held).await.unwrap();
                same("its page", &detail.recordings.len(), &usize::from(house.calls[call].is_recorded))?;
            }
        }
        let theirs = |count: usize| turn.checked_rem(count);
        if let Some(number) = theirs(stranger.numbers.len()) {
            same("a stranger's number", &Number::find(db, &see, stranger.numbers[number]).await.unwrap(), &None)?;
        }
        if let Some(call) = theirs(stranger.calls.len()) {
            same("a stranger's call", &Call::find(db, &hear, stranger.calls[call]).await.unwrap(), &None)?;
        }
        Ok(())
    }
}

/// Whose eyes they are, and as what.
pub(super) fn is_of(house: &House, ids: &Ids, view: &Viewpoint, member: usize) -> Same {
    let is = &house.members[member];
    let sees = if is.access == Access::All { Sees::All } else { Sees::Granted };
    let shown = (view.member(), view.role(), view.sees(), view.name());
    same("as whom", &shown, &(ids.members[member], is.role, sees, is.name.as_str()))
}

/// The model's access in the product's ids.
pub(super) fn granted(ids: &Ids, access: &Access) -> NumberAccess {
    match access {
        Access::All => NumberAccess::All,
        Access::Only { numbers, groups } => NumberAccess::Specific {
            numbers: numbers.iter().map(|number| ids.numbers[*number]).collect(),
            groups: groups.iter().map(|group| ids.groups[*group]).collect(),
        },
    }
}

pub(super) fn count(count: usize) -> i64 {
    i64::try_from(count).unwrap()
}

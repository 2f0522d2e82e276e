//! Compares the pages that show numbers and what belongs to them, as one member.

use std::collections::{BTreeMap, BTreeSet};

use crewline_core::access::{AccessKind, Thing, Viewpoint, actions};
use crewline_core::calls::{self, Call, Filter};
use crewline_core::log_in_as;
use crewline_core::members::{self, NumberAccess};
use crewline_core::numbers::{self, Number, Sort, groups};
use crewline_core::recordings;

use super::super::obstacle_of;
use super::super::product::{Ids, Product, source};
use super::super::rights::{EnteredAs, Right, may};
use super::super::world::{Access, Business, Person, Place, World};
use super::{Comparison, Depth, compare, places};

/// More rows than any list of the model has.
pub(super) const MAX_ROWS: i64 = 500;

impl Product {
    /// Compares what a person sees in a business: nothing, unless they are an active member.
    pub(super) async fn compare_for_person(
        &self,
        world: &World,
        place: Place,
        person: Person,
        turn: usize,
        depth: Depth,
    ) -> Comparison {
        let business = &world.businesses[place];
        let view = self.view(world, place, EnteredAs::Own(person)).await;
        let who = format!("person {person}");
        let member = business.member_of(person);
        compare(format!("{who} enters"), &view.is_some(), &member.is_some())?;
        let (Some(view), Some(member)) = (view, member) else { return Ok(()) };
        self.compare_for_viewpoint(world, place, &view, member, turn, depth)
            .await
            .map_err(|what| format!("{who} sees {what}"))
    }

    async fn compare_for_viewpoint(
        &self,
        world: &World,
        place: Place,
        view: &Viewpoint,
        member: usize,
        turn: usize,
        depth: Depth,
    ) -> Comparison {
        let (business, ids) = (&world.businesses[place], &self.businesses[place]);
        compare_viewpoint(business, ids, view, member)?;
        let users = view.may::<actions::SeeUsers>().err().map(|refusal| obstacle_of(&refusal.into()));
        compare("the Users page", &users, &may(business.members[member].role, None, Right::SeeUsers).err())?;
        self.calls(business, ids, view, member).await?;
        if depth == Depth::Brief {
            return Ok(());
        }
        self.numbers(business, ids, view, member, turn).await?;
        self.groups(business, ids, view, member).await?;
        match turn % 3 {
            0 => self.menus(business, ids, view, member).await,
            1 => self.filtered_calls(business, ids, view, member, turn / 3).await,
            _ => self.probes(world, place, view, member, turn / 3).await,
        }
    }

    async fn numbers(
        &self,
        business: &Business,
        ids: &Ids,
        view: &Viewpoint,
        member: usize,
        turn: usize,
    ) -> Comparison {
        let (db, may) = (self.db(), view.may().unwrap());
        let seen = business.seen_numbers(member);
        let sort = if turn.is_multiple_of(2) { Sort::Name } else { Sort::Newest };
        let list = numbers::list(db, &may, &numbers::Filter::default(), sort, None, MAX_ROWS).await.unwrap().numbers;
        let product = list.iter().map(|number| (number.group_id, number.source.clone(), number.status));
        let product: BTreeMap<usize, _> = places(&ids.numbers, list.iter().map(|number| number.id))?
            .into_iter()
            .map(|place| {
                (place, product.clone().nth(list.iter().position(|each| each.id == ids.numbers[place]).unwrap()))
            })
            .collect();
        let status = |number: usize| match business.numbers[number].is_active {
            true => numbers::Status::Active,
            false => numbers::Status::Released,
        };
        let expected = |number: usize| {
            let model = &business.numbers[number];
            (number, Some((model.group.map(|group| ids.groups[group]), source(model.source), status(number))))
        };
        compare("the list of numbers", &product, &seen.iter().copied().map(expected).collect())
    }

    /// Compares menus, headings, and the member's own access.
    async fn menus(&self, business: &Business, ids: &Ids, view: &Viewpoint, member: usize) -> Comparison {
        let (db, may) = (self.db(), view.may().unwrap());
        let seen = business.seen_numbers(member);
        let options = numbers::options(db, &may, None, MAX_ROWS).await.unwrap();
        compare("the menu of numbers", &places(&ids.numbers, options.into_iter().map(|choice| choice.id))?, &seen)?;
        let counts = numbers::count(db, &may).await.unwrap();
        let active = seen.iter().filter(|number| business.numbers[**number].is_active).count();
        compare(
            "the count of numbers",
            &(counts.active, counts.released),
            &(count(active), count(seen.len() - active)),
        )?;
        let sources = numbers::sources(db, &may).await.unwrap().into_iter().collect::<BTreeSet<_>>();
        let expected = seen.iter().map(|number| source(business.numbers[*number].source)).collect();
        compare("the sources of numbers", &sources, &expected)?;
        let access = members::own_access(db, &may).await.unwrap();
        compare("their own access", &access, &granted(ids, &business.members[member].access))?;
        let periods = log_in_as::list_periods(db, &view.may().unwrap()).await.unwrap();
        let periods = periods.into_iter().map(|period| (period.with_changes, period.ended_at.is_some())).rev();
        let as_them = business.periods.iter().filter(|period| period.member == member);
        let as_them = as_them.map(|period| (period.allows_changes, period.has_ended));
        compare("who logged in as them", &periods.collect::<Vec<_>>(), &as_them.collect())
    }

    async fn groups(&self, business: &Business, ids: &Ids, view: &Viewpoint, member: usize) -> Comparison {
        let list = groups::list(self.db(), &view.may().unwrap(), None, None, MAX_ROWS).await.unwrap().groups;
        places(&ids.groups, list.iter().map(|group| group.id))?;
        let product: BTreeMap<_, _> = list.into_iter().map(|group| (group.id, group.number_ids)).collect();
        let numbers = |inside: BTreeSet<usize>| inside.into_iter().map(|number| ids.numbers[number]).collect();
        let expected =
            business.seen_groups(member).into_iter().map(|(group, inside)| (ids.groups[group], numbers(inside)));
        compare("the list of groups", &product, &expected.collect())
    }

    async fn calls(&self, business: &Business, ids: &Ids, view: &Viewpoint, member: usize) -> Comparison {
        let may = view.may().unwrap();
        let seen = business.seen_calls(member);
        let all = calls::list(self.db(), &may, &Filter::default(), None, MAX_ROWS).await.unwrap().calls;
        compare("the list of calls", &places(&ids.calls, all.iter().map(|call| call.id))?, &seen)?;
        let audible = all.iter().filter(|call| call.recording.is_some()).map(|call| call.id);
        let recorded = seen.iter().copied().filter(|call| business.calls[*call].is_recorded).collect();
        compare("the recordings in it", &places(&ids.calls, audible)?, &recorded)
    }

    async fn filtered_calls(
        &self,
        business: &Business,
        ids: &Ids,
        view: &Viewpoint,
        member: usize,
        turn: usize,
    ) -> Comparison {
        let (db, may) = (self.db(), view.may().unwrap());
        let menu = calls::sources(db, &may).await.unwrap().into_iter().collect::<BTreeSet<_>>();
        compare("the menu of sources", &menu, &business.seen_sources(member).into_iter().map(source).collect())?;
        let number = turn.checked_rem(ids.numbers.len());
        let group = turn.checked_rem(ids.groups.len());
        let by = |of: usize| (turn % 4 == of).then_some(());
        let filter = Filter {
            numbers: by(0).and(number).map(|number| ids.numbers[number]).into_iter().collect(),
            groups: by(1).and(group).map(|group| ids.groups[group]).into_iter().collect(),
            sources: by(2).map(|()| source(turn % 8)).into_iter().collect(),
            q: by(3).map(|()| "+1 415".to_owned()),
            ..Filter::default()
        };
        let is_match = |call: &usize| {
            let call = &business.calls[*call];
            match (turn % 4, number, group) {
                (0, Some(number), _) => call.number == number,
                (1, _, Some(group)) => business.numbers[call.number].group == Some(group),
                (2, ..) => call.source == turn % 8,
                (3, ..) => call.caller.is_some(),
                _ => true,
            }
        };
        let filtered = calls::list(db, &may, &filter, None, MAX_ROWS).await.unwrap().calls;
        let filtered = filtered.into_iter().map(|call| call.id);
        let expected = business.seen_calls(member).iter().copied().filter(is_match).collect();
        compare(format!("the calls of {filter:?}"), &places(&ids.calls, filtered)?, &expected)
    }

    /// Finds one thing of each kind by its id, in this business and in the other.
    async fn probes(&self, world: &World, place: Place, view: &Viewpoint, member: usize, turn: usize) -> Comparison {
        let (db, business, ids) = (self.db(), &world.businesses[place], &self.businesses[place]);
        let stranger = &self.businesses[1 - place];
        let (see, hear) = (view.may::<actions::SeeNumbers>().unwrap(), view.may::<actions::HearRecordings>().unwrap());
        let turn = turn + member;
        if let Some(number) = turn.checked_rem(ids.numbers.len()) {
            let is_found = Number::find(db, &see, ids.numbers[number]).await.unwrap().is_some();
            compare(format!("number {number}"), &is_found, &business.seen_numbers(member).contains(&number))?;
        }
        if let Some(group) = turn.checked_rem(ids.groups.len()) {
            let is_found = groups::Group::find(db, &see, ids.groups[group]).await.unwrap().is_some();
            compare(format!("group {group}"), &is_found, &business.seen_groups(member).contains_key(&group))?;
        }
        if let Some(call) = turn.checked_rem(ids.calls.len()) {
            let held = Call::hold(db, hear.clone(), ids.calls[call]).await;
            let is_seen = business.seen_calls(member).contains(&call);
            compare(format!("call {call}"), &held.is_ok(), &is_seen)?;
            if let Ok(held) = held {
                let audible = recordings::open(db, &held, None).await.unwrap().is_some();
                compare(format!("the recording of call {call}"), &audible, &business.calls[call].is_recorded)?;
                let detail = calls::detail(db, &held).await.unwrap();
                compare("its page", &detail.recordings.len(), &usize::from(business.calls[call].is_recorded))?;
            }
        }
        let pick = |count: usize| turn.checked_rem(count);
        if let Some(number) = pick(stranger.numbers.len()) {
            compare("a stranger's number", &Number::find(db, &see, stranger.numbers[number]).await.unwrap(), &None)?;
        }
        if let Some(call) = pick(stranger.calls.len()) {
            compare("a stranger's call", &Call::find(db, &hear, stranger.calls[call]).await.unwrap(), &None)?;
        }
        Ok(())
    }
}

/// Compares the member, role, access and name of a viewpoint.
pub(super) fn compare_viewpoint(business: &Business, ids: &Ids, view: &Viewpoint, member: usize) -> Comparison {
    let model = &business.members[member];
    let access_kind = if model.access == Access::All { AccessKind::All } else { AccessKind::Granted };
    let product = (view.member(), view.role(), view.access_kind(), view.name());
    compare("the viewpoint", &product, &(ids.members[member], model.role, access_kind, model.name.as_str()))
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

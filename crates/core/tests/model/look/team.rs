//! What the team's own pages show: members, invitations, seats, and who sees what.

use std::collections::BTreeMap;

use crewline_core::access::{Role, Thing, Viewpoint};
use crewline_core::invitations::{self, Status, Which};
use crewline_core::members::{self, Member};
use crewline_core::numbers::Number;
use crewline_core::roster::{self, Row};
use crewline_core::seats;
use crewline_core::sight::{Surfaces, Way, surfaces, watchers};

use super::super::real::{Ids, Real, group_name};
use super::super::rights::Eyes;
use super::super::world::{Access, Fate, House, Place, SEATS, World};
use super::surfaces::{count, granted};
use super::{Look, Same, places, same};

impl Real {
    /// Each turn through the eyes of another member who sees the Users page.
    pub(super) async fn look_at_team(&self, world: &World, place: Place, turn: usize, look: Look) -> Same {
        let (db, house, ids) = (self.db(), &world.houses[place], &self.houses[place]);
        let lookers: Vec<usize> = house.active_members().filter(|id| house.members[*id].role != Role::Viewer).collect();
        let looker = lookers[turn % lookers.len()];
        let view = self.view(world, place, Eyes::Own(house.members[looker].person)).await;
        let view = view.ok_or("nobody sees the Users page")?;
        let may = view.may().map_err(|refusal| refusal.to_string())?;
        let filter = members::Filter::default();
        let list =
            members::list(db, &may, &filter, members::SortKey::Name.ascending(), None, 100).await.unwrap().members;
        let shown = list.into_iter().map(|member| (member.id, (member.role, member.name, member.access)));
        let wanted = house.active_members().map(|id| {
            let is = &house.members[id];
            (ids.members[id], (is.role, is.name.clone(), granted(ids, &is.access)))
        });
        same("the members", &shown.collect::<BTreeMap<_, _>>(), &wanted.collect())?;
        self.invitations(world, house, ids, &view).await?;
        let used = count(house.seats_used(world.now));
        let usage = seats::usage(db, &may, &self.terms.plans).await.unwrap();
        let limit = SEATS[house.plan].map(count);
        same("the seats", &(usage.seats.used, usage.seats.limit), &(used, limit))?;
        if look == Look::Glance {
            return Ok(());
        }
        let holders = seats::holders(db, &may, 100).await.unwrap();
        same("who holds them", &count(holders.members.len() + holders.invitations.len()), &used)?;
        let rows = roster::list(db, &may, &roster::Filter::default(), roster::SortKey::Name.ascending(), None, 100)
            .await
            .unwrap()
            .rows;
        let invited = |row: &&Row| matches!(row, Row::Invitation(_));
        let (invited, all) = (rows.iter().filter(invited).count(), rows.len());
        let live = house.invitations.iter().filter(|each| each.is_live(world.now)).count();
        same("the Users page's rows", &(all - invited, invited), &(house.active_members().count(), live))?;
        self.who_sees_what(house, ids, &view, turn).await
    }

    async fn invitations(&self, world: &World, house: &House, ids: &Ids, view: &Viewpoint) -> Same {
        let filter = invitations::Filter { which: Which::All, ..invitations::Filter::default() };
        let (sort, may) = (invitations::SortKey::Created.ascending(), view.may().unwrap());
        let list = invitations::list(self.db(), &may, &filter, sort, None, 400).await.unwrap().invitations;
        places(&ids.invitations, list.iter().map(|each| each.id))?;
        let shown = list.into_iter().map(|each| (each.id, (each.status, each.role, each.access, each.invited_by)));
        let wanted = house.invitations.iter().enumerate().map(|(id, is)| {
            let status = match is.fate {
                Fate::Accepted => Status::Accepted,
                Fate::Cancelled => Status::Cancelled,
                Fate::Open if is.is_live(world.now) => Status::Pending,
                Fate::Open => Status::Expired,
            };
            (ids.invitations[id], (status, is.role, granted(ids, &is.access), ids.members[is.inviter]))
        });
        same("the invitations", &shown.collect::<BTreeMap<_, _>>(), &wanted.collect())
    }

    /// What one member sees, counted; and who sees one number, and through what.
    async fn who_sees_what(&self, house: &House, ids: &Ids, view: &Viewpoint, turn: usize) -> Same {
        let members: Vec<usize> = house.active_members().collect();
        let member = members[turn % members.len()];
        let held = Member::hold(self.db(), view.may().unwrap(), ids.members[member]).await.unwrap();
        let counted = surfaces(self.db(), &held).await.unwrap();
        let (numbers, calls) = (house.seen_numbers(member), house.seen_calls(member));
        let active = numbers.iter().filter(|number| house.numbers[**number].is_active).count();
        let wanted = Surfaces {
            active_numbers: count(active),
            released_numbers: count(numbers.len() - active),
            groups: count(house.seen_groups(member).len()),
            calls: count(calls.len()),
            recordings: count(calls.iter().filter(|call| house.calls[**call].is_recorded).count()),
            sources: count(house.seen_sources(member).len()),
        };
        same(format!("what member {member} sees, counted"), &counted, &wanted)?;
        let Some(number) = turn.checked_rem(ids.numbers.len()) else { return Ok(()) };
        let held = Number::hold(self.db(), view.may().unwrap(), ids.numbers[number]).await.unwrap();
        let found = watchers(self.db(), &held).await.unwrap();
        let found: BTreeMap<_, _> = found.into_iter().map(|watcher| (watcher.id, watcher.ways)).collect();
        let seeing = members.into_iter().filter_map(|member| {
            let ways = ways(house, member, number);
            (!ways.is_empty()).then(|| (ids.members[member], ways))
        });
        same(format!("who sees number {number}"), &found, &seeing.collect())
    }
}

fn ways(house: &House, member: usize, number: usize) -> Vec<Way> {
    let is = &house.members[member];
    match &is.access {
        _ if is.role != Role::Viewer => vec![Way::Role],
        Access::All => vec![Way::AllNumbers],
        Access::Only { numbers, groups } => {
            let group = house.numbers[number].group.filter(|group| groups.contains(group));
            let own = numbers.contains(&number).then_some(Way::ThisNumber);
            let through = group.map(|group| Way::Group(Some(group_name(house.groups[group].name))));
            own.into_iter().chain(through).collect()
        }
    }
}

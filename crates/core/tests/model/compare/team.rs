//! What the team's own pages show: members, invitations, seats, and who sees what.

use std::collections::BTreeMap;

use crewline_core::access::{Role, Thing, Viewpoint};
use crewline_core::invitations::{self, Status, StatusFilter};
use crewline_core::members::{self, Member};
use crewline_core::numbers::Number;
use crewline_core::seats;
use crewline_core::users::{self, Row};
use crewline_core::visibility::{Surfaces, VisibilityPath, surfaces, viewers};

use super::super::product::{Ids, Product, group_name};
use super::super::rights::EnteredAs;
use super::super::world::{Access, Business, InvitationState, Place, SEATS, World};
use super::surfaces::{count, granted};
use super::{Comparison, Depth, compare, places};

impl Product {
    /// Each turn through the eyes of another member who sees the Users page.
    pub(super) async fn compare_team(&self, world: &World, place: Place, turn: usize, depth: Depth) -> Comparison {
        let (db, business, ids) = (self.db(), &world.businesses[place], &self.businesses[place]);
        let lookers: Vec<usize> =
            business.active_members().filter(|id| business.members[*id].role != Role::Viewer).collect();
        let looker = lookers[turn % lookers.len()];
        let view = self.view(world, place, EnteredAs::Own(business.members[looker].person)).await;
        let view = view.ok_or("nobody sees the Users page")?;
        let may = view.may().map_err(|refusal| refusal.to_string())?;
        let filter = members::Filter::default();
        let list =
            members::list(db, &may, &filter, members::SortKey::Name.ascending(), None, 100).await.unwrap().members;
        let product = list.into_iter().map(|member| (member.id, (member.role, member.name, member.access)));
        let wanted = business.active_members().map(|id| {
            let is = &business.members[id];
            (ids.members[id], (is.role, is.name.clone(), granted(ids, &is.access)))
        });
        compare("the members", &product.collect::<BTreeMap<_, _>>(), &wanted.collect())?;
        self.invitations(world, business, ids, &view).await?;
        let used = count(business.seats_used(world.now));
        let usage = seats::usage(db, &may, &self.terms.plans).await.unwrap();
        let limit = SEATS[business.plan].map(count);
        compare("the seats", &(usage.seats.used, usage.seats.limit), &(used, limit))?;
        if depth == Depth::Brief {
            return Ok(());
        }
        let holders = seats::holders(db, &may, 100).await.unwrap();
        compare("who holds them", &count(holders.members.len() + holders.invitations.len()), &used)?;
        let rows = users::list(db, &may, &users::Filter::default(), users::SortKey::Name.ascending(), None, 100)
            .await
            .unwrap()
            .rows;
        let invited = |row: &&Row| matches!(row, Row::Invitation(_));
        let (invited, all) = (rows.iter().filter(invited).count(), rows.len());
        let live = business.invitations.iter().filter(|each| each.is_live(world.now)).count();
        compare("the Users page's rows", &(all - invited, invited), &(business.active_members().count(), live))?;
        self.who_sees_what(business, ids, &view, turn).await
    }

    async fn invitations(&self, world: &World, business: &Business, ids: &Ids, view: &Viewpoint) -> Comparison {
        let filter = invitations::Filter { status: StatusFilter::All, ..invitations::Filter::default() };
        let (sort, may) = (invitations::SortKey::Created.ascending(), view.may().unwrap());
        let list = invitations::list(self.db(), &may, &filter, sort, None, 400).await.unwrap().invitations;
        places(&ids.invitations, list.iter().map(|each| each.id))?;
        let product = list.into_iter().map(|each| (each.id, (each.status, each.role, each.access, each.invited_by)));
        let wanted = business.invitations.iter().enumerate().map(|(id, is)| {
            let status = match is.state {
                InvitationState::Accepted => Status::Accepted,
                InvitationState::Cancelled => Status::Cancelled,
                InvitationState::Open if is.is_live(world.now) => Status::Pending,
                InvitationState::Open => Status::Expired,
            };
            (ids.invitations[id], (status, is.role, granted(ids, &is.access), ids.members[is.inviter]))
        });
        compare("the invitations", &product.collect::<BTreeMap<_, _>>(), &wanted.collect())
    }

    /// What one member sees, counted; and who sees one number, and through what.
    async fn who_sees_what(&self, business: &Business, ids: &Ids, view: &Viewpoint, turn: usize) -> Comparison {
        let members: Vec<usize> = business.active_members().collect();
        let member = members[turn % members.len()];
        let held = Member::hold(self.db(), view.may().unwrap(), ids.members[member]).await.unwrap();
        let counted = surfaces(self.db(), &held).await.unwrap();
        let (numbers, calls) = (business.seen_numbers(member), business.seen_calls(member));
        let active = numbers.iter().filter(|number| business.numbers[**number].is_active).count();
        let wanted = Surfaces {
            active_numbers: count(active),
            released_numbers: count(numbers.len() - active),
            groups: count(business.seen_groups(member).len()),
            calls: count(calls.len()),
            recordings: count(calls.iter().filter(|call| business.calls[**call].is_recorded).count()),
            sources: count(business.seen_sources(member).len()),
        };
        compare(format!("what member {member} sees, counted"), &counted, &wanted)?;
        let Some(number) = turn.checked_rem(ids.numbers.len()) else { return Ok(()) };
        let held = Number::hold(self.db(), view.may().unwrap(), ids.numbers[number]).await.unwrap();
        let found = viewers(self.db(), &held).await.unwrap();
        let found: BTreeMap<_, _> = found.into_iter().map(|watcher| (watcher.id, watcher.paths)).collect();
        let seeing = members.into_iter().filter_map(|member| {
            let ways = paths_of(business, member, number);
            (!ways.is_empty()).then(|| (ids.members[member], ways))
        });
        compare(format!("who sees number {number}"), &found, &seeing.collect())
    }
}

fn paths_of(business: &Business, member: usize, number: usize) -> Vec<VisibilityPath> {
    let is = &business.members[member];
    match &is.access {
        _ if is.role != Role::Viewer => vec![VisibilityPath::Role],
        Access::All => vec![VisibilityPath::AllNumbers],
        Access::Only { numbers, groups } => {
            let group = business.numbers[number].group.filter(|group| groups.contains(group));
            let own = numbers.contains(&number).then_some(VisibilityPath::ThisNumber);
            let through = group.map(|group| VisibilityPath::Group(Some(group_name(business.groups[group].name))));
            own.into_iter().chain(through).collect()
        }
    }
}

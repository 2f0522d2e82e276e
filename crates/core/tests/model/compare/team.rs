//! Compares the pages about the team: members, invitations, seats, and who sees what.

use std::collections::BTreeMap;

use crewline_core::access::{Role, Thing, Viewpoint};
use crewline_core::invitations::{self, Status, StatusFilter};
use crewline_core::members::{self, Member};
use crewline_core::numbers::Number;
use crewline_core::seats;
use crewline_core::users::{self, Row};
use crewline_core::visibility::{Surfaces, ViewerId, VisibilityPath, surfaces, viewers};

use super::super::product::{Ids, Product, group_name};
use super::super::rights::EnteredAs;
use super::super::world::{Access, Business, InvitationState, Place, SEATS, World};
use super::surfaces::{count, granted};
use super::{Comparison, Depth, compare, places};

impl Product {
    /// Compares as another member with the Users page each turn.
    pub(super) async fn compare_team(&self, world: &World, place: Place, turn: usize, depth: Depth) -> Comparison {
        let (db, business, ids) = (self.db(), &world.businesses[place], &self.businesses[place]);
        let readers: Vec<usize> =
            business.active_members().filter(|id| business.members[*id].role != Role::Viewer).collect();
        let reader = readers[turn % readers.len()];
        let view = self.view(world, place, EnteredAs::Own(business.members[reader].person)).await;
        let view = view.ok_or("a member can't enter")?;
        let may = view.may().map_err(|refusal| refusal.to_string())?;
        let filter = members::Filter::default();
        let list =
            members::list(db, &may, &filter, members::SortKey::Name.ascending(), None, 100).await.unwrap().members;
        let product = list.into_iter().map(|member| (member.id, (member.role, member.name, member.access)));
        let expected = business.active_members().map(|id| {
            let model = &business.members[id];
            (ids.members[id], (model.role, model.name.clone(), granted(ids, &model.access)))
        });
        compare("the members", &product.collect::<BTreeMap<_, _>>(), &expected.collect())?;
        self.invitations(world, business, ids, &view).await?;
        let used = count(business.seats_used(world.now));
        let usage = seats::usage(db, &may, &self.terms.plans).await.unwrap();
        let limit = SEATS[business.plan].map(count);
        compare("the seats", &(usage.seats.used, usage.seats.limit), &(used, limit))?;
        if depth == Depth::Brief {
            return Ok(());
        }
        let holders = seats::holders(db, &may, 100).await.unwrap();
        compare("the holders of seats", &count(holders.members.len() + holders.invitations.len()), &used)?;
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
        let expected = business.invitations.iter().enumerate().map(|(id, model)| {
            let status = match model.state {
                InvitationState::Accepted => Status::Accepted,
                InvitationState::Cancelled => Status::Cancelled,
                InvitationState::Open if model.is_live(world.now) => Status::Pending,
                InvitationState::Open => Status::Expired,
            };
            (ids.invitations[id], (status, model.role, granted(ids, &model.access), ids.members[model.inviter]))
        });
        compare("the invitations", &product.collect::<BTreeMap<_, _>>(), &expected.collect())
    }

    /// Compares the counts of what one member sees; and who sees one number, and through which paths.
    async fn who_sees_what(&self, business: &Business, ids: &Ids, view: &Viewpoint, turn: usize) -> Comparison {
        let members: Vec<usize> = business.active_members().collect();
        let member = members[turn % members.len()];
        let held = Member::hold(self.db(), view.may().unwrap(), ids.members[member]).await.unwrap();
        let counted = surfaces(self.db(), &Member::count_scope(&held)).await.unwrap();
        let (numbers, calls) = (business.seen_numbers(member), business.seen_calls(member));
        let active = numbers.iter().filter(|number| business.numbers[**number].is_active).count();
        let expected = Surfaces {
            active_numbers: count(active),
            released_numbers: count(numbers.len() - active),
            groups: count(business.seen_groups(member).len()),
            calls: count(calls.len()),
            recordings: count(calls.iter().filter(|call| business.calls[**call].is_recorded).count()),
            sources: count(business.seen_sources(member).len()),
        };
        compare(format!("what member {member} sees, counted"), &counted, &expected)?;
        let Some(number) = turn.checked_rem(ids.numbers.len()) else { return Ok(()) };
        let held = Number::hold(self.db(), view.may().unwrap(), ids.numbers[number]).await.unwrap();
        let actual = viewers(self.db(), &held).await.unwrap();
        let actual: BTreeMap<_, _> = actual.into_iter().map(|viewer| (viewer.id, viewer.paths)).collect();
        let expected_viewers = members.into_iter().filter_map(|member| {
            let paths = paths_of(business, member, number);
            (!paths.is_empty()).then(|| (ViewerId::Member(ids.members[member]), paths))
        });
        compare(format!("who sees number {number}"), &actual, &expected_viewers.collect())
    }
}

fn paths_of(business: &Business, member: usize, number: usize) -> Vec<VisibilityPath> {
    let model = &business.members[member];
    match &model.access {
        _ if model.role != Role::Viewer => vec![VisibilityPath::Role],
        Access::All => vec![VisibilityPath::AllNumbers],
        Access::Only { numbers, groups } => {
            let group = business.numbers[number].group.filter(|group| groups.contains(group));
            let own = numbers.contains(&number).then_some(VisibilityPath::ThisNumber);
            let through = group.map(|group| VisibilityPath::Group(Some(group_name(business.groups[group].name))));
            own.into_iter().chain(through).collect()
        }
    }
}

//! What sessions, API tokens and Log in as open, and what a person has outside of any business.

use crewline_core::access::{LogInAsMode, Thing, actions, enter};
use crewline_core::businesses::of_user;
use crewline_core::calls::{self, Filter};
use crewline_core::invitations::{self, find_link};
use crewline_core::numbers::Number;
use crewline_core::secret::digest;
use secrecy::ExposeSecret;

use super::super::product::{ADDRESS, Product};
use super::super::rights::EnteredAs;
use super::super::world::{PEOPLE, Place, World};
use super::surfaces::is_of;
use super::{Comparison, compare, places};

impl Product {
    /// The last few that were given out, and one of the others a turn.
    pub(super) async fn compare_credentials(&self, world: &World, place: Place, turn: usize) -> Comparison {
        let (db, business, ids) = (self.db(), &world.businesses[place], &self.businesses[place]);
        let few = |count: usize| (0..count).filter(move |id| id + 3 >= count || turn.checked_rem(count) == Some(*id));
        for id in few(ids.tokens.len()) {
            let (token, member) = (&ids.tokens[id], business.tokens[id]);
            let view = enter::by_token(db, token, ADDRESS).await.unwrap();
            compare(format!("a token of member {member}"), &view.is_some(), &business.members[member].is_active)?;
            view.map_or(Ok(()), |view| is_of(business, ids, &view, member))?;
        }
        for id in few(ids.periods.len()) {
            let period = &business.periods[id];
            let about = format!("period {id}");
            let view = self.view(world, place, EnteredAs::Through(id)).await;
            compare(&about, &view.is_some(), &period.is_live(world.now))?;
            let Some(view) = view else { continue };
            is_of(business, ids, &view, period.member).map_err(|what| format!("{about}: {what}"))?;
            let mode = if period.allows_changes { LogInAsMode::WithChanges } else { LogInAsMode::ReadOnly };
            let behind = (view.impersonation().map(|period| period.mode), view.actor().member);
            compare(&about, &behind, &(Some(mode), ids.members[period.actor]))?;
            let list = calls::list(db, &view.may().unwrap(), &Filter::default(), None, 500).await.unwrap().calls;
            let seen = places(&ids.calls, list.into_iter().map(|call| call.id))?;
            compare(format!("{about}, its calls"), &seen, &business.seen_calls(period.member))?;
            // The other business does not exist in it, whoever is a member there.
            let own = &self.sessions[&business.members[period.actor].person];
            let other = &self.businesses[1 - place];
            let elsewhere = enter::logged_in_as(db, &ids.periods[id], own, &other.slug, ADDRESS).await.unwrap();
            compare(format!("{about}, elsewhere"), &elsewhere.is_some(), &false)?;
            let by_itself = enter::by_session(db, &ids.periods[id], &ids.slug, ADDRESS).await.unwrap();
            compare(format!("{about}, by itself"), &by_itself.is_some(), &false)?;
            if let Some(number) = other.numbers.first() {
                let may = view.may::<actions::SeeNumbers>().unwrap();
                compare(
                    format!("{about}, a stranger's number"),
                    &Number::find(db, &may, *number).await.unwrap(),
                    &None,
                )?;
            }
        }
        Ok(())
    }

    /// One person a turn: their businesses and what waits for them; and one link: whether it lets somebody in.
    pub(super) async fn compare_person(&self, world: &World, turn: usize) -> Comparison {
        let db = self.db();
        let person = turn % PEOPLE.len();
        let is_known = world.accounts.contains(&person);
        let somebody = self.person(person).await;
        compare(format!("person {person} has an account"), &somebody.is_some(), &is_known)?;
        if let Some(somebody) = somebody {
            let links = of_user(db, somebody.user).await.unwrap();
            let mut switcher: Vec<_> = links.into_iter().map(|link| (link.slug, link.role)).collect();
            let here = |place: usize| {
                let business = &world.businesses[place];
                Some((self.businesses[place].slug.clone(), business.members[business.member_of(person)?].role))
            };
            let mut wanted: Vec<_> = [0, 1].into_iter().filter_map(here).collect();
            switcher.sort();
            wanted.sort();
            compare(format!("the switcher of person {person}"), &switcher, &wanted)?;
            let waiting = invitations::list_pending(db, &somebody).await.unwrap();
            let mut waiting: Vec<_> = waiting.into_iter().map(|each| each.id).collect();
            let here = |place: usize| {
                let invitation = world.businesses[place].live_invitation_of(person, world.now)?;
                Some(self.businesses[place].invitations[invitation])
            };
            let mut wanted: Vec<_> = [0, 1].into_iter().filter_map(here).collect();
            waiting.sort();
            wanted.sort();
            compare(format!("what waits for person {person}"), &waiting, &wanted)?;
        }
        let place = turn % 2;
        let ids = &self.businesses[place];
        if let Some(invitation) = turn.checked_rem(ids.links.len()) {
            let links = &ids.links[invitation];
            let (newest, link) = (links.len() - 1, turn % links.len());
            let found = find_link(db, &digest(links[link].expose_secret())).await.unwrap();
            let lets_in = found.is_some_and(|link| link.sentence().is_none());
            let is = &world.businesses[place].invitations[invitation];
            // Who invited loses their invitations with the right to them, so a live one is one that lets in.
            let wanted = link == newest && is.is_live(world.now) && !is.access.is_empty();
            compare(format!("link {link} of invitation {invitation} of business {place}"), &lets_in, &wanted)?;
        }
        Ok(())
    }
}

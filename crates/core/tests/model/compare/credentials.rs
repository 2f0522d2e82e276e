//! Compares what API tokens and Log in as open, and what a person sees outside of any business.

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
use super::surfaces::compare_viewpoint;
use super::{Comparison, compare, places};

impl Product {
    /// Checks the newest tokens and periods, and one of the others each turn.
    pub(super) async fn compare_credentials(&self, world: &World, place: Place, turn: usize) -> Comparison {
        let (db, business, ids) = (self.db(), &world.businesses[place], &self.businesses[place]);
        let pick = |count: usize| (0..count).filter(move |id| id + 3 >= count || turn.checked_rem(count) == Some(*id));
        for id in pick(ids.tokens.len()) {
            let (token, member) = (&ids.tokens[id], business.tokens[id]);
            let view = enter::by_token(db, token, ADDRESS).await.unwrap();
            let expected = member.is_some_and(|member| business.members[member].is_active);
            compare(format!("a token of member {member:?}"), &view.is_some(), &expected)?;
            if let Some((view, member)) = view.zip(member) {
                compare_viewpoint(business, ids, &view, member)?;
            }
        }
        for id in pick(ids.periods.len()) {
            let period = &business.periods[id];
            let about = format!("period {id}");
            let view = self.view(world, place, EnteredAs::LoggedInAs(id)).await;
            compare(&about, &view.is_some(), &period.is_live(world.now))?;
            let Some(view) = view else { continue };
            compare_viewpoint(business, ids, &view, period.member).map_err(|what| format!("{about}: {what}"))?;
            let mode = if period.allows_changes { LogInAsMode::WithChanges } else { LogInAsMode::ReadOnly };
            let session = (view.impersonation().map(|period| period.mode), view.actor().member);
            compare(&about, &session, &(Some(mode), ids.members[period.actor]))?;
            let list = calls::list(db, &view.may().unwrap(), &Filter::default(), None, 500).await.unwrap().calls;
            let seen = places(&ids.calls, list.into_iter().map(|call| call.id))?;
            compare(format!("{about}, its calls"), &seen, &business.seen_calls(period.member))?;
            // It opens nothing in the other business, even for a member of both.
            let own = &self.sessions[&business.members[period.actor].person];
            let other = &self.businesses[1 - place];
            let elsewhere = enter::logged_in_as(db, &ids.periods[id], own, &other.slug, ADDRESS).await.unwrap();
            compare(format!("{about}, elsewhere"), &elsewhere.is_some(), &false)?;
            let alone = enter::by_session(db, &ids.periods[id], &ids.slug, ADDRESS).await.unwrap();
            compare(format!("{about}, without the own session"), &alone.is_some(), &false)?;
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

    /// Checks one person each turn (their businesses and pending invitations), and whether one link is usable.
    pub(super) async fn compare_person(&self, world: &World, turn: usize) -> Comparison {
        let db = self.db();
        let person = turn % PEOPLE.len();
        let has_account = world.accounts.contains(&person);
        let signed_in = self.person(person).await;
        compare(format!("person {person} has an account"), &signed_in.is_some(), &has_account)?;
        if let Some(signed_in) = signed_in {
            let links = of_user(db, signed_in.user).await.unwrap();
            let mut switcher: Vec<_> = links.into_iter().map(|link| (link.slug, link.role)).collect();
            let role_in = |place: usize| {
                let business = &world.businesses[place];
                Some((self.businesses[place].slug.clone(), business.members[business.member_of(person)?].role))
            };
            let mut expected: Vec<_> = [0, 1].into_iter().filter_map(role_in).collect();
            switcher.sort();
            expected.sort();
            compare(format!("the switcher of person {person}"), &switcher, &expected)?;
            let pending = invitations::list_pending(db, &signed_in).await.unwrap();
            let mut pending: Vec<_> = pending.into_iter().map(|each| each.id).collect();
            let invitation_in = |place: usize| {
                let invitation = world.businesses[place].live_invitation_of(person, world.now)?;
                Some(self.businesses[place].invitations[invitation])
            };
            // Nobody knows whose an unproved account is, so it is shown nothing.
            let is_proved = world.proved.contains(&person);
            compare(format!("person {person} is proved"), &signed_in.is_proved, &is_proved)?;
            let mut expected: Vec<_> = [0, 1].into_iter().filter(|_| is_proved).filter_map(invitation_in).collect();
            pending.sort();
            expected.sort();
            compare(format!("pending invitations of person {person}"), &pending, &expected)?;
        }
        let place = turn % 2;
        let ids = &self.businesses[place];
        if let Some(invitation) = turn.checked_rem(ids.links.len()) {
            let links = &ids.links[invitation];
            let (newest, link) = (links.len() - 1, turn % links.len());
            let opened = find_link(db, &digest(links[link].expose_secret())).await.unwrap();
            let is_usable = opened.is_some_and(|link| link.sentence().is_none());
            let model = &world.businesses[place].invitations[invitation];
            // Invitations end with the right of their inviter to send them, so every live one is usable.
            let expected = link == newest && model.is_live(world.now) && !model.access.is_empty();
            compare(format!("link {link} of invitation {invitation} of business {place}"), &is_usable, &expected)?;
        }
        Ok(())
    }
}

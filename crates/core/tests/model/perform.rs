//! Performs the model's deeds in the product.

use crewline_core::Error;
use crewline_core::access::{Action, Held, Refusal, Thing, Viewpoint, actions, enter};
use crewline_core::accounts::RecentPassword;
use crewline_core::accounts::sessions::Device;
use crewline_core::deletion;
use crewline_core::ids::{MemberId, NumberId};
use crewline_core::invitations::{self, Invitation, Outcome};
use crewline_core::live::{Change, Subscription};
use crewline_core::log_in_as;
use crewline_core::mail::EmailComposer;
use crewline_core::members::{self, AccessDraft, Member, handovers};
use crewline_core::numbers::{self, Number, groups};
use crewline_core::secret::digest;
use secrecy::ExposeSecret;

use super::act::{AccessChoice, Deed, Numbers};
use super::product::{Product, address, group_name, phone_number, source};
use super::rights::EnteredAs;
use super::world::{Place, World, name_of};

impl Product {
    pub(crate) async fn perform(
        &mut self,
        world: &World,
        place: Place,
        entered_as: EnteredAs,
        deed: &Deed,
    ) -> Result<(), Error> {
        let view = self.view(world, place, entered_as).await.ok_or(Refusal::NotFound)?;
        let db = self.db().clone();
        let bus = self.businesses[place].carrier.bus.clone();
        match deed {
            Deed::Invite { person, spelling, is_mailed, role, choice } => {
                let draft = invitations::Draft {
                    name: name_of(*person).into(),
                    email: address(*person, *spelling),
                    role: role.to_string(),
                    access: choice.as_ref().map(|choice| self.access_draft(place, choice).into()),
                };
                let composer = self.composer(*is_mailed);
                let outcome = invitations::invite(&db, &view.may()?, &self.terms, &composer, &draft).await?;
                match outcome {
                    Outcome::Added(member) => self.businesses[place].members.push(member.id),
                    Outcome::Invited { invitation, link } => {
                        let token = self.token_of(link);
                        let ids = &mut self.businesses[place];
                        ids.invitations.push(invitation.id);
                        ids.links.push(vec![token]);
                    }
                }
            }
            Deed::Cancel(id) => invitations::cancel(&db, &self.invitation(&view, place, *id).await?).await?,
            Deed::Resend { invitation: id, is_mailed } => {
                let held = self.invitation(&view, place, *id).await?;
                let resent = invitations::resend(&db, &held, &self.terms, &self.composer(*is_mailed)).await?;
                let token = self.token_of(resent.link);
                self.businesses[place].links[*id].push(token);
            }
            Deed::Edit { member, role, name, choice } => {
                let draft = members::Draft {
                    role: role.map(|role| role.to_string()),
                    name: name.clone(),
                    access: choice.as_ref().map(|choice| self.access_draft(place, choice)),
                };
                let held = self.member::<actions::EditMembers>(&view, place, *member).await?;
                let watching = bus.watch(&view.may::<actions::SeeCalls>()?);
                let edited = members::edit(&db, &held, &draft, &EmailComposer::disabled()).await?;
                if edited.before != edited.after {
                    assert_notified_of(watching, &[held.id]).await;
                }
            }
            Deed::Remove(member) => {
                let held = self.member::<actions::RemoveMembers>(&view, place, *member).await?;
                let watching = bus.watch(&view.may::<actions::SeeCalls>()?);
                members::remove(&db, &held, &EmailComposer::disabled()).await?;
                assert_notified_of(watching, &[held.id]).await;
            }
            Deed::Leave => {
                let watching = bus.watch(&view.may::<actions::SeeCalls>()?);
                members::leave(&db, &view.may()?).await?;
                assert_notified_of(watching, &[view.member()]).await;
            }
            Deed::CreateGroup { name, numbers } => {
                let draft = groups::Draft { name: group_name(*name), number_ids: self.number_ids(place, numbers) };
                let group = groups::create(&db, &view.may()?, &draft).await?;
                self.businesses[place].groups.push(group.id);
            }
            Deed::EditGroup { group, numbers } => {
                let held = groups::Group::hold(&db, view.may()?, self.businesses[place].groups[*group]).await?;
                let draft = groups::Draft { name: held.name.clone(), number_ids: self.number_ids(place, numbers) };
                groups::edit(&db, &held, &draft).await?;
            }
            Deed::DeleteGroup(group) => {
                let held = groups::Group::hold(&db, view.may()?, self.businesses[place].groups[*group]).await?;
                groups::delete(&db, &held).await?;
            }
            Deed::AddNumber { digits, group } => {
                let draft = numbers::Draft {
                    friendly_name: format!("Number {digits}"),
                    source: source(*digits),
                    group_id: self.group(place, *group),
                    forward_to: String::new(),
                    records_calls: true,
                };
                let number = numbers::add(&db, &view.may()?, &phone_number(*digits), &draft).await?;
                self.businesses[place].numbers.push(number.id);
                self.leave_message(place, &number).await;
            }
            Deed::EditNumber { number, group, source: new_source } => {
                let held = self.number::<actions::EditNumbers>(&view, place, *number).await?;
                let group_id = self.group(place, *group);
                let draft = numbers::Draft { group_id, source: source(*new_source), ..numbers::Draft::of(&held) };
                numbers::edit(&db, &held, &draft).await?;
            }
            Deed::Release(number) => numbers::release(&db, &self.number(&view, place, *number).await?).await?,
            Deed::Offer(member) => {
                handovers::offer(
                    &db,
                    &self.member(&view, place, *member).await?,
                    &RecentPassword::assumed(),
                    &EmailComposer::disabled(),
                )
                .await?;
            }
            Deed::Withdraw => handovers::withdraw(&db, &view.may()?).await?,
            Deed::Take => {
                let watching = bus.watch(&view.may::<actions::SeeCalls>()?);
                let handover = handovers::accept(&db, &view.may()?, &EmailComposer::disabled()).await?;
                assert_notified_of(watching, &[handover.from.id, handover.to.id]).await;
            }
            Deed::Decline => handovers::decline(&db, &view.may()?).await?,
            Deed::LogInAs(member) => {
                let held = self.member(&view, place, *member).await?;
                let started = log_in_as::start(&db, &held, "to help", &Device::default()).await?;
                self.businesses[place].periods.push(digest(started.token.expose_secret()));
            }
            Deed::AllowChanges => log_in_as::allow_changes(&db, &view.may()?).await?,
            Deed::Return => {
                let ended = log_in_as::end(&db, &view.may()?).await?;
                assert_eq!(ended, matches!(entered_as, EnteredAs::LoggedInAs(_)), "only Log in as has a period to end");
            }
            Deed::DeleteAndTakeBack => {
                let request = deletion::Request { name: view.business_name().into() };
                let recent = RecentPassword::assumed();
                deletion::ask(&db, &view.may()?, &recent, &request, &EmailComposer::disabled()).await?;
                for person in self.sessions.keys() {
                    let inside = self.view(world, place, EnteredAs::Own(*person)).await;
                    assert!(inside.is_none(), "person {person} is in a deleted business");
                }
                for token in &self.businesses[place].tokens {
                    assert!(enter::by_token(&db, token, "").await.unwrap().is_none(), "a token of a deleted business");
                }
                let EnteredAs::Own(person) = entered_as else { panic!("under Log in as") };
                let slug = &self.businesses[place].slug;
                let back = enter::by_session_in_deleted(&db, &self.sessions[&person], slug, "").await?;
                let back = back.ok_or(Refusal::NotFound)?;
                deletion::take_back(&db, &back.may()?, &EmailComposer::disabled()).await?;
            }
            Deed::Annotate { .. }
            | Deed::Block(_)
            | Deed::Unblock(_)
            | Deed::AddRule(_)
            | Deed::RemoveRule(_)
            | Deed::Review
            | Deed::ChangeZone(_) => self.perform_on_calls(&view, place, deed).await?,
            Deed::MakeToken => {
                let token = crewline_core::testing::api_token(&db, &view.may()?, "reports").await?;
                self.businesses[place].tokens.push(digest(token.expose_secret()));
            }
        }
        Ok(())
    }

    async fn member<A: Action>(&self, view: &Viewpoint, place: Place, id: usize) -> Result<Held<Member, A>, Error> {
        Member::hold(self.db(), view.may()?, self.businesses[place].members[id]).await
    }

    async fn number<A: Action>(&self, view: &Viewpoint, place: Place, id: usize) -> Result<Held<Number, A>, Error> {
        Number::hold(self.db(), view.may()?, self.businesses[place].numbers[id]).await
    }

    async fn invitation(
        &self,
        view: &Viewpoint,
        place: Place,
        id: usize,
    ) -> Result<Held<Invitation, actions::Invite>, Error> {
        Invitation::hold(self.db(), view.may()?, self.businesses[place].invitations[id]).await
    }

    pub(crate) fn group(&self, place: Place, group: Option<usize>) -> String {
        group.map(|group| self.businesses[place].groups[group].to_string()).unwrap_or_default()
    }

    pub(crate) fn number_ids(&self, place: Place, numbers: &Numbers) -> Vec<String> {
        let ours = numbers.ours.iter().map(|number| self.businesses[place].numbers[*number]);
        let stranger = self.businesses[1 - place].numbers.first().copied().filter(|_| numbers.includes_foreign);
        ours.chain(stranger).map(|id: NumberId| id.to_string()).collect()
    }

    pub(crate) fn access_draft(&self, place: Place, choice: &AccessChoice) -> AccessDraft {
        match choice {
            AccessChoice::All => AccessDraft { kind: "all".into(), ..AccessDraft::default() },
            AccessChoice::Only { numbers, groups } => AccessDraft {
                kind: "specific".into(),
                number_ids: self.number_ids(place, numbers),
                group_ids: groups.iter().map(|group| self.businesses[place].groups[*group].to_string()).collect(),
            },
        }
    }
}

/// The subscriber is notified of a change of each member.
async fn assert_notified_of(mut watching: Subscription, members: &[MemberId]) {
    for member in members {
        let change = tokio::time::timeout(std::time::Duration::from_secs(10), watching.next()).await;
        assert_eq!(change, Ok(Change::Member(*member)), "the subscriber is notified");
    }
}

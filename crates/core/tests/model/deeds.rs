//! Does in the product what somebody does in the model.

use crewline_core::Error;
use crewline_core::access::{Action, Held, Refusal, Thing, Viewpoint, actions};
use crewline_core::calls::{self, Filter};
use crewline_core::ids::{MemberId, NumberId};
use crewline_core::invitations::{self, Invitation, Outcome};
use crewline_core::live::{Change, Subscription};
use crewline_core::log_in_as;
use crewline_core::mail::EmailComposer;
use crewline_core::members::{self, AccessDraft, Member, handovers};
use crewline_core::numbers::{self, Number, groups};
use crewline_core::people::sessions::Device;
use crewline_core::people::tokens;
use crewline_core::secret::digest;
use secrecy::ExposeSecret;

use super::act::{Deed, Numbers, Wish};
use super::real::{Real, address, group_name, phone_number, source};
use super::rights::Eyes;
use super::world::{Place, World, name_of};

impl Real {
    pub(crate) async fn deed(&mut self, world: &World, place: Place, eyes: Eyes, deed: &Deed) -> Result<(), Error> {
        let who = self.view(world, place, eyes).await.ok_or(Refusal::NotFound)?;
        let db = self.db().clone();
        let bus = self.houses[place].line.bus.clone();
        match deed {
            Deed::Invite { person, spelling, role, wish } => {
                let draft = invitations::Draft {
                    name: name_of(*person).into(),
                    email: address(*person, *spelling),
                    role: role.to_string(),
                    access: wish.as_ref().map(|wish| self.chosen(place, wish).into()),
                };
                let invited =
                    invitations::invite(&db, &who.may()?, &self.terms, &EmailComposer::disabled(), &draft).await?;
                let ids = &mut self.houses[place];
                match invited {
                    Outcome::Added(member) => ids.members.push(member.id),
                    Outcome::Invited { invitation, link } => {
                        ids.invitations.push(invitation.id);
                        ids.links.push(vec![link.unwrap()]);
                    }
                }
            }
            Deed::Cancel(id) => invitations::cancel(&db, &self.invitation(&who, place, *id).await?).await?,
            Deed::Resend(id) => {
                let held = self.invitation(&who, place, *id).await?;
                let resent = invitations::resend(&db, &held, &self.terms, &EmailComposer::disabled()).await?;
                self.houses[place].links[*id].push(resent.link.unwrap());
            }
            Deed::Edit { member, role, name, wish } => {
                let draft = members::Draft {
                    role: role.map(|role| role.to_string()),
                    name: name.clone(),
                    access: wish.as_ref().map(|wish| self.chosen(place, wish)),
                };
                let held = self.member::<actions::EditMembers>(&who, place, *member).await?;
                let watching = bus.watch(&who.may::<actions::SeeCalls>()?);
                let edited = members::edit(&db, &held, &draft, &EmailComposer::disabled()).await?;
                if edited.before != edited.after {
                    told(watching, &[held.id]).await;
                }
            }
            Deed::Remove(member) => {
                let held = self.member::<actions::RemoveMembers>(&who, place, *member).await?;
                let watching = bus.watch(&who.may::<actions::SeeCalls>()?);
                members::remove(&db, &held, &EmailComposer::disabled()).await?;
                told(watching, &[held.id]).await;
            }
            Deed::Leave => {
                let watching = bus.watch(&who.may::<actions::SeeCalls>()?);
                members::leave(&db, &who.may()?).await?;
                told(watching, &[who.member()]).await;
            }
            Deed::CreateGroup { name, numbers } => {
                let draft = groups::Draft { name: group_name(*name), number_ids: self.number_ids(place, numbers) };
                let group = groups::create(&db, &who.may()?, &draft).await?;
                self.houses[place].groups.push(group.id);
            }
            Deed::EditGroup { group, numbers } => {
                let held = groups::Group::hold(&db, who.may()?, self.houses[place].groups[*group]).await?;
                let draft = groups::Draft { name: held.name.clone(), number_ids: self.number_ids(place, numbers) };
                groups::edit(&db, &held, &draft).await?;
            }
            Deed::DeleteGroup(group) => {
                let held = groups::Group::hold(&db, who.may()?, self.houses[place].groups[*group]).await?;
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
                let added = numbers::add(&db, &who.may()?, &phone_number(*digits), &draft).await?;
                self.houses[place].numbers.push(added.id);
                self.record_a_call(&who, place, &added).await;
            }
            Deed::EditNumber { number, group, source: new } => {
                let held = self.number::<actions::EditNumbers>(&who, place, *number).await?;
                let group_id = self.group(place, *group);
                let draft = numbers::Draft { group_id, source: source(*new), ..numbers::Draft::of(&held) };
                numbers::edit(&db, &held, &draft).await?;
            }
            Deed::Release(number) => numbers::release(&db, &self.number(&who, place, *number).await?).await?,
            Deed::Offer(member) => {
                handovers::offer(&db, &self.member(&who, place, *member).await?, &EmailComposer::disabled()).await?;
            }
            Deed::Withdraw => handovers::withdraw(&db, &who.may()?).await?,
            Deed::Take => {
                let watching = bus.watch(&who.may::<actions::SeeCalls>()?);
                let handed = handovers::accept(&db, &who.may()?, &EmailComposer::disabled()).await?;
                told(watching, &[handed.from.id, handed.to.id]).await;
            }
            Deed::Decline => handovers::decline(&db, &who.may()?).await?,
            Deed::LogInAs(member) => {
                let held = self.member(&who, place, *member).await?;
                let started = log_in_as::start(&db, &held, "to help", &Device::default()).await?;
                self.houses[place].periods.push(digest(started.token.expose_secret()));
            }
            Deed::AllowChanges => log_in_as::allow_changes(&db, &who.may()?).await?,
            Deed::Return => {
                let ended = log_in_as::end(&db, &who.may()?).await?;
                assert_eq!(ended, matches!(eyes, Eyes::Through(_)), "it ends what was begun");
            }
            Deed::MakeToken => {
                let token = tokens::create(&db, &who.may()?, "reports").await?;
                self.houses[place].tokens.push(digest(token.expose_secret()));
            }
        }
        Ok(())
    }

    async fn member<A: Action>(&self, who: &Viewpoint, place: Place, id: usize) -> Result<Held<Member, A>, Error> {
        Member::hold(self.db(), who.may()?, self.houses[place].members[id]).await
    }

    async fn number<A: Action>(&self, who: &Viewpoint, place: Place, id: usize) -> Result<Held<Number, A>, Error> {
        Number::hold(self.db(), who.may()?, self.houses[place].numbers[id]).await
    }

    async fn invitation(
        &self,
        who: &Viewpoint,
        place: Place,
        id: usize,
    ) -> Result<Held<Invitation, actions::Invite>, Error> {
        Invitation::hold(self.db(), who.may()?, self.houses[place].invitations[id]).await
    }

    fn group(&self, place: Place, group: Option<usize>) -> String {
        group.map(|group| self.houses[place].groups[group].to_string()).unwrap_or_default()
    }

    fn number_ids(&self, place: Place, numbers: &Numbers) -> Vec<String> {
        let ours = numbers.ours.iter().map(|number| self.houses[place].numbers[*number]);
        let stranger = self.houses[1 - place].numbers.first().copied().filter(|_| numbers.has_stranger);
        ours.chain(stranger).map(|id: NumberId| id.to_string()).collect()
    }

    fn chosen(&self, place: Place, wish: &Wish) -> AccessDraft {
        match wish {
            Wish::All => AccessDraft { kind: "all".into(), ..AccessDraft::default() },
            Wish::Only { numbers, groups } => AccessDraft {
                kind: "specific".into(),
                number_ids: self.number_ids(place, numbers),
                group_ids: groups.iter().map(|group| self.houses[place].groups[*group].to_string()).collect(),
            },
        }
    }

    /// A call that a number had, with a recording that can be heard.
    async fn record_a_call(&mut self, who: &Viewpoint, place: Place, number: &Number) {
        let (digits, id, at) = (&number.phone_number, number.id, self.db().now().millis());
        let slug = &self.houses[place].slug;
        let statements = format!(
            "insert into calls (business_id, number_id, carrier_id, direction, status, caller_kind, destination, source, started_at)
                select n.business_id, n.id, '{id}', 'inbound', 'completed', 'anonymous', '{digits}', n.source, {at}
                from numbers n join businesses b on b.id = n.business_id and b.slug = '{slug}'
                where n.phone_number = '{digits}' and n.status = 'active';
            insert into recordings (business_id, call_id, number_id, carrier_id, kind, status, place, media_type, bytes, created_at)
                select business_id, id, number_id, carrier_id, 'call', 'stored', carrier_id, 'audio/wav', 1, {at}
                from calls where carrier_id = '{id}'"
        );
        self.fresh.run(&statements).await;
        let filter = Filter { number: Some(id), ..Filter::default() };
        let page = calls::list(self.db(), &who.may().unwrap(), &filter, None, 2).await.unwrap();
        let [call] = &page.calls[..] else { panic!("one call: {page:?}") };
        self.houses[place].calls.push(call.id);
    }
}

/// Who watches hears that these members are others than before.
async fn told(mut watching: Subscription, members: &[MemberId]) {
    for member in members {
        let news = tokio::time::timeout(std::time::Duration::from_secs(10), watching.next()).await;
        assert_eq!(news, Ok(Change::Member(*member)), "who watches is told of the change");
    }
}

//! The product that is compared with the model: two businesses in their own database, and the ids of everything in
//! them, in the model's order.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use crewline_core::Error;
use crewline_core::access::{Operator, Refusal, Role, Viewpoint, enter};
use crewline_core::accounts::{Email, Passwords, Person as SignedInPerson, find_signed_in};
use crewline_core::calls::intake::Arrival;
use crewline_core::db::testing::TestDatabase;
use crewline_core::db::{Db, Kind};
use crewline_core::ids::{CallId, GroupId, InvitationId, MemberId, NumberId, QualifiedRuleId};
use crewline_core::invitations::{
    self, ExistingAccounts, HourlyLimits, InvitationLetter, Occasion, Terms, find_link, find_pending_link,
};
use crewline_core::mail::{EmailComposer, OutgoingEmail};
use crewline_core::members::{NewMember, NumberAccess, add_by_operator};
use crewline_core::seats::{Plan, Plans, set_plan};
use crewline_core::secret::{Digest, Seal, digest};
use crewline_core::testing::{self, PASSWORD, session};
use secrecy::{ExposeSecret, SecretString};

use super::act::{AcceptMethod, Act};
use super::apply::own_name;
use super::calls::CALLERS;
use super::carrier_fixture::CarrierFixture;
use super::rights::EnteredAs;
use super::world::{Access, Business, LINK_SECONDS, Member, PEOPLE, Person, Place, RING_SECONDS, SEATS, World};

/// The network address of every request.
pub(crate) const ADDRESS: &str = "192.0.2.1";

pub(crate) struct Product {
    pub(crate) database: TestDatabase,
    pub(crate) terms: Terms,
    passwords: Passwords,
    /// Writes letters, and keeps the token of the newest one.
    composer: EmailComposer<InvitationLetter>,
    mailed_token: Arc<Mutex<Option<SecretString>>>,
    /// A live session of each person with an account.
    pub(crate) sessions: BTreeMap<Person, Digest>,
    pub(crate) businesses: [Ids; 2],
}

/// The ids of a business and of everything in it.
pub(crate) struct Ids {
    pub(crate) slug: String,
    pub(crate) operator: Operator,
    pub(crate) carrier: CarrierFixture,
    pub(crate) members: Vec<MemberId>,
    pub(crate) invitations: Vec<InvitationId>,
    /// The tokens of each invitation, the newest last.
    pub(crate) links: Vec<Vec<SecretString>>,
    pub(crate) numbers: Vec<NumberId>,
    pub(crate) groups: Vec<GroupId>,
    pub(crate) calls: Vec<CallId>,
    pub(crate) rules: Vec<QualifiedRuleId>,
    pub(crate) periods: Vec<Digest>,
    pub(crate) tokens: Vec<Digest>,
}

/// The address of a person, in one of its spellings.
pub(crate) fn address(person: Person, spelling: usize) -> String {
    let domain = ["northline.example", "neighbour.example"].get(person).unwrap_or(&"guest.example");
    let plain = format!("{}@{domain}", PEOPLE[person].to_lowercase());
    match spelling % 4 {
        0 => plain,
        1 => plain.to_uppercase(),
        2 => format!("  {}@{domain} ", PEOPLE[person]),
        _ => plain.replace(".example", ".ｅｘａｍｐｌｅ"),
    }
}

/// The key of a plan in [`SEATS`].
pub(crate) fn plan_key(plan: usize) -> String {
    format!("plan-{plan}")
}

fn terms() -> Terms {
    let plan = |(place, seats)| {
        let key = plan_key(place);
        Plan { name: key.clone(), key, seats, numbers: None, upgrade_url: None }
    };
    let seats = SEATS.map(|seats| seats.map(|seats| u32::try_from(seats).unwrap()));
    let plans = Plans::new(seats.into_iter().enumerate().map(plan).collect(), None).unwrap();
    // The model does not count the invitations of an hour.
    let hourly = HourlyLimits { by_member: u32::MAX, by_business: u32::MAX };
    Terms { plans, life_seconds: LINK_SECONDS, existing: ExistingAccounts::Added, hourly }
}

impl Product {
    /// Creates two businesses, each with its Owner; and a person who is a Manager of the first and a Viewer of the second.
    pub(crate) async fn start(kind: Kind) -> (Self, World) {
        let business = testing::TestBusiness::new(kind).await;
        let (operator, nora) = business.neighbour().await;
        let db = business.db().clone();
        let passwords = Passwords::with_limit(1);
        let hash = passwords.hash(PASSWORD.into()).await.unwrap();
        let first = Ids::new(&db, &business.operator, &business.slug, business.owner.member()).await;
        let mut second = Ids::new(&db, &operator, nora.slug(), nora.member()).await;
        // One bus, as in one process.
        second.carrier.bus = first.carrier.bus.clone();
        let mailed_token = Arc::new(Mutex::new(None));
        let shared = Arc::clone(&mailed_token);
        let seal = Seal::from_text(&Seal::new_key().unwrap()).unwrap();
        let composer = EmailComposer::new(&seal, move |letter: &InvitationLetter| {
            if let Occasion::Invited { token, .. } = &letter.occasion {
                *shared.lock().unwrap() = Some(token.clone());
            }
            Ok(OutgoingEmail { subject: "x".into(), text: "x".into(), html: "x".into(), ..OutgoingEmail::default() })
        });
        let mut product = Self {
            terms: terms(),
            passwords,
            composer,
            mailed_token,
            sessions: BTreeMap::new(),
            businesses: [first, second],
            database: business.database,
        };
        product.add_tags(&business.owner).await;
        product.add_tags(&nora).await;
        let mut world = World { accounts: [0, 1, 2].into(), proved: [0, 1, 2].into(), ..World::default() };
        for (place, role) in [(0, Role::Manager), (1, Role::Viewer)] {
            let new_member = NewMember {
                email: Email::read(&address(2, 0)).unwrap(),
                name: PEOPLE[2].into(),
                role,
                access: NumberAccess::All,
                password_hash: Some(hash.clone()),
            };
            let (member, _) = add_by_operator(&db, &product.businesses[place].operator, new_member).await.unwrap();
            product.businesses[place].members.push(member);
            let member = |person, name: &str, role| Member {
                person,
                name: name.into(),
                role,
                access: Access::All,
                is_active: true,
            };
            let members = vec![member(place, "Olga Marsh", Role::Owner), member(2, PEOPLE[2], role)];
            world.businesses[place] = Business { members, ..Business::default() };
        }
        product.sign_everybody_in(&world).await;
        (product, world)
    }

    /// How letters about invitations are sent: by mail, or not at all.
    pub(crate) fn composer(&self, is_mailed: bool) -> EmailComposer<InvitationLetter> {
        if is_mailed { self.composer.clone() } else { EmailComposer::disabled() }
    }

    /// The token of a link: the one that is shown, or else the one in the newest letter.
    pub(crate) fn token_of(&self, shown: Option<SecretString>) -> SecretString {
        shown.unwrap_or_else(|| self.mailed_token.lock().unwrap().clone().unwrap())
    }

    pub(crate) fn db(&self) -> &Db {
        &self.database.db
    }

    /// Opens new sessions before the old ones expire.
    async fn sign_everybody_in(&mut self, world: &World) {
        for person in &world.accounts {
            self.sign_in(*person).await;
        }
    }

    async fn sign_in(&mut self, person: Person) {
        let token = session(self.db(), &address(person, 0)).await;
        self.sessions.insert(person, digest(token.expose_secret()));
    }

    /// The viewpoint that a credential opens, if any.
    pub(crate) async fn view(&self, world: &World, place: Place, entered_as: EnteredAs) -> Option<Viewpoint> {
        let slug = &self.businesses[place].slug;
        match entered_as {
            EnteredAs::Own(person) => {
                enter::by_session(self.db(), self.sessions.get(&person)?, slug, ADDRESS).await.unwrap()
            }
            EnteredAs::LoggedInAs(period) => {
                let business = &world.businesses[place];
                let actor = business.members[business.periods[period].actor].person;
                let token = &self.businesses[place].periods[period];
                enter::logged_in_as(self.db(), token, self.sessions.get(&actor)?, slug, ADDRESS).await.unwrap()
            }
        }
    }

    pub(crate) async fn person(&self, person: Person) -> Option<SignedInPerson> {
        find_signed_in(self.db(), self.sessions.get(&person)?).await.unwrap()
    }

    pub(crate) async fn act(&mut self, world: &World, act: &Act) -> Result<(), Error> {
        match act {
            Act::Deed { place, entered_as, deed } => self.perform(world, *place, *entered_as, deed).await,
            Act::Accept { place, invitation, link, method } => {
                let invited = &world.businesses[*place].invitations[*invitation];
                let (person, sets_password) = (invited.person, world.sets_password(invited));
                let accepted = self.accept(*place, *invitation, *link, *method, &own_name(person)).await?;
                self.businesses[*place].members.push(accepted.member.id);
                // A proof of the address ends the sessions of an account that nobody had proved.
                if sets_password {
                    self.sign_in(person).await;
                }
                Ok(())
            }
            Act::Plan { place, plan } => {
                let operator = &self.businesses[*place].operator;
                set_plan(self.db(), operator, &self.terms.plans, &plan_key(*plan)).await.map(drop)
            }
            Act::Ring { place, number, caller } => self.ring(world, *place, *number, *caller).await.map(drop),
            Act::Report { place, call, end } => self.report(*place, *call, *end).await,
            Act::Rebuild { place } => self.rebuild(*place).await,
            Act::Wait(seconds) => {
                self.db().clock().advance_seconds(*seconds);
                if *seconds > 3_600 {
                    self.sign_everybody_in(world).await;
                }
                self.run_jobs().await;
                Ok(())
            }
        }
    }

    /// A caller rings a number of a business, by its digits.
    pub(crate) async fn ring(
        &mut self,
        world: &World,
        place: Place,
        number: usize,
        caller: Option<usize>,
    ) -> Result<Arrival, Error> {
        let (business, ids) = (&world.businesses[place], &mut self.businesses[place]);
        let (id, to) = (format!("CA{}", ids.calls.len()), phone_number(business.numbers[number].digits));
        let from = caller.map_or("anonymous", |caller| CALLERS[caller]);
        let call = [("CallSid", id.as_str()), ("From", from), ("To", &to), ("CallStatus", "ringing")];
        let arrival = ids.carrier.inbound(&call).await?;
        ids.calls.push(arrival.call);
        self.db().clock().advance_seconds(RING_SECONDS);
        Ok(arrival)
    }

    async fn accept(
        &self,
        place: Place,
        invitation: usize,
        link: usize,
        method: AcceptMethod,
        name: &str,
    ) -> Result<invitations::Accepted, Error> {
        let (db, ids) = (self.db(), &self.businesses[place]);
        let dead_link = || Error::DeadLink("there is no such link".into());
        let open_link = || async {
            let token = digest(ids.links[invitation][link].expose_secret());
            find_link(db, &token).await?.ok_or_else(dead_link)
        };
        match method {
            AcceptMethod::Password => {
                let name = Some(name);
                invitations::accept(db, &self.passwords, &open_link().await?, name, PASSWORD.into(), ADDRESS).await
            }
            AcceptMethod::SignedIn(person) => {
                let person = self.person(person).await.ok_or(Refusal::NotFound)?;
                invitations::accept_signed_in(db, &open_link().await?, &person, ADDRESS).await
            }
            AcceptMethod::FromPending(person) => {
                let person = self.person(person).await.ok_or(Refusal::NotFound)?;
                let link = find_pending_link(db, &person, ids.invitations[invitation]).await?.ok_or_else(dead_link)?;
                invitations::accept_signed_in(db, &link, &person, ADDRESS).await
            }
        }
    }
}

impl Ids {
    async fn new(db: &Db, operator: &Operator, slug: &str, owner: MemberId) -> Self {
        Self {
            slug: slug.to_owned(),
            operator: operator.clone(),
            carrier: CarrierFixture::connect(db, operator, slug, None).await,
            members: vec![owner],
            invitations: vec![],
            links: vec![],
            numbers: vec![],
            groups: vec![],
            calls: vec![],
            rules: vec![],
            periods: vec![],
            tokens: vec![],
        }
    }
}

pub(crate) fn phone_number(digits: usize) -> String {
    format!("+1212555010{digits}")
}

pub(crate) fn source(source: usize) -> String {
    format!("source {source}")
}

pub(crate) fn group_name(name: usize) -> String {
    format!("Group {name}")
}

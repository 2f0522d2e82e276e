//! Makes the agency's history: it is founded two years ago and then run by its people. Each change is made by a person
//! whose role permits it.

use std::sync::Arc;

use crewline_core::access::{Action, May, Refusal, Role, Thing, Viewpoint, enter, operator, record_activity};
use crewline_core::accounts::sessions::{self, Device};
use crewline_core::accounts::{Email, Passwords, find_account};
use crewline_core::calls::{self, Call};
use crewline_core::carrier::connection::{self, Draft};
use crewline_core::db::Db;
use crewline_core::ids::{CallId, GroupId};
use crewline_core::invitations::{self, ExistingAccounts, HourlyLimits, Terms};
use crewline_core::mail::EmailComposer;
use crewline_core::members::{AccessDraft, NewBusiness, NewMember, NumberAccess, add_by_operator, create_business};
use crewline_core::numbers::{self, groups};
use crewline_core::qualified_rules::{self, ConditionsDraft, Matches};
use crewline_core::reports::saved::{self, SavedReport};
use crewline_core::seats::Plans;
use crewline_core::secret::{Seal, digest};
use crewline_core::time::Timestamp;
use crewline_core::{blocked_callers, call_views, tags};
use secrecy::ExposeSecret;

use super::DemoError;
use super::agency::{CERAMICS, CLIENTS, Client, Line, NORTHLINE, STUDIO, TIME_ZONE};
use super::agency_reports::{DemoReport, REPORTS};
use super::agency_tags::TAGS;
use super::agency_views::{DemoView, VIEWS};
use super::desk::{Annotator, Desk, Words};
use super::history::{DAYS, SeededNumber};
use super::people::{DemoAccess, GUESTS, Guest, PASSWORD, PEOPLE, POTTER, Person};
use super::spam::SPAM_CALLERS;

const DAY: i64 = 86_400;
/// When the second business is founded, in percent of the two years.
const STUDIO_SINCE: i64 = 60;

/// A business that was set up.
pub(super) struct Business {
    pub(super) slug: String,
    pub(super) lines: Vec<SeededNumber>,
    /// The people who rate its calls, if anybody does.
    pub(super) desk: Option<Desk>,
}

/// The businesses that were set up.
pub(super) struct SeededBusinesses {
    pub(super) agency: Business,
    pub(super) studio: Business,
}

/// Makes changes as the people of the demo, at the moments of its history.
pub(super) struct Seeder<'s> {
    db: &'s Db,
    passwords: &'s Passwords,
    now: Timestamp,
    groups: Vec<(&'static str, GroupId)>,
}

/// The events of the last days.
enum LastEvent {
    Active(Person),
    Invites(Guest),
    Shares(DemoReport),
    Keeps(DemoView),
    Says(CallId, Words),
}

/// Sets up both businesses, from two years ago until the last days, which come after the past calls.
pub(super) async fn seed<'s>(
    db: &'s Db,
    seal: &Seal,
    passwords: &'s Passwords,
    carrier: Draft,
) -> Result<(Seeder<'s>, SeededBusinesses), DemoError> {
    let mut seeder = Seeder { db, passwords, now: db.now(), groups: Vec::new() };
    seeder.set_clock(seeder.moment(0));
    let slug = seeder.create_business(NORTHLINE, PEOPLE[0]).await?;
    let mut agency = Business { slug, lines: Vec::new(), desk: None };
    seeder.make_groups(&agency.slug).await?;
    seeder.add_rule(&agency.slug).await?;
    let mut desk = Desk::default();
    seeder.make_tags(&agency.slug, &mut desk).await?;
    let mut carrier = Some(carrier);
    let mut studio = None;
    for percent in 0..100 {
        if percent > 0 {
            seeder.set_clock(seeder.moment(percent));
        }
        for person in PEOPLE.iter().skip(1).filter(|person| person.since == percent) {
            seeder.add_member(&agency, *person).await?;
        }
        if let Some(draft) = carrier.take_if(|_| percent == 1) {
            db.clock().advance_seconds(641);
            // The carrier is inside this program, and only the operator may name an address inside the network.
            connection::set_by_operator(db, seal, &operator(db, &agency.slug).await?, draft).await?;
        }
        for spam in SPAM_CALLERS.iter().filter(|spam| spam.blocked_since == Some(percent)) {
            seeder.block(&agency.slug, spam.digits, manager_at(percent), &mut desk).await?;
        }
        for client in CLIENTS {
            for line in client.lines.iter().filter(|line| line.since == percent) {
                let adder = if percent == 0 { PEOPLE[0] } else { manager_at(percent) };
                let number = seeder.add(&agency.slug, adder, client, *line).await?;
                agency.lines.push(number);
            }
        }
        if percent == STUDIO_SINCE {
            let slug = seeder.create_business(CERAMICS, POTTER).await?;
            let line = seeder.add(&slug, POTTER, STUDIO, STUDIO.lines[0]).await?;
            studio = Some(Business { slug, lines: vec![line], desk: None });
        }
    }
    for person in PEOPLE.iter().filter(|person| person.role != Role::Viewer) {
        let member = seeder.enter(&agency.slug, *person).await?.member();
        let since = seeder.moment(person.since).plus_seconds(DAY);
        desk.annotators.push(Annotator { member, person: *person, since });
    }
    agency.desk = Some(desk);
    let studio = studio.ok_or("the second business was never founded")?;
    Ok((seeder, SeededBusinesses { agency, studio }))
}

/// The person who makes a change: an Admin or Manager who has joined by then.
fn manager_at(percent: i64) -> Person {
    let managers: Vec<Person> = PEOPLE[1..4].iter().copied().filter(|person| person.since < percent).collect();
    managers.get(usize::try_from(percent).unwrap_or_default() % managers.len().max(1)).copied().unwrap_or(PEOPLE[0])
}

impl Seeder<'_> {
    /// A moment in the morning, at this percentage of the two years.
    fn moment(&self, percent: i64) -> Timestamp {
        let at = self.now.plus_seconds(-DAYS * DAY + DAYS * DAY / 100 * percent);
        let midnight = at.plus_seconds(-(at.millis() / 1_000).rem_euclid(DAY));
        midnight.plus_seconds(15 * 3_600 + 7 * 60 * (percent % 13) + 41)
    }

    /// Moves the database's clock to a moment, forwards or backwards.
    fn set_clock(&self, moment: Timestamp) {
        self.db.clock().advance_seconds((moment.millis() - self.db.now().millis()) / 1_000);
    }

    /// Signs a person in for a moment, each time from the same address.
    async fn enter(&self, slug: &str, person: Person) -> Result<Viewpoint, DemoError> {
        let account = find_account(self.db, &Email::read(person.email)?).await?.ok_or(Refusal::NotFound)?;
        let address = format!("198.51.100.{}", 10 + person.since);
        let device = Device { address: address.clone(), agent: "Mozilla/5.0".into(), browser: None };
        let token = digest(sessions::open(self.db, account.id, &device).await?.expose_secret());
        let viewpoint = enter::by_session(self.db, &token, slug, &address).await?.ok_or(Refusal::NotFound)?;
        sessions::close(self.db, &token, &address).await?;
        Ok(viewpoint)
    }

    async fn proof<A: Action>(&self, slug: &str, person: Person) -> Result<May<A>, DemoError> {
        Ok(self.enter(slug, person).await?.may()?)
    }

    async fn create_business(&self, business: &str, owner: Person) -> Result<String, DemoError> {
        let new_business = NewBusiness {
            business: business.into(),
            name: owner.name.into(),
            email: owner.email.into(),
            password: PASSWORD.into(),
            time_zone: TIME_ZONE.into(),
            country: "US".into(),
        };
        Ok(create_business(self.db, self.passwords, new_business).await?.slug)
    }

    async fn make_groups(&mut self, slug: &str) -> Result<(), DemoError> {
        for name in CLIENTS.iter().filter_map(|client| client.group) {
            self.db.clock().advance_seconds(83);
            let draft = groups::Draft { name: name.into(), number_ids: Vec::new() };
            let group = groups::create(self.db, &self.proof(slug, PEOPLE[0]).await?, &draft).await?;
            self.groups.push((name, group.id));
        }
        Ok(())
    }

    /// A rule that says which calls are qualified.
    async fn add_rule(&self, slug: &str) -> Result<(), DemoError> {
        self.db.clock().advance_seconds(59);
        let conditions = ConditionsDraft {
            answered: true,
            first_time: true,
            min_talk_seconds: Some(90),
            ..ConditionsDraft::default()
        };
        let draft =
            qualified_rules::Draft { name: "Long first calls".into(), matches: Matches::All.word().into(), conditions };
        qualified_rules::add(self.db, &self.proof(slug, PEOPLE[0]).await?, &draft, false).await?;
        Ok(())
    }

    async fn make_tags(&self, slug: &str, desk: &mut Desk) -> Result<(), DemoError> {
        for (name, colour) in TAGS {
            self.db.clock().advance_seconds(29);
            let draft = tags::Draft { name: Some(name.into()), colour: Some(colour.into()) };
            let tag = tags::add(self.db, &self.proof(slug, PEOPLE[0]).await?, &draft).await?;
            desk.tags.insert(name, tag.id);
        }
        Ok(())
    }

    async fn block(&self, slug: &str, digits: &'static str, person: Person, desk: &mut Desk) -> Result<(), DemoError> {
        self.db.clock().advance_seconds(211);
        let blocked = blocked_callers::add(self.db, &self.proof(slug, person).await?, digits).await?;
        desk.blocked.push((digits, blocked.blocked_at));
        Ok(())
    }

    fn group(&self, name: &str) -> Option<GroupId> {
        self.groups.iter().find(|(known, _)| *known == name).map(|(_, id)| *id)
    }

    async fn add(&self, slug: &str, adder: Person, client: Client, line: Line) -> Result<SeededNumber, DemoError> {
        self.db.clock().advance_seconds(127);
        let group = client.group.and_then(|name| self.group(name));
        let draft = numbers::Draft {
            friendly_name: line.name.into(),
            source: line.source.into(),
            group_id: group.map(|id| id.to_string()).unwrap_or_default(),
            forward_to: client.forward_to.into(),
            records_calls: line.records_calls,
        };
        let number = numbers::add(self.db, &self.proof(slug, adder).await?, line.digits, &draft).await?;
        Ok(SeededNumber {
            number: number.id,
            destination: line.digits.parse()?,
            forward_to: client.forward_to.parse()?,
            since: number.created_at,
            client,
            line,
        })
    }

    /// The last days, in order: the last activity of each person, the invitations, the shared reports, the views, and people's words on
    /// calls. Then it is now.
    pub(super) async fn seed_last_days(&self, agency: &Business, words: Vec<(CallId, Words)>) -> Result<(), DemoError> {
        let ago = |minutes: i64| self.now.plus_seconds(-60 * minutes);
        let mut events: Vec<(Timestamp, LastEvent)> =
            PEOPLE.map(|person| (ago(person.idle_minutes), LastEvent::Active(person))).into();
        events.extend(GUESTS.map(|guest| (ago(guest.minutes_ago), LastEvent::Invites(guest))));
        events.extend(REPORTS.map(|report| (ago(report.minutes_ago), LastEvent::Shares(report))));
        events.extend(VIEWS.map(|view| (ago(view.minutes_ago), LastEvent::Keeps(view))));
        events.extend(words.into_iter().map(|(call, words)| (words.at, LastEvent::Says(call, words))));
        events.sort_by_key(|(at, _)| *at);
        for (at, event) in events {
            self.set_clock(at);
            match event {
                LastEvent::Active(person) => {
                    record_activity(self.db, &self.enter(&agency.slug, person).await?).await?;
                }
                LastEvent::Invites(guest) => self.invite(agency, guest).await?,
                LastEvent::Shares(report) => self.share(agency, report).await?,
                LastEvent::Keeps(view) => self.keep(&agency.slug, view).await?,
                LastEvent::Says(call, words) => self.say(&agency.slug, call, &words).await?,
            }
        }
        self.set_clock(self.now);
        Ok(())
    }

    /// A person rates a call, and perhaps writes a note.
    async fn say(&self, slug: &str, call: CallId, words: &Words) -> Result<(), DemoError> {
        let may = self.proof(slug, words.annotator.person).await?;
        let held = Call::hold(self.db, may, call).await?;
        calls::annotate(self.db, &held, &words.to_change()).await?;
        if let Some(note) = words.note {
            self.db.clock().advance_seconds(20);
            calls::notes::add(self.db, &held, note).await?;
        }
        Ok(())
    }

    async fn invite(&self, agency: &Business, guest: Guest) -> Result<(), DemoError> {
        let terms = Terms {
            plans: Plans::unlimited(),
            life_seconds: 7 * DAY,
            existing: ExistingAccounts::Added,
            hourly: HourlyLimits::default(),
        };
        let access = (guest.role == Role::Viewer).then(|| AccessDraft::from_access(&self.access(agency, guest.access)));
        let draft = invitations::Draft {
            name: guest.name.into(),
            email: guest.email.into(),
            role: guest.role.word().into(),
            access: access.map(Arc::new),
        };
        let may = self.proof(&agency.slug, PEOPLE[guest.by]).await?;
        invitations::invite(self.db, &may, &terms, &EmailComposer::disabled(), &draft).await?;
        Ok(())
    }

    /// A person saves a report for the team, with its schedule and its reader outside if it has them.
    async fn share(&self, agency: &Business, report: DemoReport) -> Result<(), DemoError> {
        let (slug, author) = (&agency.slug, PEOPLE[report.by]);
        let mut readers = Vec::new();
        for reader in report.readers {
            readers.push(self.enter(slug, PEOPLE[*reader]).await?.member().to_string());
        }
        let draft = saved::Draft {
            name: Some(report.name.into()),
            question: Some(report.question()?),
            is_shared: Some(true),
            schedule: (!readers.is_empty()).then(|| Some(DemoReport::schedule(readers))),
        };
        let id = saved::add(self.db, &self.proof(slug, author).await?, &draft).await?.id;
        if let Some(outside) = report.outside {
            self.db.clock().advance_seconds(47);
            let held = SavedReport::hold(self.db, self.proof(slug, author).await?, id).await?;
            saved::add_outside(self.db, &held, &outside.draft(&self.access(agency, outside.access))).await?;
        }
        Ok(())
    }

    async fn keep(&self, slug: &str, view: DemoView) -> Result<(), DemoError> {
        call_views::add(self.db, &self.proof(slug, PEOPLE[view.by]).await?, &view.draft()).await?;
        Ok(())
    }

    fn access(&self, agency: &Business, access: DemoAccess) -> NumberAccess {
        match access {
            DemoAccess::All => NumberAccess::All,
            DemoAccess::Numbers(digits) => {
                let lines = agency.lines.iter().filter(|line| digits.contains(&line.line.digits));
                NumberAccess::Specific { numbers: lines.map(|line| line.number).collect(), groups: [].into() }
            }
            DemoAccess::Group(name) => {
                NumberAccess::Specific { numbers: [].into(), groups: self.group(name).into_iter().collect() }
            }
            DemoAccess::Nothing => NumberAccess::Specific { numbers: [].into(), groups: [].into() },
        }
    }

    async fn add_member(&self, agency: &Business, person: Person) -> Result<(), DemoError> {
        self.db.clock().advance_seconds(311);
        let new_member = NewMember {
            email: Email::read(person.email)?,
            name: person.name.into(),
            role: person.role,
            access: self.access(agency, person.access),
            password_hash: Some(self.passwords.hash(PASSWORD.into()).await?),
        };
        add_by_operator(self.db, &operator(self.db, &agency.slug).await?, new_member).await?;
        Ok(())
    }
}

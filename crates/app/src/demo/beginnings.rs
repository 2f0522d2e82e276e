//! How the agency came to be what it is: founded two years ago, and since then run by its people, each change by
//! somebody who may make it.

use std::sync::Arc;

use crewline_core::access::{Action, May, Refusal, Role, Viewpoint, enter, operator, touch};
use crewline_core::carrier::connection::{self, Draft};
use crewline_core::db::Db;
use crewline_core::ids::GroupId;
use crewline_core::invitations::{self, Existing, Terms};
use crewline_core::mail::EmailComposer;
use crewline_core::members::{AccessDraft, Enrolment, Founding, NumberAccess, enrol, found};
use crewline_core::numbers::{self, groups};
use crewline_core::people::sessions::{self, Device};
use crewline_core::people::{Email, Passwords, find_account};
use crewline_core::seats::Plans;
use crewline_core::secret::{Seal, digest};
use crewline_core::time::Timestamp;
use secrecy::ExposeSecret;

use super::Trouble;
use super::agency::{CERAMICS, CLIENTS, Client, Line, NORTHLINE, STUDIO, TIME_ZONE};
use super::history::{DAYS, Tracked};
use super::people::{GUESTS, Guest, PASSWORD, PEOPLE, POTTER, Person, Sees};

const DAY: i64 = 86_400;
/// When in the percents the second business is founded: before its number is there.
const STUDIO_SINCE: i64 = 60;

/// A business that is set up.
pub(super) struct Business {
    pub(super) slug: String,
    pub(super) lines: Vec<Tracked>,
}

/// What was set up.
pub(super) struct Begun {
    pub(super) agency: Business,
    pub(super) studio: Business,
}

struct Stage<'s> {
    db: &'s Db,
    passwords: &'s Passwords,
    now: Timestamp,
    groups: Vec<(&'static str, GroupId)>,
}

/// Sets both businesses up, from two years ago to now.
pub(super) async fn begin(db: &Db, seal: &Seal, passwords: &Passwords, carrier: Draft) -> Result<Begun, Trouble> {
    let mut stage = Stage { db, passwords, now: db.now(), groups: Vec::new() };
    stage.turn_to(stage.moment(0));
    let mut agency = Business { slug: stage.found(NORTHLINE, PEOPLE[0]).await?, lines: Vec::new() };
    stage.make_groups(&agency.slug).await?;
    let mut carrier = Some(carrier);
    let mut studio = None;
    for percent in 0..100 {
        if percent > 0 {
            stage.turn_to(stage.moment(percent));
        }
        for person in PEOPLE.iter().skip(1).filter(|person| person.since == percent) {
            stage.enrol(&agency, *person).await?;
        }
        if let Some(draft) = carrier.take_if(|_| percent == 1) {
            db.clock().advance_seconds(641);
            let may = stage.of(&agency.slug, PEOPLE[1]).await?;
            connection::set(db, seal, &may, draft).await?;
        }
        for client in CLIENTS {
            for line in client.lines.iter().filter(|line| line.since == percent) {
                let adder = if percent == 0 { PEOPLE[0] } else { a_manager(percent) };
                let tracked = stage.add(&agency.slug, adder, client, *line).await?;
                agency.lines.push(tracked);
            }
        }
        if percent == STUDIO_SINCE {
            let slug = stage.found(CERAMICS, POTTER).await?;
            let line = stage.add(&slug, POTTER, STUDIO, STUDIO.lines[0]).await?;
            studio = Some(Business { slug, lines: vec![line] });
        }
    }
    stage.finish(&agency).await?;
    stage.turn_to(stage.now);
    Ok(Begun { agency, studio: studio.ok_or("the second business was never founded")? })
}

/// Who adds numbers later on: an Admin or Manager who is there by then.
fn a_manager(percent: i64) -> Person {
    let there: Vec<Person> = PEOPLE[1..4].iter().copied().filter(|person| person.since < percent).collect();
    there.get(usize::try_from(percent).unwrap_or_default() % there.len().max(1)).copied().unwrap_or(PEOPLE[0])
}

impl Stage<'_> {
    /// A moment so many percent of the way, in the morning.
    fn moment(&self, percent: i64) -> Timestamp {
        let at = self.now.plus_seconds(-DAYS * DAY + DAYS * DAY / 100 * percent);
        let midnight = at.plus_seconds(-(at.millis() / 1_000).rem_euclid(DAY));
        midnight.plus_seconds(15 * 3_600 + 7 * 60 * (percent % 13) + 41)
    }

    /// Lets the database's clock run, or turns it back at the beginning.
    fn turn_to(&self, moment: Timestamp) {
        self.db.clock().advance_seconds((moment.millis() - self.db.now().millis()) / 1_000);
    }

    /// A person as they come in for a moment, from the same network each time.
    async fn enter(&self, slug: &str, person: Person) -> Result<Viewpoint, Trouble> {
        let account = find_account(self.db, &Email::read(person.email)?).await?.ok_or(Refusal::NotFound)?;
        let address = format!("198.51.100.{}", 10 + person.since);
        let device = Device { address: address.clone(), agent: "Mozilla/5.0".into() };
        let token = digest(sessions::open(self.db, account.id, &device).await?.expose_secret());
        let viewpoint = enter::by_session(self.db, &token, slug, &address).await?.ok_or(Refusal::NotFound)?;
        sessions::close(self.db, &token, &address).await?;
        Ok(viewpoint)
    }

    async fn of<A: Action>(&self, slug: &str, person: Person) -> Result<May<A>, Trouble> {
        Ok(self.enter(slug, person).await?.may()?)
    }

    async fn found(&self, business: &str, owner: Person) -> Result<String, Trouble> {
        let founding = Founding {
            business: business.into(),
            name: owner.name.into(),
            email: owner.email.into(),
            password: PASSWORD.into(),
            time_zone: TIME_ZONE.into(),
            country: "US".into(),
        };
        Ok(found(self.db, self.passwords, founding).await?.slug)
    }

    async fn make_groups(&mut self, slug: &str) -> Result<(), Trouble> {
        for name in CLIENTS.iter().filter_map(|client| client.group) {
            self.db.clock().advance_seconds(83);
            let draft = groups::Draft { name: name.into(), number_ids: Vec::new() };
            let group = groups::create(self.db, &self.of(slug, PEOPLE[0]).await?, &draft).await?;
            self.groups.push((name, group.id));
        }
        Ok(())
    }

    fn group(&self, name: &str) -> Option<GroupId> {
        self.groups.iter().find(|(known, _)| *known == name).map(|(_, id)| *id)
    }

    async fn add(&self, slug: &str, adder: Person, client: Client, line: Line) -> Result<Tracked, Trouble> {
        self.db.clock().advance_seconds(127);
        let group = client.group.and_then(|name| self.group(name));
        let draft = numbers::Draft {
            friendly_name: line.name.into(),
            source: line.source.into(),
            group_id: group.map(|id| id.to_string()).unwrap_or_default(),
            forward_to: client.forward_to.into(),
            records_calls: line.records_calls,
        };
        let number = numbers::add(self.db, &self.of(slug, adder).await?, line.digits, &draft).await?;
        Ok(Tracked {
            number: number.id,
            destination: line.digits.parse()?,
            forward_to: client.forward_to.parse()?,
            since: number.created_at,
            client,
            line,
        })
    }

    /// The last days, in their order: who was last here when, and who was invited.
    async fn finish(&self, agency: &Business) -> Result<(), Trouble> {
        let mut days: Vec<(i64, Result<Person, Guest>)> = PEOPLE.map(|person| (person.idle_minutes, Ok(person))).into();
        days.extend(GUESTS.map(|guest| (guest.minutes_ago, Err(guest))));
        days.sort_by_key(|(minutes_ago, _)| -minutes_ago);
        for (minutes_ago, who) in days {
            self.turn_to(self.now.plus_seconds(-60 * minutes_ago));
            match who {
                Ok(person) => drop(touch(self.db, &self.enter(&agency.slug, person).await?).await?),
                Err(guest) => self.invite(agency, guest).await?,
            }
        }
        Ok(())
    }

    async fn invite(&self, agency: &Business, guest: Guest) -> Result<(), Trouble> {
        let terms = Terms { plans: Plans::unlimited(), life_seconds: 7 * DAY, existing: Existing::Added };
        let access = (guest.role == Role::Viewer).then(|| AccessDraft::of(&self.access(agency, guest.sees)));
        let draft = invitations::Draft {
            name: guest.name.into(),
            email: guest.email.into(),
            role: guest.role.word().into(),
            access: access.map(Arc::new),
        };
        let may = self.of(&agency.slug, PEOPLE[guest.by]).await?;
        invitations::invite(self.db, &may, &terms, &EmailComposer::disabled(), &draft).await?;
        Ok(())
    }

    fn access(&self, agency: &Business, sees: Sees) -> NumberAccess {
        match sees {
            Sees::All => NumberAccess::All,
            Sees::Numbers(digits) => {
                let seen = agency.lines.iter().filter(|line| digits.contains(&line.line.digits));
                NumberAccess::Specific { numbers: seen.map(|line| line.number).collect(), groups: [].into() }
            }
            Sees::Group(name) => {
                NumberAccess::Specific { numbers: [].into(), groups: self.group(name).into_iter().collect() }
            }
            Sees::Nothing => NumberAccess::Specific { numbers: [].into(), groups: [].into() },
        }
    }

    async fn enrol(&self, agency: &Business, person: Person) -> Result<(), Trouble> {
        self.db.clock().advance_seconds(311);
        let enrolment = Enrolment {
            email: Email::read(person.email)?,
            name: person.name.into(),
            role: person.role,
            access: self.access(agency, person.sees),
            password_hash: Some(self.passwords.hash(PASSWORD.into()).await?),
        };
        enrol(self.db, &operator(self.db, &agency.slug).await?, enrolment).await?;
        Ok(())
    }
}

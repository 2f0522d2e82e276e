//! A program with a house in it: two businesses that look alike, with people of every role.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::to_bytes;
use crewline::config::Config;
use crewline::http::routes::Route;
use crewline::state::App;
use crewline_core::access::{Role, Thing, Viewpoint, enter};
use crewline_core::db::testing::{Fresh, NOON, fresh};
use crewline_core::db::{Db, Kind};
use crewline_core::ids::{GroupId, InvitationId, JobId, MemberId, NumberId};
use crewline_core::invitations::{self, Outcome};
use crewline_core::jobs;
use crewline_core::log_in_as;
use crewline_core::mail::{EmailComposer, Letter};
use crewline_core::members::{AccessDraft, Member};
use crewline_core::numbers::groups::{self, Draft};
use crewline_core::people::sessions::Device;
use crewline_core::people::tokens;
use crewline_core::seats::{Plan, Plans};
use crewline_core::secret::{Seal, digest};
use crewline_core::testing::{House, letters, number, session};
use futures_util::StreamExt;
use secrecy::{ExposeSecret, SecretString};
use tower::ServiceExt;

use crate::ask::{Answer, Ask, Client};

/// The program, and where it keeps things.
pub(crate) struct Program {
    pub(crate) app: App,
    pub(crate) router: Router,
    pub(crate) folder: tempfile::TempDir,
}

impl Program {
    /// The program over a database, by the database's clock.
    pub(crate) async fn over(fresh: &Fresh) -> Self {
        Self::with_key(fresh, Seal::new_key().unwrap()).await
    }

    /// Another process of the same instance.
    pub(crate) async fn beside(&self, fresh: &Fresh) -> Self {
        Self::with_key(fresh, self.app.config.secret_key.clone().unwrap()).await
    }

    /// Over a fresh database with a business in it, whose plan has so many seats.
    pub(crate) async fn with_seats(kind: Kind, seats: u32) -> (Self, House) {
        Self::set(kind, |config| {
            let plan =
                |key: &str, seats| Plan { key: key.into(), name: key.into(), seats, numbers: None, upgrade_url: None };
            config.terms.plans = Plans::new(vec![plan("small", Some(seats)), plan("large", None)], None).unwrap();
        })
        .await
    }

    /// Over a fresh database with a business in it, with other settings.
    pub(crate) async fn set(kind: Kind, set: impl FnOnce(&mut Config)) -> (Self, House) {
        let house = House::new(kind).await;
        (Self::with(&house.fresh, Seal::new_key().unwrap(), set).await, house)
    }

    /// A browser that somebody has just signed in.
    pub(crate) async fn cookie(&self, house: &House, email: &str) -> Client {
        Client::Cookie(session(house.db(), email).await.expose_secret().to_owned())
    }

    async fn with_key(fresh: &Fresh, key: SecretString) -> Self {
        Self::with(fresh, key, |_| {}).await
    }

    async fn with(fresh: &Fresh, key: SecretString, set: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::from(None, |_| None).unwrap();
        config.database = fresh.target.clone();
        config.secret_key = Some(key);
        config.recordings = format!("file:{}", folder.path().display());
        // Nobody listens there: letters wait.
        config.smtp_url = Some("smtp://127.0.0.1:9".into());
        set(&mut config);
        let app = App::open_with(config, fresh.db.clock().clone()).await.unwrap();
        Self { router: crewline::router::router(app.clone()), app, folder }
    }

    /// Over a fresh database with nobody in it.
    pub(crate) async fn empty(kind: Kind) -> (Self, Fresh) {
        let fresh = fresh(kind).await;
        (Self::over(&fresh).await, fresh)
    }

    pub(crate) fn routes(&self) -> Vec<Route> {
        crewline::router::routes(&self.app)
    }

    pub(crate) async fn ask(&self, client: &Client, ask: Ask) -> Answer {
        let response = self.router.clone().oneshot(ask.by(client)).await.unwrap();
        let (parts, body) = response.into_parts();
        let is_stream = parts.headers.get("content-type").is_some_and(|kind| kind == "text/event-stream");
        let body = if is_stream { Vec::new() } else { to_bytes(body, usize::MAX).await.unwrap().to_vec() };
        Answer { status: parts.status, headers: parts.headers, body }
    }
}

impl Program {
    /// The letters that wait, opened, each with its kind.
    pub(crate) async fn letters(&self, house: &House) -> Vec<(String, Letter)> {
        let letters = letters(&house.fresh, &self.app.seal).await;
        letters.into_iter().map(|(kind, _, letter)| (kind, letter)).collect()
    }
}

/// What a business of the world has.
pub(crate) struct Side {
    pub(crate) owner: Viewpoint,
    pub(crate) numbers: Vec<NumberId>,
    pub(crate) group: GroupId,
    pub(crate) call: String,
    pub(crate) recording: String,
    /// To a viewer of the group.
    pub(crate) invitation: InvitationId,
    /// It has failed for good.
    pub(crate) job: JobId,
}

/// Two businesses: Northline with people of every role, and its Neighbour.
pub(crate) struct World {
    pub(crate) program: Program,
    pub(crate) house: House,
    pub(crate) ours: Side,
    pub(crate) theirs: Side,
    pub(crate) admin: Viewpoint,
    pub(crate) manager: Viewpoint,
    /// Sees the first number.
    pub(crate) viewer: Viewpoint,
    /// An id's tail that stands for nothing.
    pub(crate) unknown: String,
}

impl World {
    pub(crate) async fn new(kind: Kind) -> Self {
        Self::set(kind, |_| {}).await
    }

    /// With other settings.
    pub(crate) async fn set(kind: Kind, set: impl FnOnce(&mut Config)) -> Self {
        let (program, house) = Program::set(kind, set).await;
        let (_, neighbour) = house.neighbour().await;
        let ours = furnish(&program, &house, house.owner.clone(), "Meadow").await;
        let theirs = furnish(&program, &house, neighbour, "Harbour").await;
        let admin = house.person("Adam Reyes", Role::Admin).await;
        let manager = house.person("Mina Park", Role::Manager).await;
        let viewer = house.viewer("Vera Lund", &[ours.numbers[0]], &[]).await;
        // Far beyond the id of any row; not every text of eight letters is an id.
        let is_an_id = |tail: &String| format!("num_{tail}").parse::<NumberId>().is_ok();
        let unknown = (0..100_000).map(|count| format!("Row{count:05}")).find(is_an_id).unwrap();
        Self { program, house, ours, theirs, admin, manager, viewer, unknown }
    }

    pub(crate) fn db(&self) -> &Db {
        self.house.db()
    }

    pub(crate) async fn ask(&self, client: &Client, ask: Ask) -> Answer {
        self.program.ask(client, ask).await
    }

    /// A browser that somebody has just signed in.
    pub(crate) async fn cookie(&self, person: &Viewpoint) -> Client {
        Client::Cookie(session(self.db(), person.email()).await.expose_secret().to_owned())
    }

    /// A program with a new token of somebody.
    pub(crate) async fn token(&self, person: &Viewpoint) -> Client {
        let token = tokens::create(self.db(), &person.may().unwrap(), "test").await.unwrap();
        Client::Token(token.expose_secret().to_owned())
    }

    /// A browser in which the Owner is logged in as somebody.
    pub(crate) async fn logged_in_as(&self, person: &Viewpoint, with_changes: bool) -> Client {
        let (db, owner) = (self.db(), &self.ours.owner);
        let own = session(db, owner.email()).await.expose_secret().to_owned();
        let held = Member::hold(db, owner.may().unwrap(), person.member()).await.unwrap();
        let started = log_in_as::start(db, &held, "to see", &Device::default()).await.unwrap();
        let acting = started.token.expose_secret().to_owned();
        if with_changes {
            let seen = enter::logged_in_as(db, &digest(&acting), &digest(&own), &self.house.slug, "").await.unwrap();
            log_in_as::allow_changes(db, &seen.unwrap().may().unwrap()).await.unwrap();
        }
        Client::LoggedInAs(own, acting)
    }

    /// The letters that wait, opened, each with its kind.
    pub(crate) async fn letters(&self) -> Vec<(String, Letter)> {
        self.program.letters(&self.house).await
    }

    /// An open live stream of somebody.
    pub(crate) async fn stream(&self, client: &Client) -> Stream {
        let ask = Ask::get(format!("/b/{}/live", self.house.slug));
        let response = self.program.router.clone().oneshot(ask.by(client)).await.unwrap();
        assert_eq!(response.status(), axum::http::StatusCode::OK);
        Stream(response.into_body().into_data_stream())
    }

    /// A new viewer of all numbers, whom nobody misses.
    pub(crate) async fn newcomer(&self) -> MemberId {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("Newcomer {}", COUNT.fetch_add(1, Ordering::Relaxed));
        self.house.person(&name, Role::Viewer).await.member()
    }

    /// A new invitation that anybody who invites may resend and cancel.
    pub(crate) async fn invitation(&self) -> InvitationId {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let email = format!("guest.{}@example.com", COUNT.fetch_add(1, Ordering::Relaxed));
        let access = AccessDraft { kind: "all".into(), ..AccessDraft::default() };
        invite(&self.program, self.db(), &self.ours.owner, "A Guest", &email, access).await
    }

    /// A new job of the Owner's business that has failed for good.
    pub(crate) async fn failed_job(&self) -> JobId {
        failed_job(&self.house, &self.ours.owner, "The recording broke off.").await
    }

    /// A new number, which nobody misses.
    pub(crate) async fn new_number(&self) -> NumberId {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        number(self.db(), &self.ours.owner, &format!("Spare {count}"), &format!("+1212557{count:04}")).await
    }

    /// A number group with these numbers in it, which leave the one that they were in.
    pub(crate) async fn new_group(&self, numbers: &[NumberId]) -> GroupId {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("Group {}", COUNT.fetch_add(1, Ordering::Relaxed));
        let draft = Draft { name, number_ids: numbers.iter().map(ToString::to_string).collect() };
        groups::create(self.db(), &self.ours.owner.may().unwrap(), &draft).await.unwrap().id
    }
}

/// A live stream.
pub(crate) struct Stream(axum::body::BodyDataStream);

impl Stream {
    /// The next event.
    pub(crate) async fn next(&mut self) -> String {
        let part = tokio::time::timeout(Duration::from_secs(5), self.0.next()).await.expect("an event in time");
        String::from_utf8_lossy(&part.expect("an open stream").unwrap()).into_owned()
    }

    /// All that is told until the stream closes, which has to be within a second.
    pub(crate) async fn rest(&mut self) -> String {
        let all = async {
            let mut told = String::new();
            while let Some(part) = self.0.next().await {
                told.push_str(&String::from_utf8_lossy(&part.unwrap()));
            }
            told
        };
        tokio::time::timeout(Duration::from_secs(1), all).await.expect("a stream that closes within a second")
    }
}

/// Gives a business three numbers (the last two in a group), each with a call that was recorded and a text. All texts of it
/// hold the word; digits are the same everywhere.
async fn furnish(program: &Program, house: &House, owner: Viewpoint, word: &str) -> Side {
    let db = house.db();
    let mut numbers = Vec::new();
    for (place, kind) in ["Ads", "Quartz", "Zephyr"].into_iter().enumerate() {
        let name = format!("{word} {kind}");
        numbers.push(number(db, &owner, &name, &format!("+1212555010{place}")).await);
        call(program, house, &name, place).await;
    }
    let number_ids = numbers[1..].iter().map(ToString::to_string).collect();
    let draft = Draft { name: format!("{word} group"), number_ids };
    let group = groups::create(db, &owner.may().unwrap(), &draft).await.unwrap().id;
    let access = AccessDraft { kind: "specific".into(), group_ids: vec![group.to_string()], ..AccessDraft::default() };
    let email = format!("guest@{}.example", word.to_lowercase());
    let invitation = invite(program, db, &owner, &format!("{word} guest"), &email, access).await;
    let token = tokens::create(db, &owner.may().unwrap(), "looks").await.unwrap();
    let client = Client::Token(token.expose_secret().to_owned());
    let found = program.ask(&client, Ask::get(format!("/api/v1/calls?number_id={}", numbers[0]))).await.json();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let (call, recording) = (text(&found["calls"][0]["id"]), text(&found["calls"][0]["recording"]["id"]));
    let job = failed_job(house, &owner, &format!("{word} failure")).await;
    Side { owner, numbers, group, call, recording, invitation, job }
}

/// A job of somebody's business that has failed for good.
async fn failed_job(house: &House, owner: &Viewpoint, failure: &str) -> JobId {
    let (at, slug) = (NOON.millis(), owner.slug());
    house
        .fresh
        .run(&format!(
            "insert into jobs (business_id, kind, payload, created_at, due_at, attempts, failed_at, failure)
            select id, 'recording', bytes'7b7d', {at}, {at}, 20, {at}, '{failure}' from businesses where slug = '{slug}'"
        ))
        .await;
    jobs::failed(house.db(), &owner.may().unwrap()).await.unwrap()[0].id
}

/// Invites a viewer, by no mail.
async fn invite(
    program: &Program,
    db: &Db,
    inviter: &Viewpoint,
    name: &str,
    email: &str,
    access: AccessDraft,
) -> InvitationId {
    let draft = invitations::Draft {
        name: name.into(),
        email: email.into(),
        role: "viewer".into(),
        access: Some(access.into()),
    };
    let terms = &program.app.config.terms;
    let outcome =
        invitations::invite(db, &inviter.may().unwrap(), terms, &EmailComposer::disabled(), &draft).await.unwrap();
    let Outcome::Invited { invitation, .. } = outcome else { panic!("{outcome:?}") };
    invitation.id
}

/// A call to the number of a name, from a caller of that name, with a recording of those letters; and a text.
async fn call(program: &Program, house: &House, name: &str, place: usize) {
    let folded = format!("{} caller", name.to_lowercase());
    let file = format!("{}.mp3", name.replace(' ', "-"));
    let audio = format!("{name} audio");
    tokio::fs::write(program.folder.path().join(&file), &audio).await.unwrap();
    let (at, bytes) = (NOON.plus_seconds(-3_600).millis(), audio.len());
    let caller = format!("+1415555077{place}");
    let backwards: String = caller.chars().rev().collect();
    house.fresh.run(&format!(
        "insert into calls (business_id, number_id, carrier_id, direction, status, outcome, caller, caller_reversed,
                caller_kind, caller_name, caller_name_folded, destination, source, started_at, duration_seconds, talk_seconds)
            select business_id, id, '{name}', 'inbound', 'completed', 'connected', '{caller}', '{backwards}', 'number',
                '{name} Caller', '{folded}', phone_number, source, {at}, 90, 60
            from numbers where friendly_name = '{name}';
        insert into legs (business_id, call_id, carrier_id, target, status, created_at)
            select business_id, id, '{name}', '+13125550100', 'completed', {at} from calls where carrier_id = '{name}';
        insert into recordings (business_id, call_id, number_id, carrier_id, kind, status, place, media_type, bytes, created_at)
            select business_id, id, number_id, '{name}', 'call', 'stored', '{file}', 'audio/mpeg', {bytes}, {at}
            from calls where carrier_id = '{name}';
        insert into messages (business_id, number_id, provider, carrier_id, direction, status, from_address, from_kind,
                to_address, body, received_at)
            select business_id, id, 'twilio', '{name}', 'inbound', 'received', '{caller}', 'number', phone_number,
                '{name} text', {at}
            from numbers where friendly_name = '{name}'"
    )).await;
}

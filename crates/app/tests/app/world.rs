//! A program with two businesses that look alike, with members of every role.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::to_bytes;
use crewline::config::Config;
use crewline::http::routes::Route;
use crewline::state::App;
use crewline_core::access::{Role, Thing, Viewpoint, enter};
use crewline_core::accounts::sessions::Device;
use crewline_core::blocked_callers;
use crewline_core::db::testing::{KEY, START, TestDatabase, test_database};
use crewline_core::db::{Db, Kind};
use crewline_core::ids::{
    BlockedCallerId, CallViewId, GroupId, InvitationId, JobId, MemberId, NoteId, NumberId, QualifiedRuleId, ReportId,
    TagId,
};
use crewline_core::invitations::{self, Outcome};
use crewline_core::jobs;
use crewline_core::log_in_as;
use crewline_core::mail::{EmailComposer, OutgoingEmail};
use crewline_core::members::{AccessDraft, Member};
use crewline_core::numbers::groups::{self, Draft};
use crewline_core::seats::{Plan, Plans};
use crewline_core::secret::digest;
use crewline_core::testing::{TestBusiness, letters, number, session};
use futures_util::StreamExt;
use secrecy::{ExposeSecret, SecretString};
use tower::ServiceExt;

use crate::client::{Answer, Client, Request};
use crate::world_annotations::{add_rule, annotate_calls};
use crate::world_reports::shared_report;
use crate::world_views::shared_view;

/// The program under test, and the folder of its recordings.
pub(crate) struct Program {
    pub(crate) app: App,
    pub(crate) router: Router,
    pub(crate) folder: tempfile::TempDir,
}

impl Program {
    /// A program over a database, with the database's clock.
    pub(crate) async fn over(database: &TestDatabase) -> Self {
        Self::with_key(database, KEY.into()).await
    }

    /// A second process of the same instance.
    pub(crate) async fn other_process(&self, database: &TestDatabase) -> Self {
        Self::with_key(database, self.app.config.secret_key.clone().unwrap()).await
    }

    /// A program over a fresh database with one business, whose plan has `seats` seats.
    pub(crate) async fn with_seats(kind: Kind, seats: u32) -> (Self, TestBusiness) {
        Self::with_settings(kind, |config| {
            let plan =
                |key: &str, seats| Plan { key: key.into(), name: key.into(), seats, numbers: None, upgrade_url: None };
            config.terms.plans = Plans::new(vec![plan("small", Some(seats)), plan("large", None)], None).unwrap();
        })
        .await
    }

    /// A program over a fresh database with one business, with other settings.
    pub(crate) async fn with_settings(kind: Kind, set: impl FnOnce(&mut Config)) -> (Self, TestBusiness) {
        let business = TestBusiness::new(kind).await;
        (Self::open(&business.database, KEY.into(), set).await, business)
    }

    /// A browser that has just signed in.
    pub(crate) async fn cookie(&self, business: &TestBusiness, email: &str) -> Client {
        Client::Cookie(session(business.db(), email).await.expose_secret().to_owned())
    }

    async fn with_key(database: &TestDatabase, key: SecretString) -> Self {
        Self::open(database, key, |_| {}).await
    }

    async fn open(database: &TestDatabase, key: SecretString, set: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::from(None, |_| None).unwrap();
        config.database = database.target.clone();
        config.secret_key = Some(key);
        config.recordings = format!("file:{}", folder.path().display());
        // No server listens on this port, so letters stay queued.
        config.smtp_url = Some("smtp://127.0.0.1:9".into());
        config.database_patience = Duration::from_secs(60);
        set(&mut config);
        let app = App::open_with(config, database.db.clock().clone()).await.unwrap();
        Self { router: crewline::router::router(app.clone()), app, folder }
    }

    /// A program over an empty database.
    pub(crate) async fn empty(kind: Kind) -> (Self, TestDatabase) {
        let database = test_database(kind).await;
        (Self::over(&database).await, database)
    }

    /// Opens a live stream of a business.
    pub(crate) async fn stream(&self, client: &Client, business: &str) -> Stream {
        let request = Request::get(format!("/b/{business}/live"));
        let response = self.router.clone().oneshot(request.by(client)).await.unwrap();
        assert_eq!(response.status(), axum::http::StatusCode::OK);
        Stream(response.into_body().into_data_stream())
    }

    pub(crate) fn routes(&self) -> Vec<Route> {
        crewline::router::routes(&self.app)
    }

    pub(crate) async fn send(&self, client: &Client, request: Request) -> Answer {
        let response = self.router.clone().oneshot(request.by(client)).await.unwrap();
        let (parts, body) = response.into_parts();
        let is_stream = parts.headers.get("content-type").is_some_and(|kind| kind == "text/event-stream");
        let body = if is_stream { Vec::new() } else { to_bytes(body, usize::MAX).await.unwrap().to_vec() };
        Answer { status: parts.status, headers: parts.headers, body }
    }
}

impl Program {
    /// The queued letters, decrypted, each with its kind.
    pub(crate) async fn letters(&self, business: &TestBusiness) -> Vec<(String, OutgoingEmail)> {
        let letters = letters(&business.database, &self.app.seal).await;
        letters.into_iter().map(|(kind, _, letter)| (kind, letter)).collect()
    }
}

/// One of the two businesses.
pub(crate) struct Side {
    pub(crate) owner: Viewpoint,
    pub(crate) numbers: Vec<NumberId>,
    pub(crate) group: GroupId,
    pub(crate) call: String,
    pub(crate) recording: String,
    /// Invites a viewer of the group.
    pub(crate) invitation: InvitationId,
    /// A job that has failed for good.
    pub(crate) job: JobId,
    /// A tag of the first number's call.
    pub(crate) tag: TagId,
    /// A note on the first number's call, by the Owner.
    pub(crate) note: NoteId,
    pub(crate) blocked_caller: BlockedCallerId,
    /// A rule for qualified calls that matches none.
    pub(crate) rule: QualifiedRuleId,
    /// A report of the Owner, by the first number.
    pub(crate) report: ReportId,
    /// A view of the Owner, by the first number.
    pub(crate) view: CallViewId,
}

/// Two businesses: Northline, with members of every role, and its Neighbour.
pub(crate) struct World {
    pub(crate) program: Program,
    pub(crate) business: TestBusiness,
    pub(crate) ours: Side,
    pub(crate) theirs: Side,
    pub(crate) admin: Viewpoint,
    pub(crate) manager: Viewpoint,
    /// Sees the first number only.
    pub(crate) viewer: Viewpoint,
    /// The part of an id after its prefix, of no existing row.
    pub(crate) unknown: String,
}

impl World {
    pub(crate) async fn new(kind: Kind) -> Self {
        Self::with_settings(kind, |_| {}).await
    }

    /// A world whose program has other settings.
    pub(crate) async fn with_settings(kind: Kind, set: impl FnOnce(&mut Config)) -> Self {
        let (program, business) = Program::with_settings(kind, set).await;
        let (_, neighbour) = business.neighbour().await;
        let ours = add_sample_data(&program, &business, business.owner.clone(), "Meadow").await;
        let theirs = add_sample_data(&program, &business, neighbour, "Harbour").await;
        let admin = business.person("Adam Reyes", Role::Admin).await;
        let manager = business.person("Mina Park", Role::Manager).await;
        let viewer = business.viewer("Vera Lund", &[ours.numbers[0]], &[]).await;
        let unknown = unknown_tail();
        Self { program, business, ours, theirs, admin, manager, viewer, unknown }
    }

    pub(crate) fn db(&self) -> &Db {
        self.business.db()
    }

    pub(crate) async fn send(&self, client: &Client, request: Request) -> Answer {
        self.program.send(client, request).await
    }

    /// A browser that has just signed in.
    pub(crate) async fn cookie(&self, person: &Viewpoint) -> Client {
        Client::Cookie(session(self.db(), person.email()).await.expose_secret().to_owned())
    }

    /// A program with a new token of this member.
    pub(crate) async fn token(&self, person: &Viewpoint) -> Client {
        let token = crewline_core::testing::api_token(self.db(), &person.may().unwrap(), "test").await.unwrap();
        Client::Token(token.expose_secret().to_owned())
    }

    /// A browser in which the Owner is logged in as this member.
    pub(crate) async fn logged_in_as(&self, person: &Viewpoint, with_changes: bool) -> Client {
        let (db, owner) = (self.db(), &self.ours.owner);
        let own = session(db, owner.email()).await.expose_secret().to_owned();
        let held = Member::hold(db, owner.may().unwrap(), person.member()).await.unwrap();
        let started = log_in_as::start(db, &held, "to see", &Device::default()).await.unwrap();
        let acting = started.token.expose_secret().to_owned();
        if with_changes {
            let viewpoint =
                enter::logged_in_as(db, &digest(&acting), &digest(&own), &self.business.slug, "").await.unwrap();
            log_in_as::allow_changes(db, &viewpoint.unwrap().may().unwrap()).await.unwrap();
        }
        Client::LoggedInAs(own, acting)
    }

    /// The queued letters, decrypted, each with its kind.
    pub(crate) async fn letters(&self) -> Vec<(String, OutgoingEmail)> {
        self.program.letters(&self.business).await
    }

    /// Opens a live stream.
    pub(crate) async fn stream(&self, client: &Client) -> Stream {
        self.program.stream(client, &self.business.slug).await
    }

    /// A new viewer of all numbers, whom a test may edit or remove.
    pub(crate) async fn new_member(&self) -> MemberId {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("Newcomer {}", COUNT.fetch_add(1, Ordering::Relaxed));
        self.business.person(&name, Role::Viewer).await.member()
    }

    /// A new invitation that every inviting role may resend and cancel.
    pub(crate) async fn new_invitation(&self) -> InvitationId {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let email = format!("guest.{}@example.com", COUNT.fetch_add(1, Ordering::Relaxed));
        let access = AccessDraft { kind: "all".into(), ..AccessDraft::default() };
        invite(&self.program, self.db(), &self.ours.owner, "A Guest", &email, access).await
    }

    /// A new job of the Owner's business that has failed for good.
    pub(crate) async fn failed_job(&self) -> JobId {
        add_failed_job(&self.business, &self.ours.owner, "The recording broke off.").await
    }

    /// A new number, which a test may change or release.
    pub(crate) async fn new_number(&self) -> NumberId {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        number(self.db(), &self.ours.owner, &format!("Spare {count}"), &format!("+1212557{count:04}")).await
    }

    /// A new number group of these numbers, which leave their former group.
    pub(crate) async fn new_group(&self, numbers: &[NumberId]) -> GroupId {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("Group {}", COUNT.fetch_add(1, Ordering::Relaxed));
        let draft = Draft { name, number_ids: numbers.iter().map(ToString::to_string).collect() };
        groups::create(self.db(), &self.ours.owner.may().unwrap(), &draft).await.unwrap().id
    }
}

/// The part of an id after its prefix that no row has.
pub(crate) fn unknown_tail() -> String {
    "0UnknownUnknownUnknown".to_owned()
}

/// A live stream.
pub(crate) struct Stream(axum::body::BodyDataStream);

impl Stream {
    /// The next event.
    pub(crate) async fn next(&mut self) -> String {
        let part = tokio::time::timeout(Duration::from_secs(5), self.0.next()).await.expect("an event in time");
        String::from_utf8_lossy(&part.expect("an open stream").unwrap()).into_owned()
    }

    /// Reads until the stream closes, which has to be within a second.
    pub(crate) async fn read_to_end(&mut self) -> String {
        self.read_to_end_within(Duration::from_secs(1)).await
    }

    /// Reads until the stream closes, within a time.
    pub(crate) async fn read_to_end_within(&mut self, time: Duration) -> String {
        let all = async {
            let mut received = String::new();
            while let Some(part) = self.0.next().await {
                received.push_str(&String::from_utf8_lossy(&part.unwrap()));
            }
            received
        };
        tokio::time::timeout(time, all).await.expect("a stream that closes in time")
    }
}

/// Gives a business three numbers (the last two in a group), each with a recorded call and a message. Its names contain
/// `word`; its digits are the same as the other business's.
async fn add_sample_data(program: &Program, business: &TestBusiness, owner: Viewpoint, word: &str) -> Side {
    let db = business.db();
    let mut numbers = Vec::new();
    for (index, kind) in ["Ads", "Quartz", "Zephyr"].into_iter().enumerate() {
        let name = format!("{word} {kind}");
        numbers.push(number(db, &owner, &name, &format!("+1212555010{index}")).await);
        add_call(program, business, &name, index).await;
    }
    let number_ids = numbers[1..].iter().map(ToString::to_string).collect();
    let draft = Draft { name: format!("{word} group"), number_ids };
    let group = groups::create(db, &owner.may().unwrap(), &draft).await.unwrap().id;
    let access = AccessDraft { kind: "specific".into(), group_ids: vec![group.to_string()], ..AccessDraft::default() };
    let email = format!("guest@{}.example", word.to_lowercase());
    let invitation = invite(program, db, &owner, &format!("{word} guest"), &email, access).await;
    let token = crewline_core::testing::api_token(db, &owner.may().unwrap(), "looks").await.unwrap();
    let client = Client::Token(token.expose_secret().to_owned());
    let page = program.send(&client, Request::get(format!("/api/v1/calls?number_id={}", numbers[0]))).await.json();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let (call, recording) = (text(&page["calls"][0]["id"]), text(&page["calls"][0]["recording"]["id"]));
    let job = add_failed_job(business, &owner, &format!("{word} failure")).await;
    let (tag, note) = annotate_calls(db, &owner).await;
    let blocked_caller = blocked_callers::add(db, &owner.may().unwrap(), "+14155550772").await.unwrap().id;
    let rule = add_rule(db, &owner, &format!("{word} rule")).await;
    let report = shared_report(db, &owner, &numbers, group, word).await;
    let view = shared_view(db, &owner, &numbers, group, word).await;
    Side { owner, numbers, group, call, recording, invitation, job, tag, note, blocked_caller, rule, report, view }
}

/// Adds a job that has failed for good.
async fn add_failed_job(business: &TestBusiness, owner: &Viewpoint, failure: &str) -> JobId {
    let (at, slug) = (START.millis(), owner.slug());
    business
        .database
        .run(&format!(
            "insert into jobs (business_id, kind, payload, created_at, due_at, attempts, failed_at, failure)
            select id, 'recording', bytes'7b7d', {at}, {at}, 20, {at}, '{failure}' from businesses where slug = '{slug}'"
        ))
        .await;
    jobs::failed(business.db(), &owner.may().unwrap()).await.unwrap()[0].id
}

/// Invites a viewer without an email.
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

/// Adds a recorded call and a message to the number `name`; the caller and the audio contain the name, too.
async fn add_call(program: &Program, business: &TestBusiness, name: &str, index: usize) {
    let folded = format!("{} caller", name.to_lowercase());
    let file = format!("{}.mp3", name.replace(' ', "-"));
    let audio = format!("{name} audio");
    tokio::fs::write(program.folder.path().join(&file), &audio).await.unwrap();
    let (at, bytes) = (START.plus_seconds(-3_600).millis(), audio.len());
    let caller = format!("+1415555077{index}");
    let reversed: String = caller.chars().rev().collect();
    business.database.run(&format!(
        "insert into calls (business_id, number_id, carrier_id, direction, status, outcome, caller, caller_reversed,
                caller_kind, caller_name, caller_name_folded, destination, source, started_at, duration_seconds, talk_seconds)
            select business_id, id, '{name}', 'inbound', 'completed', 'connected', '{caller}', '{reversed}', 'number',
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

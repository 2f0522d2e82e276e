//! The demo's people, calls, recordings and audit log are as promised.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crewline_core::access::{Thing, Viewpoint, actions, enter, operator};
use crewline_core::accounts::sessions::Device;
use crewline_core::accounts::{self, Email, Passwords};
use crewline_core::calls::{self, Call, CallStatus, CallerKind, Filter};
use crewline_core::db::Kind;
use crewline_core::db::testing::{TestDatabase, test_database};
use crewline_core::mail::EmailComposer;
use crewline_core::recordings::{self, Store};
use crewline_core::reports::calendar::{Compare, NamedPeriod, PeriodChoice};
use crewline_core::secret::{Seal, digest};
use crewline_core::time::Clock;
use crewline_core::{audit, blocked_callers, both_engines, businesses, numbers, reports, tags};
use futures_util::TryStreamExt;
use jiff::tz::TimeZone;
use mock_carrier::{CallScript, Callee, Time};
use secrecy::ExposeSecret;
use tokio::net::TcpListener;

use super::people::{DemoAccess, PASSWORD, PEOPLE, POTTER};
use super::{DemoError, DemoResult, DemoSettings, agency, create, live};

mod words;

struct Demo {
    database: TestDatabase,
    folder: tempfile::TempDir,
    result: DemoResult,
}

async fn seed_into(
    database: &TestDatabase,
    folder: &std::path::Path,
    seed: u64,
    calls: u64,
) -> Result<DemoResult, DemoError> {
    let seal = Seal::from_text(&Seal::new_key().expect("random bytes")).expect("a key");
    let carrier = crewline_core::carrier::connection::Draft {
        provider: "twilio".into(),
        account: "AC1".into(),
        secret: Some("a-token".into()),
        ..Default::default()
    };
    let store = Store::from_setting(&format!("file:{}", folder.display())).expect("a store");
    let settings = DemoSettings { seed, calls, recordings: &store };
    create(&database.db, &seal, &Passwords::with_limit(2), carrier, settings, |_| {}).await
}

impl Demo {
    async fn new(kind: Kind, seed: u64, calls: u64) -> Self {
        let (database, folder) = (test_database(kind).await, tempfile::tempdir().expect("a folder"));
        let result = seed_into(&database, folder.path(), seed, calls).await.expect("a demo");
        Self { database, folder, result }
    }

    /// Signs in a person of the printed table, with the printed password.
    async fn sign_in(&self, email: &str) -> Viewpoint {
        let db = &self.database.db;
        let (email, device) = (Email::read(email).expect("an address"), Device::default());
        let passwords = Passwords::with_limit(2);
        let signed_in =
            accounts::sign_in(db, &passwords, &email, PASSWORD.into(), &device, &EmailComposer::disabled()).await;
        let signed_in = signed_in.expect("the database");
        let (_, token) = signed_in.expect("the password that is printed");
        let viewpoint = enter::by_session(db, &digest(token.expose_secret()), &self.result.slug, "").await;
        viewpoint.expect("the database").expect("a member")
    }

    /// All calls that a viewpoint sees, newest first.
    async fn calls(&self, viewpoint: &Viewpoint) -> Vec<Call> {
        let may = viewpoint.may().expect("everybody may");
        let (mut all, mut cursor) = (Vec::new(), None);
        loop {
            let page = calls::list(&self.database.db, &may, &Filter::default(), cursor, 500).await.expect("a page");
            all.extend(page.calls);
            cursor = page.older;
            if cursor.is_none() {
                return all;
            }
        }
    }

    async fn all_calls(&self) -> Vec<Call> {
        self.calls(&self.sign_in(PEOPLE[0].email).await).await
    }
}

#[both_engines]
async fn every_demo_user_signs_in_and_sees_the_listed_numbers(kind: Kind) {
    let demo = Demo::new(kind, 1, 600).await;
    let all = demo.all_calls().await;
    assert_eq!(all.len(), 597, "one call in 200 belongs to the second business");
    for person in PEOPLE {
        let viewpoint = demo.sign_in(person.email).await;
        let seen = demo.calls(&viewpoint).await;
        let choices = numbers::options(&demo.database.db, &viewpoint.may().expect("everybody may"), None, 500).await;
        let choices = choices.expect("the database").len();
        assert_eq!(viewpoint.role(), person.role);
        let of = |digits: &[&str]| all.iter().filter(|call| digits.contains(&call.destination.as_str())).count();
        match person.access {
            DemoAccess::All => assert_eq!((seen.len(), choices), (all.len(), 40), "{}", person.name),
            DemoAccess::Numbers(digits) => {
                assert!(!seen.is_empty() && seen.iter().all(|call| digits.contains(&call.destination.as_str())));
                assert_eq!((seen.len(), choices), (of(digits), digits.len()), "{}", person.name);
            }
            DemoAccess::Group(name) => {
                let client = agency::CLIENTS.iter().find(|client| client.group == Some(name)).expect("a client");
                let digits: Vec<&str> = client.lines.iter().map(|line| line.digits).collect();
                assert_eq!((seen.len(), choices), (of(&digits), digits.len()), "{}", person.name);
            }
            DemoAccess::Nothing => assert_eq!((seen.len(), choices), (0, 0), "{}", person.name),
        }
    }
    let potter = Email::read(POTTER.email).expect("an address");
    let potter = accounts::find_account(&demo.database.db, &potter).await.expect("the database").expect("an account");
    assert_eq!(businesses::of_user(&demo.database.db, potter.id).await.expect("the database").len(), 2);
}

#[both_engines]
async fn the_demos_audit_log_is_complete_and_its_chain_verifies(kind: Kind) {
    let demo = Demo::new(kind, 1, 0).await;
    let operator = operator(&demo.database.db, &demo.result.slug).await.expect("a business");
    let log = audit::verify(&demo.database.db, &operator).await.expect("the database").expect("a whole chain");
    // The business, three groups, a rule, twelve tags, seven people, forty numbers, the carrier, three blocked callers, three invitations,
    // three reports, an address outside, two views, the set-up's list put away.
    assert_eq!(log.head.sequence, 1 + 3 + 1 + 12 + 7 + 40 + 1 + 3 + 3 + 3 + 1 + 2 + 1);
    let admin = demo.sign_in(PEOPLE[1].email).await;
    let page = audit::list(&demo.database.db, &admin.may().expect("an Admin may"), &Default::default(), None, 100)
        .await
        .expect("a page");
    assert!(page.entries.windows(2).all(|pair| pair[1].at < pair[0].at), "the times are distinct and in order");
    let adders: BTreeSet<_> = page.entries.iter().map(|entry| entry.actor_name.as_str()).collect();
    assert!(adders.is_superset(&["Olga Marsh", "Ada Dietrich", "Mateo Silva", "Priya Raman"].into()), "{adders:?}");
}

#[both_engines]
async fn the_demo_refuses_a_database_that_has_a_business(kind: Kind) {
    let demo = Demo::new(kind, 1, 10).await;
    let before = demo.all_calls().await;
    let refused = seed_into(&demo.database, demo.folder.path(), 2, 10).await.expect_err("a refusal").to_string();
    assert!(refused.contains("has businesses already") && !refused.contains('\n'), "{refused}");
    assert_eq!(demo.all_calls().await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_seed_makes_the_same_calls_on_sqlite_and_postgres() {
    // Each database has ids of its own.
    let of = |kind, seed| async move {
        let calls = Demo::new(kind, seed, 400).await.all_calls().await;
        calls
            .into_iter()
            .map(|call| {
                let tags: Vec<_> = call.tags.into_iter().map(|tag| tag.name).collect();
                let words = (call.qualified, call.value_cents, call.spam, tags);
                (call.started_at, call.caller, call.destination, call.outcome, call.talk_seconds, words)
            })
            .collect::<Vec<_>>()
    };
    let calls = of(Kind::Sqlite, 7).await;
    assert_eq!(calls, of(Kind::Postgres, 7).await);
    assert_ne!(calls, of(Kind::Sqlite, 8).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn demo_calls_follow_the_hours_and_seasons() {
    let demo = Demo::new(Kind::Sqlite, 3, 4_000).await;
    let (calls, now) = (demo.all_calls().await, demo.database.db.now());
    let zone = TimeZone::get(agency::TIME_ZONE).expect("a zone");
    let (mut hours, mut statuses, mut callers) = ([0; 24], BTreeMap::new(), BTreeMap::new());
    let mut weekend = 0;
    for call in &calls {
        let at = zone.to_datetime(call.started_at.jiff());
        hours[usize::try_from(at.hour()).expect("an hour")] += 1;
        weekend += usize::from(at.weekday().to_monday_zero_offset() > 4);
        *statuses.entry(call.status.word()).or_insert(0) += 1;
        *callers.entry(call.caller.as_deref()).or_insert(0) += 1;
        let whole = call.duration_seconds.expect("it is over");
        assert!(call.started_at.plus_seconds(whole) <= now, "a call that ends after now");
        assert_eq!(call.status == CallStatus::Completed, call.talk_seconds.is_some());
        assert_eq!(call.caller_kind == CallerKind::Anonymous, call.caller.is_none());
        assert!(call.source.len() > 2);
        for digits in call.caller.iter().chain([&call.destination]) {
            assert!(digits.len() == 12 && digits[5..].starts_with("55501"), "{digits} is not reserved for fiction");
        }
    }
    let in_hours = |range: std::ops::Range<usize>| hours[range].iter().sum::<usize>();
    assert!(in_hours(9..17) > 6 * in_hours(0..8) && in_hours(9..17) > calls.len() / 2, "{hours:?}");
    assert!(weekend > 0 && weekend * 5 < calls.len(), "{weekend} of {} on weekends", calls.len());
    assert_eq!(statuses.keys().copied().collect::<Vec<_>>(), ["busy", "completed", "failed", "missed", "voicemail"]);
    assert!(statuses["completed"] * 2 > calls.len() && statuses["failed"] * 20 < calls.len(), "{statuses:?}");
    assert!(callers[&None] > 40, "some hide their number");
    assert!(callers.values().filter(|times| **times > 1).count() > 300, "some call again");
    let span = now.seconds_since(calls.last().expect("calls").started_at) / 86_400;
    assert!((715..=730).contains(&span), "{span} days");
    assert!(now.seconds_since(calls[0].started_at) < 86_400);
    let numbers: BTreeSet<_> = calls.iter().map(|call| call.number_id).collect();
    assert_eq!(numbers.len(), 40);
}

#[both_engines]
async fn the_demos_figures_are_an_agencys_and_verify(kind: Kind) {
    let demo = Demo::new(kind, 3, 3_000).await;
    let (db, slug) = (&demo.database.db, &demo.result.slug);
    let business = operator(db, slug).await.expect("a business");
    let verified = reports::verify(db, &business).await.expect("the database");
    assert!(verified.expect("sums as the calls say").hours > 1_000);
    let audit = audit::verify(db, &business).await.expect("the database").expect("a whole chain");
    assert!(audit.head.sequence > 78 + 3, "people's newest words are in the audit log: {}", audit.head.sequence);
    let owner = demo.sign_in(PEOPLE[0].email).await;
    let may = owner.may().expect("an Owner may");
    assert_eq!(tags::list(db, &may).await.expect("the database").len(), 12);
    let question = reports::Question {
        period: PeriodChoice::Named(NamedPeriod::Last90Days),
        compare: Compare::Previous,
        filter: reports::Filter::default(),
    };
    let dashboard = reports::dashboard(db, &owner.may().expect("an Owner may"), &question).await.expect("figures");
    let sums = dashboard.totals.sums;
    let share = |part: i64, of: i64| part * 100 / of.max(1);
    assert!((55..90).contains(&share(sums.answered, sums.calls)), "{sums:?}");
    assert!((30..70).contains(&share(sums.qualified, sums.answered)), "{sums:?}");
    assert!((35..70).contains(&share(sums.first_time_callers, sums.calls)), "{sums:?}");
    assert!((10_000..300_000).contains(&(sums.value_cents / sums.answered.max(1))), "{sums:?}");
    assert!(dashboard.to_call_back.len() <= 15, "{:?}", dashboard.to_call_back);
    let calls = demo.all_calls().await;
    let count = |is: fn(&Call) -> bool| calls.iter().filter(|call| is(call)).count();
    assert!(count(|call| call.spam) > 20 && count(|call| call.blocked) > 3);
    assert!(count(|call| call.tags.len() > 1) > 200 && count(|call| call.value_cents.is_some()) > 200);
    assert!(calls.iter().all(|call| !call.spam || call.qualified.is_none()));
    let blocked = blocked_callers::list(db, &owner.may().expect("an Owner may"), None, 10).await.expect("a page");
    assert_eq!(blocked.callers.len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_team_shares_three_reports_and_one_goes_to_the_owner_and_a_viewer_each_monday() {
    let demo = Demo::new(Kind::Sqlite, 6, 4_000).await;
    let db = &demo.database.db;
    let (owner, dana) = (demo.sign_in(PEOPLE[0].email).await, demo.sign_in(PEOPLE[6].email).await);
    let mut calls = Vec::new();
    for (reader, is_mailed) in [(&owner, true), (&dana, true), (&demo.sign_in(PEOPLE[4].email).await, false)] {
        let may = reader.may::<actions::SeeAnalytics>().expect("everybody may");
        let reports = reports::saved::list(db, &may, None, 10).await.expect("a page").reports;
        let names: Vec<&str> = reports.iter().map(|report| report.name.as_str()).collect();
        assert_eq!(names, ["The week by number", "Missed calls by hour", "Calls by source, last 30 days"]);
        let mailed: Vec<bool> = reports.iter().map(|report| report.is_mailed).collect();
        assert_eq!(mailed, [is_mailed, false, false], "{}", reader.name());
        let [week, missed, sources] = &reports[..] else { panic!("three reports") };
        let next = week.next_run_at.expect("a next run");
        let local = TimeZone::get(agency::TIME_ZONE).expect("a zone").to_datetime(next.jiff());
        assert_eq!((local.weekday(), local.hour(), local.minute()), (jiff::civil::Weekday::Monday, 8, 0));
        let ask = async |report: &reports::saved::SavedReport| {
            let page = reports::analytics::RowsPage::default();
            reports::analytics::analytics(db, &may, &report.question.question, page).await.expect("an answer")
        };
        assert_eq!(ask(missed).await.rows.len(), 24, "each hour of the day");
        calls.push(ask(sources).await.totals.sums.calls);
    }
    let [all, of_dental, of_a_number] = calls[..] else { panic!("{calls:?}") };
    assert!(of_a_number > 0 && of_a_number < of_dental && of_dental < all, "{calls:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn most_demo_calls_are_missed_when_nobody_is_there() {
    let demo = Demo::new(Kind::Sqlite, 5, 4_000).await;
    let zone = TimeZone::get(agency::TIME_ZONE).expect("a zone");
    let (mut missed, mut by_source) = ([0; 2], BTreeMap::<String, (usize, usize)>::new());
    for call in demo.all_calls().await.iter().filter(|call| !call.spam && !call.blocked) {
        let client =
            agency::CLIENTS.iter().find(|client| client.lines.iter().any(|line| line.digits == call.destination));
        let at = zone.to_datetime(call.started_at.jiff());
        let hour = usize::try_from(at.hour()).expect("an hour");
        let is_open = client.expect("a client").trade.is_open(at.weekday(), hour);
        if call.status == CallStatus::Missed {
            missed[usize::from(is_open)] += 1;
        }
        if is_open {
            let (answered, all) = by_source.entry(call.source.clone()).or_default();
            *answered += usize::from(call.status == CallStatus::Completed);
            *all += 1;
        }
    }
    assert!(missed[0] > missed[1], "{missed:?}");
    let may = demo.sign_in(PEOPLE[0].email).await.may().expect("an Owner may");
    let waiting = reports::call_back::list(&demo.database.db, &may, &reports::Filter::default(), false, 50).await;
    let waiting = waiting.expect("the database");
    assert!((1..=15).contains(&waiting.len()), "{waiting:?}");
    let two_days_ago = demo.database.db.now().plus_seconds(-2 * 86_400);
    assert!(waiting.iter().all(|caller| caller.at >= two_days_ago), "{waiting:?}");
    let share = |source: &str| by_source.get(source).map_or(0, |(answered, all)| answered * 100 / all);
    assert!(share("Google Business Profile") > share("Facebook") + 5, "{by_source:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn demo_recordings_are_playable() {
    let demo = Demo::new(Kind::Sqlite, 3, 800).await;
    let owner = demo.sign_in(PEOPLE[0].email).await;
    let store = Store::from_setting(&format!("file:{}", demo.folder.path().display())).expect("a store");
    let (mut of_calls, mut distinct) = (0, BTreeSet::new());
    for call in demo.calls(&owner).await.iter().filter(|call| call.recording.is_some()) {
        of_calls += 1;
        let may = owner.may::<actions::HearRecordings>().expect("an Owner may");
        let held = Call::hold(&demo.database.db, may, call.id).await.expect("a call");
        let audio = recordings::open(&demo.database.db, &held, None).await.expect("the database").expect("a sound");
        let parts = audio.stream(&store, 0..audio.bytes()).await.expect("the store");
        let sound = parts.try_collect::<Vec<_>>().await.expect("the store").concat();
        assert_eq!(sound.len() as u64, audio.bytes());
        match audio.media_type.as_str() {
            "audio/wav" => assert!(sound.starts_with(b"RIFF")),
            "audio/mpeg" => assert!(sound.starts_with(&[0xFF, 0xF3])),
            other => panic!("{other}"),
        }
        distinct.insert(sound);
    }
    assert!(of_calls > 300, "{of_calls} of 800 calls can be heard");
    assert!(distinct.len() > 36, "{} distinct sounds", distinct.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mock_carrier_call_arrives_by_signed_webhooks_and_is_listed() {
    let folder = tempfile::tempdir().expect("a folder");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("an address");
    let address = listener.local_addr().expect("an address");
    let path_of = |name: &str| folder.path().join(name).display().to_string();
    let mut config = crate::config::Config::from(None, |key| match key {
        "database" => Some(format!("sqlite:{}", path_of("demo.db"))),
        "recordings" => Some(format!("file:{}", path_of("recordings"))),
        // The carrier's requests to this address go to the listener.
        "public_url" => Some("https://calls.northline.example".into()),
        _ => None,
    })
    .expect("settings");
    config.bind = address;
    let carrier = live::start(5, config.public_url.as_str(), address).await.expect("a carrier");
    let app = crate::state::App::open_with(config.clone(), Clock::at(Clock::System.now())).await.expect("a database");
    let settings = DemoSettings { seed: 5, calls: 40, recordings: &app.recordings };
    let draft = live::connection(&carrier);
    let result = create(&app.db, &app.seal, &app.passwords, draft, settings, |_| {}).await.expect("a demo");
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(crate::http::server::serve(
        listener,
        crate::router::router(app.clone()),
        async { drop(stopped.await) },
        Duration::from_secs(5),
    ));
    let ringing = live::start_traffic(&carrier, &result, config.public_url.as_str(), 5).expect("numbers");
    let mut script = CallScript::new("+13125550177", &result.numbers[0]).callee(Callee::answers(4_000, 65_000));
    script.time = Some(Time::Instant);
    let transcript = carrier.place(script).await.expect("a number of the carrier's");
    assert!(transcript.problems.is_empty(), "{:?}", transcript.problems);
    assert!(transcript.outcome.bridged);
    let (email, device) = (Email::read(PEOPLE[0].email).expect("an address"), Device::default());
    let (_, token) =
        accounts::sign_in(&app.db, &app.passwords, &email, PASSWORD.into(), &device, &EmailComposer::disabled())
            .await
            .expect("the database")
            .expect("the Owner");
    let owner = enter::by_session(&app.db, &digest(token.expose_secret()), &result.slug, "").await;
    let may = owner.expect("the database").expect("a member").may().expect("an Owner may");
    let filter = Filter { q: Some("+13125550177".into()), ..Filter::default() };
    let page = calls::list(&app.db, &may, &filter, None, 500).await.expect("a page");
    let call = page.calls.first().expect("the call");
    assert_eq!((call.status, call.talk_seconds), (CallStatus::Completed, Some(65)));
    drop(ringing);
    drop(stop);
    serving.await.expect("a server that stops");
}

#[test]
fn the_sign_in_table_lists_every_demo_user() {
    let table = super::sign_ins();
    assert!(PEOPLE.iter().all(|person| table.contains(person.email)), "{table}");
    assert!(table.contains(PASSWORD) && table.contains("Owner of Raman Ceramics"), "{table}");
}

//! A business is deleted, taken back, and removed for good.

use std::collections::BTreeMap;

use crewline_core::access::{Departed, Refusal, Role, Viewpoint, actions, departed, enter, operator, revalidate};
use crewline_core::accounts::{Email, RecentPassword, find_account, sessions::Device};
use crewline_core::businesses::of_user;
use crewline_core::carrier::connection::{LookUp, look_up};
use crewline_core::carrier::standby::Standby;
use crewline_core::db::testing::{self, START, migrate_to, migrations, raw, unopened_database};
use crewline_core::db::{Kind, Target};
use crewline_core::deletion::{
    Contents, REMOVALS, RemoveBusinesses, Request, ask, contents, enqueue_removals, find_deleted, removal_of, take_back,
};
use crewline_core::jobs::{Backoff, Job, Kind as JobKind, OnStop, Registry, Worker};
use crewline_core::live::Change;
use crewline_core::log_in_as;
use crewline_core::mail::EmailComposer;
use crewline_core::members;
use crewline_core::recordings::Store;
use crewline_core::secret::{Digest, digest};
use crewline_core::testing::{api_token, letters, session};
use crewline_core::time::{Clock, Timestamp};
use crewline_core::{Error, audit, both_engines, businesses};
use secrecy::ExposeSecret;

use crate::carrier_fixture::CarrierFixture;
use crate::team_fixture::TeamFixture;

const DAY: i64 = 86_400;

async fn delete(team: &TeamFixture, who: &Viewpoint, name: &str) -> Result<Timestamp, Error> {
    let request = Request { name: name.into() };
    ask(team.db(), &who.may()?, &RecentPassword::assumed(), &request, &team.composer()).await
}

async fn own_session(team: &TeamFixture, who: &Viewpoint) -> Digest {
    digest(session(team.db(), who.email()).await.expose_secret())
}

/// The form of an Owner in a deleted business.
async fn way_back(team: &TeamFixture, who: &Viewpoint) -> Option<Viewpoint> {
    let own = own_session(team, who).await;
    enter::by_session_in_deleted(team.db(), &own, &team.business.slug, "192.0.2.1").await.unwrap()
}

async fn is_in(team: &TeamFixture, who: &Viewpoint) -> bool {
    team.business.viewpoint(who.email()).await.is_some()
}

async fn removal(team: &TeamFixture, store: &Store) -> u64 {
    enqueue_removals(team.db()).await.unwrap();
    enqueue_removals(team.db()).await.unwrap();
    let work = RemoveBusinesses { db: team.db().clone(), store: store.clone(), composer: team.composer() };
    let counts = Worker::new(team.db(), Registry::new().kind(REMOVALS, work), || 0).run_due().await.unwrap();
    assert_eq!((counts.repeated, counts.failed), (0, 0));
    counts.done
}

fn store() -> (Store, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (Store::from_setting(&format!("file:{}", folder.path().display())).unwrap(), folder)
}

#[both_engines]
async fn everybody_is_out_of_a_deleted_business_until_it_is_taken_back(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let (db, owner, slug) = (team.db(), &team.business.owner, &team.business.slug);
    let second = team.business.person("Oskar Two", Role::Owner).await;
    let adam = team.business.person("Adam Reyes", Role::Admin).await;
    let vera = team.business.person("Vera Kim", Role::Viewer).await;
    let token = digest(api_token(db, &adam.may().unwrap(), "reports").await.unwrap().expose_secret());
    let olgas = own_session(&team, owner).await;
    let held = team.hold(owner, vera.member()).await.unwrap();
    let as_vera = log_in_as::start(db, &held, "to see", &Device::default()).await.unwrap();
    let as_vera = digest(as_vera.token.expose_secret());
    let mut watching = team.bus.watch(&vera.may::<actions::SeeCalls>().unwrap());
    let export = vera.may::<actions::Export>().unwrap();
    revalidate(db, &export).await.unwrap();
    assert_eq!(contents(db, &owner.may().unwrap()).await.unwrap(), Contents { members: 4, numbers: 0, calls: 0 });

    for wrong in ["", "North", "Northline 2"] {
        let refused = delete(&team, owner, wrong).await;
        assert!(matches!(refused, Err(Error::Fields(fields)) if fields.get("deleted_name").is_some()), "{wrong}");
    }
    assert!(is_in(&team, &vera).await, "a refused form changes nothing");
    let removal_at = delete(&team, owner, " NORTHLINE ").await.unwrap();
    assert_eq!(removal_at, START.plus_seconds(7 * DAY));
    assert!(matches!(delete(&team, &second, "Northline").await, Err(Error::Refused(Refusal::NotFound))), "only once");

    assert_eq!(watching.next().await, Change::Everything, "open streams enter anew");
    for person in [owner, &second, &adam, &vera] {
        assert!(!is_in(&team, person).await, "{}", person.name());
    }
    assert!(enter::by_token(db, &token, "").await.unwrap().is_none());
    assert!(enter::logged_in_as(db, &as_vera, &olgas, slug, "").await.unwrap().is_none());
    assert!(revalidate(db, &export).await.is_err(), "an export that runs ends");
    assert!(operator(db, slug).await.is_err());
    assert_eq!(removal_of(db, slug).await.unwrap(), Some(removal_at));
    assert_eq!(businesses::slugs(db).await.unwrap(), [""; 0]);
    let held = team.hold::<actions::RemoveMembers>(owner, vera.member()).await;
    if let Ok(held) = held {
        let removed = members::remove(db, &held, &EmailComposer::disabled()).await;
        assert!(
            matches!(removed, Err(Error::Refused(Refusal::NotFound))),
            "a change under way is refused: {removed:?}"
        );
    }
    let links = of_user(db, vera.user()).await.unwrap();
    assert_eq!(links.iter().map(|link| link.removal_at).collect::<Vec<_>>(), [Some(removal_at)]);

    // Only its Owners may take it back, and do nothing else.
    for person in [&adam, &vera] {
        assert!(way_back(&team, person).await.is_none(), "{}", person.name());
    }
    let back = way_back(&team, &second).await.unwrap();
    assert_eq!(back.permissions(), ["business.delete"]);
    assert!(matches!(back.may::<actions::SeeCalls>(), Err(Refusal::NotFound)));
    let deleted = find_deleted(db, &back.may().unwrap()).await.unwrap().unwrap();
    assert_eq!((deleted.by.as_str(), deleted.deleted_at, deleted.removal_at), ("Olga Marsh", START, removal_at));

    take_back(db, &back.may().unwrap(), &team.composer()).await.unwrap();
    let again = take_back(db, &back.may().unwrap(), &team.composer()).await;
    assert!(matches!(again, Err(Error::Refused(Refusal::NotFound))));
    for person in [owner, &second, &adam, &vera] {
        assert!(is_in(&team, person).await, "{}", person.name());
    }
    assert!(enter::by_token(db, &token, "").await.unwrap().is_some(), "tokens are as they were");
    assert!(enter::logged_in_as(db, &as_vera, &olgas, slug, "").await.unwrap().is_none(), "Log in as has ended");
    assert!(way_back(&team, owner).await.is_none());
    assert!(find_deleted(db, &owner.may().unwrap()).await.unwrap().is_none());

    let entries = team.entries(20).await;
    let actions: Vec<_> = entries.iter().map(|entry| (entry.0.as_str(), entry.1.as_str())).collect();
    assert!(actions.contains(&("business.deleted", "Olga Marsh")), "{actions:?}");
    assert!(actions.contains(&("business.taken_back", "Oskar Two")), "{actions:?}");
    audit::verify(db, &operator(db, slug).await.unwrap()).await.unwrap().unwrap();
    let sent = letters(&team.business.database, &team.seal).await;
    let mut sent: Vec<_> = sent.iter().map(|(kind, to, _)| (kind.as_str(), to.as_str())).collect();
    sent.sort_unstable();
    assert_eq!(
        sent,
        [
            ("business_deleted", "olga@northline.example"),
            ("business_deleted", "oskar.two@northline.example"),
            ("business_taken_back", "olga@northline.example"),
            ("business_taken_back", "oskar.two@northline.example"),
        ]
    );
}

#[both_engines]
async fn only_an_owner_deletes_and_never_under_log_in_as(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    for role in [Role::Admin, Role::Manager, Role::Viewer] {
        let person = team.business.person(&format!("Somebody {role}"), role).await;
        assert!(matches!(delete(&team, &person, "Northline").await, Err(Error::Refused(Refusal::Forbidden))), "{role}");
    }
    let adam = team.business.person("Adam Reyes", Role::Admin).await;
    let held = team.hold(&team.business.owner, adam.member()).await.unwrap();
    let token = log_in_as::start(team.db(), &held, "to see", &Device::default()).await.unwrap().token;
    let own = own_session(&team, &team.business.owner).await;
    let acting = digest(token.expose_secret());
    let acting = enter::logged_in_as(team.db(), &acting, &own, &team.business.slug, "").await.unwrap().unwrap();
    assert!(matches!(delete(&team, &acting, "Northline").await, Err(Error::Refused(_))));
    assert!(is_in(&team, &adam).await);
}

#[both_engines]
async fn jobs_webhooks_and_the_fallbacks_memory_of_a_deleted_business_stop(kind: Kind) {
    const TEST: JobKind = JobKind {
        name: "test",
        deadline: std::time::Duration::from_secs(60),
        max_attempts: 3,
        backoff: Backoff { first_seconds: 10, max_seconds: 15 },
        max_running: 4,
        max_running_per_business: 2,
        on_stop: OnStop::Release,
    };
    let team = TeamFixture::new(kind).await;
    let (db, slug) = (team.db(), &team.business.slug);
    team.business.neighbour().await;
    team.business.number("Summer ads", "+12125550100").await;
    let carrier = CarrierFixture::connect(db, &team.business.operator, slug, None).await;
    let number = "+12125550100".parse().unwrap();
    let now = START.millis();
    for business in ["northline", "neighbour"] {
        let insert = format!(
            "insert into jobs (business_id, kind, payload, created_at, due_at)
            select id, 'test', bytes'7b7d', {now}, {now} from businesses where slug = '{business}'"
        );
        team.business.database.run(&insert).await;
    }
    let run = || async {
        let registry = Registry::new().kind(TEST, |_: std::sync::Arc<Job>| std::future::ready(Ok(())));
        Worker::new(db, registry, || 0).run_due().await.unwrap().done
    };
    let (standby, _) = Standby::load(db, &carrier.seal).await.unwrap();
    assert!(standby.number(slug, &number).unwrap().is_some());

    let mut reload = team.bus.standby();
    reload.mark_unchanged();
    delete(&team, &team.business.owner, "Northline").await.unwrap();
    tokio::time::timeout(std::time::Duration::from_secs(10), reload.changed()).await.unwrap().unwrap();
    assert_eq!(run().await, 1, "the neighbour's alone");
    assert!(matches!(look_up(db, &carrier.seal, slug).await.unwrap(), LookUp::Deleted(_)));
    let (standby, _) = Standby::load(db, &carrier.seal).await.unwrap();
    assert!(standby.connection(slug).is_some(), "its carrier is still known, so that callers hear a sentence");
    assert!(standby.number(slug, &number).is_none(), "its calls are put through nowhere");

    let back = way_back(&team, &team.business.owner).await.unwrap();
    take_back(db, &back.may().unwrap(), &team.composer()).await.unwrap();
    assert_eq!(run().await, 1, "its jobs go on");
    assert!(matches!(look_up(db, &carrier.seal, slug).await.unwrap(), LookUp::Connected(_)));
}

#[both_engines]
async fn after_seven_days_it_is_removed_with_its_recordings_and_nothing_else(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let (db, owner) = (team.db(), &team.business.owner);
    let (_, nora) = team.business.neighbour().await;
    let adam = team.business.person("Adam Reyes", Role::Admin).await;
    team.business.number("Summer ads", "+12125550100").await;
    let carrier = CarrierFixture::connect(db, &team.business.operator, &team.business.slug, None).await;
    for call in 0..1_201 {
        carrier.ring(&format!("CA{call}"), "+14155550123", "+12125550100").await;
    }
    let (store, folder) = store();
    for business in [owner.business(), nora.business()] {
        store.put(&format!("{business}/rec_1"), b"sound").await.unwrap();
    }
    delete(&team, owner, "Northline").await.unwrap();
    let back = way_back(&team, owner).await.unwrap();

    db.clock().advance_seconds(7 * DAY - 1);
    assert_eq!(removal(&team, &store).await, 0, "not before its day");
    assert!(find_deleted(db, &back.may().unwrap()).await.unwrap().is_some());
    db.clock().advance_seconds(1);
    let late = take_back(db, &back.may().unwrap(), &team.composer()).await;
    assert!(matches!(late, Err(Error::Refused(Refusal::NotFound))), "{late:?}");
    assert!(way_back(&team, owner).await.is_none());

    // A removal that was killed in the middle is taken up again.
    team.business.database.run("update businesses set removal_begun_at = removal_at where slug = 'northline'").await;
    team.business.database.run("delete from legs").await;
    assert_eq!(removal(&team, &store).await, 1);
    assert_eq!(removal(&team, &store).await, 0);
    for table in ["calls", "numbers", "carriers"] {
        assert_eq!(team.count(&format!("select count(*) from {table}")).await, 0, "{table}");
    }
    assert_eq!(team.count("select count(*) from businesses").await, 1);
    assert!(!folder.path().join(owner.business().to_string()).exists());
    assert!(folder.path().join(nora.business().to_string()).join("rec_1").exists());
    let nora = enter::by_session(db, &own_session(&team, &nora).await, "neighbour", "").await.unwrap().unwrap();
    audit::verify(db, &operator(db, nora.slug()).await.unwrap()).await.unwrap().unwrap();

    // The people keep their accounts, and the name is free again.
    let email = Email::read(adam.email()).unwrap();
    let account = find_account(db, &email).await.unwrap().unwrap();
    assert!(of_user(db, account.id).await.unwrap().is_empty());
    assert!(departed(db, &own_session(&team, &adam).await, "northline").await.unwrap().is_none());
    assert_eq!(removal_of(db, "northline").await.unwrap(), None);
    let sent = letters(&team.business.database, &team.seal).await;
    let kinds: BTreeMap<_, _> = sent.iter().map(|(kind, to, _)| (kind.as_str(), to.as_str())).collect();
    assert_eq!(kinds.get("business_removed"), Some(&"olga@northline.example"), "{kinds:?}");
}

/// The sample has a row in every table, so that a table that the removal leaves out is found here, on both engines.
#[both_engines]
async fn no_table_keeps_a_row_of_a_removed_business(kind: Kind) {
    let (target, _folder) = unopened_database(kind).await;
    let newest = migrations(kind).len() as i64;
    migrate_to(&target, 1).await;
    raw::run(&target, include_str!("../sample/V1.sql")).await;
    migrate_to(&target, newest).await;
    raw::run(&target, "update businesses set deleted_at = 1, deleted_by = 'Ada', removal_at = 2").await;
    let db = testing::open(&target, Clock::at(START)).await;
    let (store, _recordings) = store();
    enqueue_removals(&db).await.unwrap();
    let work = RemoveBusinesses { db: db.clone(), store, composer: EmailComposer::disabled() };
    let counts = Worker::new(&db, Registry::new().kind(REMOVALS, work), || 0).run_due().await.unwrap();
    assert_eq!((counts.done, counts.repeated, counts.failed), (1, 0, 0));
    let left = rows_of_businesses(kind, &target).await;
    assert!(left.len() > 20, "{left:?}");
    assert!(left.values().all(|count| *count == 0), "{left:?}");
}

/// The rows of each table that has a business_id, and of the businesses.
async fn rows_of_businesses(kind: Kind, target: &Target) -> BTreeMap<String, i64> {
    let list = match kind {
        Kind::Sqlite => {
            "select t.name from sqlite_schema t join pragma_table_info(t.name) c
            where t.type = 'table' and c.name = 'business_id'"
        }
        Kind::Postgres => {
            "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
            where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname = 'business_id'"
        }
    };
    let mut counts = BTreeMap::new();
    let tables = raw::rows(target, list).await.into_iter().filter_map(|row| row[0].clone());
    for table in tables.chain(["businesses".to_owned()]) {
        // A job of no business is the removal's letter.
        let of_business = if table == "jobs" { " where business_id is not null" } else { "" };
        let count =
            raw::rows(target, &format!("select count(*) from {table}{of_business}")).await[0][0].clone().unwrap();
        counts.insert(table, count.parse().unwrap());
    }
    counts
}

#[both_engines]
async fn a_person_who_was_a_member_is_told_so_and_nobody_else(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let owner = &team.business.owner;
    let (_, nora) = team.business.neighbour().await;
    let (vera, max) =
        (team.business.person("Vera Kim", Role::Viewer).await, team.business.person("Max Rivera", Role::Manager).await);
    let told = |who: Viewpoint, slug: &'static str| {
        let team = &team;
        async move { departed(team.db(), &own_session(team, &who).await, slug).await.unwrap() }
    };
    assert_eq!(told(vera.clone(), "northline").await, None, "she is a member");
    assert_eq!(told(nora.clone(), "northline").await, None);
    team.remove(owner, vera.member()).await.unwrap();
    let removed = Departed { slug: "northline".into(), business: "Northline".into(), deletion: None };
    assert_eq!(told(vera.clone(), "northline").await, Some(removed.clone()));
    // Later events there are not told to her.
    team.business.database.run("update businesses set name = 'Renamed' where slug = 'northline'").await;
    assert_eq!(told(vera.clone(), "northline").await, Some(removed.clone()));
    let renamed = team.business.viewpoint(owner.email()).await.unwrap();
    delete(&team, &renamed, "Renamed").await.unwrap();
    assert_eq!(told(vera.clone(), "northline").await, Some(removed));
    let gone = told(max, "northline").await.unwrap();
    assert_eq!(
        (gone.business.as_str(), gone.deletion.as_ref().map(|deletion| deletion.may_take_back)),
        ("Renamed", Some(false))
    );
    let own = told(owner.clone(), "northline").await.unwrap();
    assert!(own.deletion.unwrap().may_take_back);
    assert_eq!(told(nora, "northline").await, None, "a stranger learns nothing");
    assert_eq!(told(vera, "nowhere").await, None);
}

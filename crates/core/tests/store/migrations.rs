use std::collections::BTreeMap;

use crewline_core::access::{AccessKind, Role, enter, operator};
use crewline_core::db::testing::{self, START, migrate_to, migrations, raw, unopened_database};
use crewline_core::db::{Db, Kind};
use crewline_core::secret::digest;
use crewline_core::time::Clock;
use crewline_core::{audit, both_engines};

/// The number of rows of each table.
async fn rows(kind: Kind, target: &crewline_core::db::Target) -> BTreeMap<String, i64> {
    let list = match kind {
        Kind::Sqlite => "select name from sqlite_master where type = 'table' and name not like 'sqlite%'",
        Kind::Postgres => "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'",
    };
    let mut counts = BTreeMap::new();
    for name in raw::rows(target, list).await.into_iter().filter_map(|row| row[0].clone()) {
        let count = raw::rows(target, &format!("select count(*) from {name}")).await[0][0].clone().unwrap();
        counts.insert(name, count.parse().unwrap());
    }
    counts.remove("refinery_schema_history");
    counts
}

/// The sample of each version that has one.
fn samples() -> BTreeMap<i64, String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sample");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    files
        .map(|path| {
            let version = path.file_stem().unwrap().to_str().unwrap().trim_start_matches('V').parse().unwrap();
            (version, std::fs::read_to_string(path).unwrap())
        })
        .collect()
}

#[test]
fn both_engines_have_the_same_linear_migrations() {
    let versions = migrations(Kind::Sqlite);
    assert_eq!(versions, migrations(Kind::Postgres));
    assert_eq!(
        versions.iter().map(|(version, _)| *version).collect::<Vec<_>>(),
        (1..=versions.len() as i64).collect::<Vec<_>>()
    );
}

#[both_engines]
async fn data_of_every_version_survives_later_migrations(kind: Kind) {
    let newest = migrations(kind).len() as i64;
    let samples = samples();
    assert!(samples.contains_key(&1));
    for (&from, sample) in &samples {
        let (target, _folder) = unopened_database(kind).await;
        migrate_to(&target, from).await;
        raw::run(&target, sample).await;
        let before = rows(kind, &target).await;
        let empty: Vec<_> = before.iter().filter(|(_, count)| **count == 0).map(|(name, _)| name).collect();
        assert!(empty.is_empty(), "tests/sample/V{from}.sql has no row for {empty:?}");
        for version in from + 1..=newest {
            migrate_to(&target, version).await;
        }
        let after = rows(kind, &target).await;
        for (name, count) in &before {
            assert!(after.get(name).is_none_or(|left| left >= count), "{name} lost rows on the way from {from}");
        }
        let db = testing::open(&target, Clock::at(START)).await;
        let viewer = enter::by_token(&db, &digest("crl_sample"), "").await.unwrap().unwrap();
        assert_eq!(
            (viewer.name(), viewer.role(), viewer.access_kind()),
            ("Vera Kim", Role::Viewer, AccessKind::Granted)
        );
        let owner = enter::by_session(&db, &digest("session sample"), "northline", "").await.unwrap().unwrap();
        assert_eq!((owner.name(), owner.time_zone()), ("Ada Dietrich", Some("Europe/Berlin")));
        let page = audit::list(&db, &owner.may().unwrap(), &Default::default(), None, 10).await.unwrap();
        assert_eq!(page.entries.len(), 2);
        let operator = operator(&db, "northline").await.unwrap();
        let log = audit::verify(&db, &operator).await.unwrap().unwrap();
        assert_eq!(log.head.sequence, 2, "old codes still verify");
    }
}

#[both_engines]
async fn migrating_again_changes_nothing(kind: Kind) {
    let (target, _folder) = unopened_database(kind).await;
    let newest = migrations(kind).len() as i64;
    migrate_to(&target, newest).await;
    let history = raw::rows(&target, "select * from refinery_schema_history").await;
    drop(Db::open(&target, Clock::at(START)).await.unwrap());
    assert_eq!(raw::rows(&target, "select * from refinery_schema_history").await, history);
}

/// On a server only: the embedded file belongs to one process.
#[tokio::test]
async fn concurrent_processes_migrate_once_on_postgres() {
    let (target, _folder) = unopened_database(Kind::Postgres).await;
    let starts: Vec<_> = (0..4)
        .map(|_| {
            let target = target.clone();
            tokio::spawn(async move { Db::open(&target, Clock::at(START)).await.map(drop) })
        })
        .collect();
    for start in starts {
        start.await.unwrap().unwrap();
    }
    let history = raw::rows(&target, "select * from refinery_schema_history").await;
    assert_eq!(history.len(), migrations(Kind::Postgres).len());
}

#[both_engines]
async fn a_schema_of_another_build_is_refused(kind: Kind) {
    let (target, _folder) = unopened_database(kind).await;
    migrate_to(&target, migrations(kind).len() as i64).await;
    raw::run(&target, "update refinery_schema_history set checksum = '17' where version = 1").await;
    let sentence = Db::open(&target, Clock::at(START)).await.err().expect("a refusal").to_string();
    assert!(sentence.contains("another build of crewline") && sentence.contains("schema 1"), "{sentence}");
    assert_eq!(raw::rows(&target, "select checksum from refinery_schema_history").await[0][0].as_deref(), Some("17"));
}

/// As after a crash between a migration and its row in the history, which once were two transactions.
#[tokio::test]
async fn an_interrupted_first_migration_is_begun_again_on_postgres() {
    let (target, _folder) = unopened_database(Kind::Postgres).await;
    raw::run(
        &target,
        "create table refinery_schema_history (version int8 primary key, name varchar(255), applied_on varchar(255),
            checksum varchar(255))",
    )
    .await;
    let crewline_core::db::Target::Postgres(address) = &target else { panic!("a server") };
    let client = raw::client(address).await;
    // The row of the history is what the migration has to wait for.
    client.batch_execute("begin; lock table refinery_schema_history in share mode").await.unwrap();
    let opened = target.clone();
    let start = tokio::spawn(async move { Db::open(&opened, Clock::at(START)).await.map(drop) });
    let interrupt = async {
        let waiting = "select pg_terminate_backend(pid) from pg_locks where not granted and locktype = 'relation'
            and relation = 'refinery_schema_history'::regclass";
        while client.query(waiting, &[]).await.unwrap().is_empty() {
            client.batch_execute("select pg_sleep(0.02)").await.unwrap();
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), interrupt).await.expect("a migration that waits");
    assert!(start.await.unwrap().is_err());
    client.batch_execute("rollback").await.unwrap();
    drop(Db::open(&target, Clock::at(START)).await.unwrap());
    let history = raw::rows(&target, "select * from refinery_schema_history").await;
    assert_eq!(history.len(), migrations(Kind::Postgres).len());
}

/// A command may be the first beside a serving process.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_first_starts_all_open_the_file() {
    for _ in 0..20 {
        let (target, _folder) = unopened_database(Kind::Sqlite).await;
        let starts: Vec<_> = (0..4)
            .map(|_| {
                let target = target.clone();
                tokio::spawn(async move { Db::open(&target, Clock::at(START)).await.map(drop) })
            })
            .collect();
        for start in starts {
            start.await.unwrap().unwrap();
        }
    }
}

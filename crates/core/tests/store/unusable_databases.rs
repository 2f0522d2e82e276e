//! A database that can't be used is refused with one sentence, and not changed.

use std::path::Path;

use crewline_core::both_engines;
use crewline_core::db::testing::{START, migrate_to, migrations, raw, server, unopened_database};
use crewline_core::db::{Db, Error, Kind, Target};
use crewline_core::time::Clock;

/// Opens a database that is unusable or out of reach; returns the sentence of the refusal.
async fn open_error(target: &Target) -> String {
    match Db::open(target, Clock::at(START)).await {
        Err(Error::Unusable(sentence) | Error::Unavailable(sentence)) => {
            assert!(!sentence.contains('\n') && sentence.len() < 300, "{sentence}");
            sentence
        }
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("it was opened"),
    }
}

async fn open_file_error(path: &Path) -> String {
    open_error(&Target::Sqlite(path.to_owned())).await
}

/// The names of everything in a database.
async fn contents(kind: Kind, target: &Target) -> Vec<raw::Row> {
    let list = match kind {
        Kind::Sqlite => "select name from sqlite_master where name not like 'sqlite%' order by name",
        Kind::Postgres => "select relname from pg_class where relnamespace = 'public'::regnamespace order by relname",
    };
    raw::rows(target, list).await
}

#[both_engines]
async fn a_newer_schema_is_refused(kind: Kind) {
    let (target, _folder) = unopened_database(kind).await;
    migrate_to(&target, migrations(kind).len() as i64).await;
    raw::run(&target, "insert into refinery_schema_history (version, name, applied_on, checksum) values (99, 'later', '2030-01-01T00:00:00Z', '1')").await;
    let before = bytes(&target);
    let sentence = open_error(&target).await;
    assert!(sentence.contains("schema 99") && sentence.contains("run the newer crewline"), "{sentence}");
    assert_eq!(bytes(&target), before);
}

#[both_engines]
async fn another_programs_database_is_left_unchanged(kind: Kind) {
    let (target, _folder) = unopened_database(kind).await;
    raw::run(
        &target,
        "create table recipes (id bigint primary key, title text); insert into recipes values (1, 'soup')",
    )
    .await;
    let (before, was) = (bytes(&target), contents(kind, &target).await);
    let sentence = open_error(&target).await;
    assert!(sentence.contains("another program's"), "{sentence}");
    assert_eq!((bytes(&target), contents(kind, &target).await), (before, was));
}

#[both_engines]
async fn another_programs_migration_history_is_recognised(kind: Kind) {
    let (target, _folder) = unopened_database(kind).await;
    let version = if kind == Kind::Sqlite { "int" } else { "bigint" };
    raw::run(&target, &format!(
        "create table refinery_schema_history ({version} {version}, name varchar(255), applied_on varchar(255), checksum varchar(255));"
    ).replacen(version, "version", 1)).await;
    raw::run(&target, "insert into refinery_schema_history values (1, 'recipes', '2024-01-01T00:00:00Z', '1')").await;
    let before = bytes(&target);
    let sentence = open_error(&target).await;
    assert!(sentence.contains("another program's"), "{sentence}");
    assert_eq!(bytes(&target), before);
}

/// The file's bytes; nothing on a server.
fn bytes(target: &Target) -> Vec<u8> {
    match target {
        Target::Sqlite(path) => std::fs::read(path).unwrap(),
        Target::Postgres(_) => Vec::new(),
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in [
        ("letter.txt", "Dear all, this is no database. ".repeat(400)),
        ("byte.db", "x".into()),
        ("short.db", "no database".into()),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, &content).unwrap();
        let sentence = open_file_error(&path).await;
        assert!(sentence.contains(name) && sentence.contains("not a database"), "{sentence}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), content);
    }
}

#[tokio::test]
async fn another_programs_interrupted_migration_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (theirs, copy) = (folder.path().join("theirs.db"), folder.path().join("copy.db"));
    let connection = rusqlite::Connection::open(&theirs).unwrap();
    connection
        .execute_batch("pragma journal_mode = wal; create table recipes (id integer); insert into recipes values (1)")
        .unwrap();
    // As after a crash: the journal is beside the file, and no process has it open.
    std::fs::copy(&theirs, &copy).unwrap();
    std::fs::copy(folder.path().join("theirs.db-wal"), folder.path().join("copy.db-wal")).unwrap();
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    let before = (read("copy.db"), read("copy.db-wal"));
    let sentence = open_file_error(&copy).await;
    assert!(sentence.contains("another program's"), "{sentence}");
    assert_eq!((read("copy.db"), read("copy.db-wal")), before);
}

#[tokio::test]
async fn an_impossible_database_path_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("not/there/crewline.db");
    let sentence = open_file_error(folder.path()).await;
    assert!(sentence.contains("can't be used as a database"), "{sentence}");
    let sentence = open_file_error(&nowhere).await;
    assert!(sentence.contains("not/there"), "{sentence}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn an_unwritable_folder_is_explained() {
    let sentence = open_file_error(Path::new("/proc/crewline.db")).await;
    assert!(sentence.contains("/proc/crewline.db can't be used as a database"), "{sentence}");
}

#[test]
fn an_unknown_database_scheme_lists_the_supported_ones() {
    for bad in ["mysql://root@host/crewline", "crewline.db", "", "sqlite:", "sqlite::memory:"] {
        let Err(Error::Unusable(sentence)) = bad.parse::<Target>() else { panic!("{bad} was taken") };
        assert!(sentence.contains("sqlite:PATH"), "{sentence}");
        assert!(!sentence.contains("root@host"), "no part of a sign-in is repeated: {sentence}");
    }
    for (text, path) in [("sqlite:a.db", "a.db"), ("sqlite://a.db", "a.db"), ("sqlite:///srv/a.db", "/srv/a.db")] {
        assert_eq!(text.parse::<Target>().unwrap(), Target::Sqlite(path.into()));
    }
}

#[tokio::test]
async fn an_unreachable_postgres_server_is_explained_in_a_sentence() {
    let server = server();
    let (sign_in, place) = server.split_once("://").unwrap().1.rsplit_once('@').unwrap();
    let user = sign_in.split(':').next().unwrap();
    let (host, _) = place.rsplit_once('/').unwrap();
    let sentence = open_error(&Target::Postgres(format!("postgres://{user}:wrong-one@{place}"))).await;
    assert!(sentence.contains("refused the sign-in") && !sentence.contains("wrong-one"), "{sentence}");
    let sentence = open_error(&Target::Postgres(format!("postgres://{sign_in}@{host}/no_such_database"))).await;
    assert!(sentence.contains("no database of that name"), "{sentence}");
    let sentence = open_error(&Target::Postgres("postgres://crewline:secret@127.0.0.1:1/crewline".into())).await;
    assert!(sentence.contains("can't be reached") && !sentence.contains("secret"), "{sentence}");
    let sentence = open_error(&Target::Postgres("postgres://crewline:secret@127.0.0.1:what/crewline".into())).await;
    assert!(sentence.contains("no PostgreSQL address") && !sentence.contains("secret"), "{sentence}");
}

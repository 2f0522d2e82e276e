//! SQLite when its file can't be used for a while, is gone, or is damaged.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::{add, names};
use crate::db::testing::{START, TestDatabase, test_database, unopened_database};
use crate::db::{Db, Error, IfEmpty, Kind, ServingLock, Target, served_before};
use crate::time::Clock;

async fn sqlite() -> (TestDatabase, PathBuf) {
    let database = test_database(Kind::Sqlite).await;
    let Target::Sqlite(path) = database.target.clone() else { panic!("a file") };
    (database, path)
}

fn beside(path: &std::path::Path, suffix: &str) -> PathBuf {
    super::super::sqlite_files::with_suffix(path, suffix)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_changes_that_wait_for_a_locked_file_are_refused_together() {
    let (database, path) = sqlite().await;
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("begin immediate").unwrap();
    let begun = Instant::now();
    let names = ["one", "two", "three", "four"];
    let tasks: Vec<_> = names
        .into_iter()
        .map(|name| {
            let db = database.db.clone();
            tokio::spawn(async move { add(&db, name).await })
        })
        .collect();
    for task in tasks {
        let answer = task.await.unwrap();
        assert!(matches!(answer, Err(Error::Unavailable(_))), "{answer:?}");
        assert!((Duration::from_secs(9)..Duration::from_secs(13)).contains(&begun.elapsed()), "{:?}", begun.elapsed());
    }
    other.execute_batch("rollback").unwrap();
    add(&database.db, "five").await.unwrap();
    assert_eq!(super::names(&database.db).await, ["five"], "a change that was refused is not made later");
}

#[tokio::test]
async fn a_writer_that_was_read_only_is_opened_again() {
    let (database, _) = sqlite().await;
    // As a connection that was opened while the file could not be written.
    let set = database
        .db
        .raw_write::<u64, Error>(|tx| Box::pin(async move { tx.execute("pragma query_only = on", &[]).await }))
        .await;
    set.unwrap();
    let answer = add(&database.db, "one").await;
    assert!(matches!(answer, Err(Error::Unavailable(_))), "{answer:?}");
    add(&database.db, "two").await.unwrap();
    assert_eq!(names(&database.db).await, ["two"]);
}

#[tokio::test]
async fn after_a_stop_the_file_alone_is_the_whole_database() {
    let (database, path) = sqlite().await;
    add(&database.db, "one").await.unwrap();
    names(&database.db).await;
    assert_eq!(database.db.close().await.unwrap(), None);
    assert!(!beside(&path, "-wal").exists());
    let copy = database.folder().join("copy.db");
    std::fs::copy(&path, &copy).unwrap();
    let copy = Db::open(&Target::Sqlite(copy), Clock::at(START)).await.unwrap();
    assert_eq!(names(&copy).await, ["one"]);
    assert!(matches!(add(&database.db, "two").await, Err(Error::Unavailable(_))), "a closed database changes no more");
}

#[tokio::test]
async fn a_check_of_the_files_copies_the_log_into_the_database() {
    let (database, path) = sqlite().await;
    add(&database.db, "one").await.unwrap();
    database.db.check_files().await.unwrap();
    let copy = database.folder().join("copy.db");
    std::fs::copy(&path, &copy).unwrap();
    let copy = Db::open(&Target::Sqlite(copy), Clock::at(START)).await.unwrap();
    assert_eq!(names(&copy).await, ["one"]);
}

#[tokio::test]
async fn a_lost_file_is_noticed_and_rescued_at_the_stop() {
    type Loss = fn(&std::path::Path);
    let losses: [(&str, Loss); 6] = [
        ("deleted or moved", |path| std::fs::remove_file(path).unwrap()),
        ("deleted or moved", |path| std::fs::rename(path, beside(path, ".moved")).unwrap()),
        ("replaced", |path| {
            std::fs::copy(path, beside(path, ".other")).unwrap();
            std::fs::rename(beside(path, ".other"), path).unwrap();
        }),
        ("deleted or moved", |path| std::fs::remove_file(beside(path, "-wal")).unwrap()),
        ("replaced", |path| {
            std::fs::copy(beside(path, "-wal"), beside(path, "-other")).unwrap();
            std::fs::rename(beside(path, "-other"), beside(path, "-wal")).unwrap();
        }),
        ("deleted or moved", |path| {
            std::fs::remove_file(beside(path, "-wal")).unwrap();
            std::fs::remove_file(path).unwrap();
        }),
    ];
    for (how, lose) in losses {
        let (database, path) = sqlite().await;
        add(&database.db, "one").await.unwrap();
        database.db.check_files().await.unwrap();
        add(&database.db, "two").await.unwrap();
        lose(&path);
        let loss = database.db.check_files().await;
        assert!(matches!(&loss, Err(Error::Unusable(sentence)) if sentence.contains(how)), "{loss:?}");
        add(&database.db, "three").await.unwrap();
        let rescued = database.db.close().await.unwrap().expect("a rescued file");
        let rescued = Db::open(&Target::Sqlite(rescued), Clock::at(START)).await.unwrap();
        assert_eq!(names(&rescued).await, ["one", "three", "two"], "{how}");
    }
}

#[tokio::test]
async fn a_file_that_was_cut_is_noticed() {
    for (suffix, left) in [("", 2 * 4096), ("-wal", 64)] {
        let (database, path) = sqlite().await;
        add(&database.db, &"a row of several pages ".repeat(2_000)).await.unwrap();
        database.db.check_files().await.unwrap();
        add(&database.db, "another").await.unwrap();
        let file = std::fs::File::options().write(true).open(beside(&path, suffix)).unwrap();
        file.set_len(left).unwrap();
        let loss = database.db.check_files().await;
        assert!(matches!(&loss, Err(Error::Unusable(why)) if why.contains("was cut short")), "{suffix}: {loss:?}");
    }
}

#[tokio::test]
async fn damage_is_found() {
    let (database, path) = sqlite().await;
    for count in 0..200 {
        add(&database.db, &format!("a name that fills the pages, number {count:03}")).await.unwrap();
    }
    assert_eq!(database.db.find_damage(false).await.unwrap(), None);
    assert_eq!(database.db.find_damage(true).await.unwrap(), None);
    database.db.close().await.unwrap();
    let whole = std::fs::read(&path).unwrap();
    let place = whole.windows(6).rposition(|part| part == b"number").unwrap();
    // The header of a page, and a name in a table, which then differs from the index.
    for (from, is_thorough) in [(place / 4096 * 4096, false), (place, true)] {
        let mut damaged = whole.clone();
        damaged[from..from + 5].iter_mut().for_each(|byte| *byte ^= 0xff);
        let copy = database.folder().join(format!("damaged-{from}.db"));
        std::fs::write(&copy, damaged).unwrap();
        let copy = Db::open(&Target::Sqlite(copy), Clock::at(START)).await.unwrap();
        let damage = copy.find_damage(is_thorough).await.unwrap();
        assert!(damage.is_some(), "{from} {is_thorough}");
    }
}

#[tokio::test]
async fn one_process_serves_a_file() {
    let (database, path) = sqlite().await;
    assert_eq!(served_before(&database.target), None);
    let mut lock = ServingLock::take(&database.target).unwrap();
    assert_eq!(served_before(&database.target), None, "it is not served yet");
    lock.record().unwrap();
    let link = database.folder().join("link.db");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    for target in [&database.target, &Target::Sqlite(link)] {
        let sentence = ServingLock::take(target).unwrap_err().to_string();
        let process = format!("process {}", std::process::id());
        assert!(sentence.contains("another crewline serves") && sentence.contains(&process), "{sentence}");
        assert!(served_before(target).is_some());
    }
    add(&database.db, "one").await.unwrap();
    drop(lock);
    ServingLock::take(&database.target).unwrap();
    assert!(served_before(&database.target).is_some());
}

#[tokio::test]
async fn an_empty_database_is_refused_where_there_was_one_before() {
    let refuse = IfEmpty::Refuse("there was one before".into());
    for kind in [Kind::Sqlite] {
        let (target, _folder) = unopened_database(kind).await;
        let Target::Sqlite(path) = &target else { panic!("a file") };
        for content in [None, Some(Vec::new())] {
            if let Some(content) = &content {
                std::fs::write(path, content).unwrap();
            }
            let refused = Db::open_if(&target, Clock::at(START), &refuse).await.err().map(|error| error.to_string());
            assert_eq!(refused.as_deref(), Some("there was one before"));
            assert_eq!(std::fs::read(path).ok(), content, "nothing was made");
        }
        // A copy of the file alone while everything was in the write-ahead log.
        let connection = rusqlite::Connection::open(path).unwrap();
        connection.pragma_update(None, "journal_mode", "wal").unwrap();
        drop(connection);
        assert!(Db::open_if(&target, Clock::at(START), &refuse).await.is_err());
        drop(Db::open(&target, Clock::at(START)).await.unwrap());
        drop(Db::open_if(&target, Clock::at(START), &refuse).await.unwrap());
    }
}

#[tokio::test]
async fn an_empty_database_is_refused_where_there_was_one_before_on_postgres() {
    let refuse = IfEmpty::Refuse("there was one before".into());
    let (target, _folder) = unopened_database(Kind::Postgres).await;
    let refused = Db::open_if(&target, Clock::at(START), &refuse).await.err().map(|error| error.to_string());
    assert_eq!(refused.as_deref(), Some("there was one before"));
    drop(Db::open(&target, Clock::at(START)).await.unwrap());
    drop(Db::open_if(&target, Clock::at(START), &refuse).await.unwrap());
}

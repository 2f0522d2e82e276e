//! SQLite's writer: its batches and their failures.

use std::pin::Pin;
use std::sync::mpsc;

use futures_util::poll;

use super::{add, insert, names};
use crate::db::testing::{TestDatabase, test_database};
use crate::db::{Db, Error, Kind};

pub(super) type Answer<'d> = Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'd>>;

/// Starts a transaction that blocks the writer until the sender is used, so that transactions that are enqueued
/// meanwhile share its batch.
pub(super) async fn hold_writer(db: &Db) -> (Answer<'_>, mpsc::Sender<()>) {
    let (go, resume) = mpsc::channel::<()>();
    let (started, has_started) = tokio::sync::oneshot::channel();
    let mut blocker: Answer<'_> = Box::pin(db.raw_write(move |_| {
        let _sent = started.send(());
        let _received = resume.recv();
        Box::pin(async { Ok(()) })
    }));
    assert!(poll!(&mut blocker).is_pending());
    has_started.await.unwrap();
    (blocker, go)
}

/// Enqueues a transaction without waiting for its answer.
pub(super) async fn enqueue(mut answer: Answer<'_>) -> Answer<'_> {
    assert!(poll!(&mut answer).is_pending());
    answer
}

async fn sqlite() -> TestDatabase {
    test_database(Kind::Sqlite).await
}

#[tokio::test]
async fn a_transaction_that_awaits_something_else_is_an_error() {
    let database = sqlite().await;
    let answer = database
        .db
        .raw_write::<(), Error>(|tx| {
            Box::pin(async move {
                insert(tx, "half").await?;
                std::future::pending().await
            })
        })
        .await;
    assert!(matches!(answer, Err(Error::Internal(_))), "{answer:?}");
    add(&database.db, "whole").await.unwrap();
    assert_eq!(names(&database.db).await, ["whole"]);
}

#[tokio::test]
async fn a_dropped_caller_does_not_cancel_its_transaction() {
    let database = sqlite().await;
    let (blocker, go) = hold_writer(&database.db).await;
    drop(enqueue(Box::pin(add(&database.db, "left alone"))).await);
    go.send(()).unwrap();
    blocker.await.unwrap();
    assert!(matches!(add(&database.db, "left alone").await, Err(Error::UniqueViolation)));
}

#[tokio::test]
async fn a_failed_commit_fails_only_its_batch() {
    let database = sqlite().await;
    let db = &database.db;
    let (blocker, go) = hold_writer(db).await;
    let before = enqueue(Box::pin(add(db, "before"))).await;
    let broken: Answer<'_> = Box::pin(db.raw_write(|tx| {
        Box::pin(async move {
            tx.execute("pragma defer_foreign_keys = on", &[]).await?;
            let text =
                "insert into password_resets (user_id, token_hash, created_at, expires_at) values (77, '', 0, 0)";
            tx.execute(text, &[]).await.map(drop)
        })
    }));
    let broken = enqueue(broken).await;
    let after = enqueue(Box::pin(add(db, "after"))).await;
    go.send(()).unwrap();
    for answer in [blocker, before, broken, after] {
        let answer = answer.await;
        assert!(matches!(answer, Err(Error::Unavailable(_))), "{answer:?}");
    }
    assert_eq!(names(db).await, [""; 0]);
    add(db, "next").await.unwrap();
    assert_eq!(names(db).await, ["next"]);
}

#[tokio::test]
async fn on_a_full_disk_only_stored_changes_succeed() {
    let database = sqlite().await;
    let db = &database.db;
    let (blocker, go) = hold_writer(db).await;
    let small = enqueue(Box::pin(add(db, "small"))).await;
    let large: Answer<'_> = Box::pin(db.raw_write(|tx| {
        Box::pin(async move {
            let pages = tx.one::<(i64,)>("pragma page_count", &[]).await?.0;
            tx.all::<(i64,)>(&format!("pragma max_page_count = {pages}"), &[]).await?;
            insert(tx, &"large".repeat(100_000)).await
        })
    }));
    let large = enqueue(large).await;
    let last = enqueue(Box::pin(add(db, "last"))).await;
    go.send(()).unwrap();
    let (_blocker, small, large, last) = (blocker.await, small.await, large.await, last.await);
    assert!(matches!(large, Err(Error::Unavailable(_))), "{large:?}");
    let mut stored = Vec::new();
    stored.extend(last.is_ok().then_some("last"));
    stored.extend(small.is_ok().then_some("small"));
    assert_eq!(names(db).await, stored);
}

#[tokio::test]
async fn a_transaction_that_cannot_begin_says_why() {
    let database = sqlite().await;
    let crate::db::Target::Sqlite(path) = &database.target else { panic!("a file") };
    let other = rusqlite::Connection::open(path).unwrap();
    database
        .db
        .raw_write::<_, Error>(|tx| Box::pin(async move { tx.all::<(i64,)>("pragma busy_timeout = 0", &[]).await }))
        .await
        .unwrap();
    other.execute_batch("begin immediate").unwrap();
    let answer = add(&database.db, "one").await;
    assert!(matches!(&answer, Err(Error::Unavailable(why)) if why.contains("locked")), "{answer:?}");
    other.execute_batch("rollback").unwrap();
    add(&database.db, "one").await.unwrap();
}

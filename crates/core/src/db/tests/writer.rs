//! SQLite's writer: its batches, and what can go wrong in one.

use std::pin::Pin;
use std::sync::mpsc;

use futures_util::poll;

use super::{add, insert, names};
use crate::db::testing::{TestDatabase, test_database};
use crate::db::{Db, Error, Kind};

pub(super) type Answer<'d> = Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'd>>;

/// A transaction that keeps the writer until it is let go, so that what is asked for meanwhile shares its batch.
pub(super) async fn hold_writer(db: &Db) -> (Answer<'_>, mpsc::Sender<()>) {
    let (go, resume) = mpsc::channel::<()>();
    let (started, begun) = tokio::sync::oneshot::channel();
    let mut held: Answer<'_> = Box::pin(db.raw_write(move |_| {
        let _asked = started.send(());
        let _let_go = resume.recv();
        Box::pin(async { Ok(()) })
    }));
    assert!(poll!(&mut held).is_pending());
    begun.await.expect("it goes well");
    (held, go)
}

/// Hands a transaction to the writer without waiting for its answer.
pub(super) async fn enqueue(mut answer: Answer<'_>) -> Answer<'_> {
    assert!(poll!(&mut answer).is_pending());
    answer
}

async fn sqlite() -> TestDatabase {
    test_database(Kind::Sqlite).await
}

#[tokio::test]
async fn a_transaction_that_awaits_something_else_is_an_error() {
    let fresh = sqlite().await;
    let answer = fresh
        .db
        .raw_write::<(), Error>(|tx| {
            Box::pin(async move {
                insert(tx, "half").await?;
                std::future::pending().await
            })
        })
        .await;
    assert!(matches!(answer, Err(Error::Internal(_))), "{answer:?}");
    add(&fresh.db, "whole").await.expect("it goes well");
    assert_eq!(names(&fresh.db).await, ["whole"]);
}

#[tokio::test]
async fn a_dropped_caller_does_not_cancel_its_transaction() {
    let fresh = sqlite().await;
    let (held, go) = hold_writer(&fresh.db).await;
    drop(enqueue(Box::pin(add(&fresh.db, "left alone"))).await);
    go.send(()).expect("it goes well");
    held.await.expect("it goes well");
    assert!(matches!(add(&fresh.db, "left alone").await, Err(Error::UniqueViolation)));
}

#[tokio::test]
async fn a_failed_commit_fails_only_its_batch() {
    let fresh = sqlite().await;
    let db = &fresh.db;
    let (held, go) = hold_writer(db).await;
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
    go.send(()).expect("it goes well");
    for answer in [held, before, broken, after] {
        let answer = answer.await;
        assert!(matches!(answer, Err(Error::Unavailable(_))), "{answer:?}");
    }
    assert_eq!(names(db).await, [""; 0]);
    add(db, "next").await.expect("it goes well");
    assert_eq!(names(db).await, ["next"]);
}

#[tokio::test]
async fn on_a_full_disk_only_stored_changes_succeed() {
    let fresh = sqlite().await;
    let db = &fresh.db;
    let (held, go) = hold_writer(db).await;
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
    go.send(()).expect("it goes well");
    let (_held, small, large, last) = (held.await, small.await, large.await, last.await);
    assert!(matches!(large, Err(Error::Unavailable(_))), "{large:?}");
    let mut answered = Vec::new();
    answered.extend(last.is_ok().then_some("last"));
    answered.extend(small.is_ok().then_some("small"));
    assert_eq!(names(db).await, answered);
}

#[tokio::test]
async fn a_transaction_that_can_not_begin_says_why() {
    let fresh = sqlite().await;
    let crate::db::Target::Sqlite(path) = &fresh.target else { panic!("a file") };
    let other = rusqlite::Connection::open(path).expect("it goes well");
    fresh
        .db
        .raw_write::<_, Error>(|tx| Box::pin(async move { tx.all::<(i64,)>("pragma busy_timeout = 0", &[]).await }))
        .await
        .expect("it goes well");
    other.execute_batch("begin immediate").expect("it goes well");
    let answer = add(&fresh.db, "one").await;
    assert!(matches!(&answer, Err(Error::Unavailable(why)) if why.contains("locked")), "{answer:?}");
    other.execute_batch("rollback").expect("it goes well");
    add(&fresh.db, "one").await.expect("it goes well");
}

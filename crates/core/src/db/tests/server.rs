//! PostgreSQL's connections return to the pool clean in every case.

use std::time::Duration;

use super::{add, insert, names};
use crate::db::testing::{TestDatabase, raw, test_database};
use crate::db::{Error, Kind, Target};

async fn postgres() -> TestDatabase {
    test_database(Kind::Postgres).await
}

/// How many of the pool's connections are in a transaction.
async fn open_transactions(database: &TestDatabase) -> i64 {
    let text =
        "select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in trans%'";
    database.number(text).await
}

#[tokio::test]
async fn a_dropped_caller_does_not_interrupt_its_transaction_on_postgres() {
    let database = postgres().await;
    let (started, has_started) = tokio::sync::oneshot::channel();
    let (go, resume) = tokio::sync::oneshot::channel::<()>();
    {
        let answer = database.db.raw_write::<(), Error>(move |tx| {
            Box::pin(async move {
                insert(tx, "one").await?;
                let _sent = started.send(());
                let _received = resume.await;
                insert(tx, "two").await
            })
        });
        tokio::select! {
            answer = answer => panic!("too early: {answer:?}"),
            _ = has_started => {}
        }
    }
    go.send(()).unwrap();
    // The same insert waits for the first transaction's end, and finds its row committed.
    assert!(matches!(add(&database.db, "one").await, Err(Error::UniqueViolation)));
    assert_eq!(names(&database.db).await, ["one", "two"]);
}

#[tokio::test]
async fn a_connection_returns_clean_after_an_error_or_panic_on_postgres() {
    let database = postgres().await;
    add(&database.db, "one").await.unwrap();
    for count in 0..20 {
        let answer = database.db.raw_write::<(), Error>(move |tx| {
            Box::pin(async move {
                insert(tx, "two").await?;
                assert!(count % 2 == 0, "on purpose");
                insert(tx, "one").await
            })
        });
        assert!(answer.await.is_err());
    }
    // The server ends a discarded connection's transaction once it sees that the connection is closed. A transaction on
    // a connection that went back to the pool would stay.
    let all_ended = async { while open_transactions(&database).await > 0 {} };
    tokio::time::timeout(Duration::from_secs(10), all_ended).await.expect("no transaction stays open");
    assert_eq!(names(&database.db).await, ["one"]);
}

#[tokio::test]
async fn statement_and_lock_timeouts_are_transient_on_postgres() {
    let database = postgres().await;
    let slow = database.db.raw_write::<_, Error>(|tx| {
        Box::pin(async move {
            tx.execute("set local statement_timeout = 30", &[]).await?;
            tx.execute("select pg_sleep(30)", &[]).await
        })
    });
    let slow = slow.await;
    assert!(matches!(slow, Err(Error::Unavailable(_))), "{slow:?}");

    let Target::Postgres(address) = &database.target else { panic!("a server") };
    let other = raw::client(address).await;
    other.batch_execute("begin; lock table users").await.unwrap();
    let locked = database.db.raw_write::<_, Error>(|tx| {
        Box::pin(async move {
            tx.execute("set local lock_timeout = 30", &[]).await?;
            insert(tx, "one").await
        })
    });
    let locked = locked.await;
    assert!(matches!(locked, Err(Error::Unavailable(_))), "{locked:?}");
    other.batch_execute("rollback").await.unwrap();
    add(&database.db, "one").await.unwrap();
    assert_eq!(open_transactions(&database).await, 0);
}

/// Every connection of the pool must plan alike.
#[tokio::test]
async fn every_postgres_connection_has_the_planner_settings() {
    let database = postgres().await;
    let are_off = ["enable_seqscan", "enable_hashjoin", "enable_mergejoin", "jit"].map(|setting| (setting, "off"));
    for (setting, value) in are_off.into_iter().chain([("plan_cache_mode", "force_generic_plan")]) {
        let text = "select current_setting($1)";
        let rows: Vec<(String,)> = database.db.raw_all(text, &[&setting]).await.unwrap();
        assert_eq!(rows, [(value.to_owned(),)], "{setting}");
    }
}

//! PostgreSQL's connections: they go back to the pool clean, whatever happened.

use std::time::Duration;

use super::{add, insert, names};
use crate::db::testing::{Fresh, fresh, raw};
use crate::db::{Error, Kind, Target};

async fn postgres() -> Fresh {
    fresh(Kind::Postgres).await
}

/// How many of the pool's connections sit in a transaction.
async fn open_transactions(fresh: &Fresh) -> i64 {
    let text =
        "select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in trans%'";
    fresh.number(text).await
}

#[tokio::test]
async fn a_request_that_goes_away_does_not_tear_its_transaction_on_postgres() {
    let fresh = postgres().await;
    let (started, begun) = tokio::sync::oneshot::channel();
    let (go, gone) = tokio::sync::oneshot::channel::<()>();
    {
        let answer = fresh.db.raw_write::<(), Error>(move |tx| {
            Box::pin(async move {
                insert(tx, "one").await?;
                let _asked = started.send(());
                let _let_go = gone.await;
                insert(tx, "two").await
            })
        });
        tokio::select! {
            answer = answer => panic!("too early: {answer:?}"),
            _ = begun => {}
        }
    }
    go.send(()).expect("it goes well");
    // The same row waits for the first transaction's end, and finds it committed.
    assert!(matches!(add(&fresh.db, "one").await, Err(Error::Taken)));
    assert_eq!(names(&fresh.db).await, ["one", "two"]);
}

#[tokio::test]
async fn a_connection_goes_back_clean_after_an_error_and_a_panic_on_postgres() {
    let fresh = postgres().await;
    add(&fresh.db, "one").await.expect("it goes well");
    for count in 0..20 {
        let answer = fresh.db.raw_write::<(), Error>(move |tx| {
            Box::pin(async move {
                insert(tx, "two").await?;
                assert!(count % 2 == 0, "on purpose");
                insert(tx, "one").await
            })
        });
        assert!(answer.await.is_err());
    }
    // The server ends a discarded connection's transaction once it sees that the connection is closed. A transaction on a
    // connection that went back to the pool would stay.
    let all_ended = async { while open_transactions(&fresh).await > 0 {} };
    tokio::time::timeout(Duration::from_secs(10), all_ended).await.expect("no transaction stays open");
    assert_eq!(names(&fresh.db).await, ["one"]);
}

#[tokio::test]
async fn a_statement_and_a_lock_that_take_too_long_may_go_well_later_on_postgres() {
    let fresh = postgres().await;
    let slow = fresh.db.raw_write::<_, Error>(|tx| {
        Box::pin(async move {
            tx.execute("set local statement_timeout = 30", &[]).await?;
            tx.execute("select pg_sleep(30)", &[]).await
        })
    });
    let slow = slow.await;
    assert!(matches!(slow, Err(Error::Unavailable(_))), "{slow:?}");

    let Target::Postgres(address) = &fresh.target else { panic!("a server") };
    let other = raw::client(address).await;
    other.batch_execute("begin; lock table users").await.expect("it goes well");
    let locked = fresh.db.raw_write::<_, Error>(|tx| {
        Box::pin(async move {
            tx.execute("set local lock_timeout = 30", &[]).await?;
            insert(tx, "one").await
        })
    });
    let locked = locked.await;
    assert!(matches!(locked, Err(Error::Unavailable(_))), "{locked:?}");
    other.batch_execute("rollback").await.expect("it goes well");
    add(&fresh.db, "one").await.expect("it goes well");
    assert_eq!(open_transactions(&fresh).await, 0);
}

/// What a plan is made by must hold for every connection of the pool.
#[tokio::test]
async fn every_connection_of_postgres_plans_for_an_index_and_once() {
    let fresh = postgres().await;
    for (setting, value) in [("enable_seqscan", "off"), ("plan_cache_mode", "force_generic_plan"), ("jit", "off")] {
        let text = "select current_setting($1)";
        let rows: Vec<(String,)> = fresh.db.raw_all(text, &[&setting]).await.expect("it goes well");
        assert_eq!(rows, [(value.to_owned(),)], "{setting}");
    }
}

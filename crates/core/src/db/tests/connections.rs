//! PostgreSQL with few connections left, with connections that are closed, and with a server that is read-only for a while.

use std::time::Duration;

use super::{add, names};
use crate::db::migrate_postgres::{self, MIGRATION_LOCK};
use crate::db::postgres_address::Address;
use crate::db::postgres_connection::Connection;
use crate::db::testing::proxy::{Options, Proxy};
use crate::db::testing::{START, TestDatabase, raw, test_database, unopened_database};
use crate::db::{Db, Error, IfEmpty, Kind, Target, migrate, within_patience};
use crate::time::Clock;

const PATIENCE: Duration = Duration::from_secs(10);

fn address(database: &TestDatabase) -> &str {
    let Target::Postgres(address) = &database.target else { panic!("a server") };
    address
}

/// The same database for a user of its own, who may have so many connections.
async fn limited(database: &TestDatabase, connections: u32) -> String {
    let (user, place) =
        (format!("few_{:08x}", getrandom::u32().unwrap()), address(database).rsplit_once('@').unwrap().1);
    database
        .run(&format!(
            "create role {user} login password 'few' connection limit {connections}; \
             grant all on schema public to {user}; grant all on all tables in schema public to {user}; \
             grant all on all sequences in schema public to {user}"
        ))
        .await;
    format!("postgres://{user}:few@{place}")
}

/// Closes all connections to the database but the one that asks.
async fn close_all(database: &TestDatabase) {
    let close = "select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity \
                 where datname = current_database() and pid <> pg_backend_pid()";
    database.rows(close).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_writers_share_the_few_connections_that_there_are_on_postgres() {
    let database = test_database(Kind::Postgres).await;
    let db = Db::open(&Target::Postgres(limited(&database, 3).await), Clock::at(START)).await.unwrap();
    for round in 0..3 {
        let writers: Vec<_> = (0..24)
            .map(|count| {
                let db = db.clone();
                tokio::spawn(within_patience(PATIENCE, async move { add(&db, &format!("{round}-{count}")).await }))
            })
            .collect();
        for writer in writers {
            let outcome = writer.await.unwrap();
            assert!(outcome.is_ok(), "{outcome:?}");
        }
    }
    assert_eq!(names(&database.db).await.len(), 72);
}

#[tokio::test]
async fn the_next_connection_that_the_server_has_is_waited_for_on_postgres() {
    let database = test_database(Kind::Postgres).await;
    let address = limited(&database, 2).await;
    let db = Db::open(&Target::Postgres(address.clone()), Clock::at(START)).await.unwrap();
    close_all(&database).await;
    let others = [raw::client(&address).await, raw::client(&address).await];
    let (time, outcome) = Proxy::time(within_patience(Duration::from_secs(1), add(&db, "too late"))).await;
    assert!(
        matches!(&outcome, Err(Error::Unavailable(why)) if why.contains("too many connections"))
            && time > Duration::from_millis(900)
            && time < Duration::from_secs(3),
        "{outcome:?} after {time:?}"
    );
    let waiting = tokio::spawn({
        let db = db.clone();
        within_patience(PATIENCE, async move { add(&db, "in time").await })
    });
    drop(others);
    waiting.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_server_that_refuses_connections_is_not_waited_for_on_postgres() {
    let database = test_database(Kind::Postgres).await;
    let proxy = Proxy::start(address(&database), Options::Forwarded).await;
    let db = Db::open(&Target::Postgres(proxy.address().to_owned()), Clock::at(START)).await.unwrap();
    drop(proxy);
    close_all(&database).await;
    let refused = async { while within_patience(PATIENCE, add(&db, "one")).await.is_ok() {} };
    let (time, _) = Proxy::time(refused).await;
    assert!(time < Duration::from_secs(2), "{time:?}");
}

#[tokio::test]
async fn connections_that_the_server_closed_are_replaced_unnoticed_on_postgres() {
    let database = test_database(Kind::Postgres).await;
    for count in 0..5 {
        add(&database.db, &format!("{count}")).await.unwrap();
        assert_eq!(names(&database.db).await.len(), count + 1);
        close_all(&database).await;
    }
}

#[tokio::test]
async fn connections_of_a_read_only_time_are_replaced_when_it_ends_on_postgres() {
    let database = test_database(Kind::Postgres).await;
    let db = &database.db;
    add(db, "before").await.unwrap();
    let name = address(&database).rsplit_once('/').unwrap().1;
    // Several connections are opened in that time, and keep the setting.
    database.run(&format!("alter database {name} set default_transaction_read_only = on")).await;
    close_all(&database).await;
    for _ in 0..3 {
        let writers: Vec<_> = (0..16)
            .map(|count| {
                let db = db.clone();
                tokio::spawn(async move { add(&db, &format!("refused {count}")).await })
            })
            .collect();
        for writer in writers {
            let outcome = writer.await.unwrap();
            assert!(matches!(&outcome, Err(Error::Unavailable(why)) if why.contains("read-only")), "{outcome:?}");
        }
        assert_eq!(names(db).await, ["before"], "what only reads works");
    }
    let server = crate::db::testing::server();
    raw::client(&server)
        .await
        .batch_execute(&format!("alter database {name} reset default_transaction_read_only"))
        .await
        .unwrap();
    // One new connection may have been read-only a moment ago.
    let writable = async { while add(db, "first").await.is_err() {} };
    let (time, ()) = Proxy::time(writable).await;
    assert!(time < Duration::from_millis(1_500), "{time:?}");
    for count in 0..20 {
        add(db, &format!("after {count}")).await.unwrap();
    }
}

#[tokio::test]
async fn another_process_that_migrates_is_waited_for_with_a_limit_on_postgres() {
    let (target, _folder) = unopened_database(Kind::Postgres).await;
    let Target::Postgres(address) = &target else { panic!("a server") };
    let other = raw::client(address).await;
    other.batch_execute(&format!("select pg_advisory_lock({MIGRATION_LOCK})")).await.unwrap();
    let connection = Connection::open(&Address::parse(address).unwrap()).await.map_err(Error::from).unwrap();
    let runner = migrate::runner(&target);
    let migrate =
        async |limit| migrate_postgres::run(&connection, runner.get_migrations(), &IfEmpty::Create, limit).await;
    let outcome = migrate(Duration::from_secs(1)).await;
    assert!(
        matches!(&outcome, Err(Error::Unavailable(why)) if why.contains("another process has been migrating")),
        "{outcome:?}"
    );
    drop(other);
    migrate(Duration::from_secs(60)).await.unwrap();
    let db = Db::open(&target, Clock::at(START)).await.unwrap();
    assert!(names(&db).await.is_empty());
}

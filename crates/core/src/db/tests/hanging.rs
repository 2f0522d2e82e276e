//! PostgreSQL when it hangs, or holds a lock for long.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::{add, insert, names};
use crate::db::testing::proxy::{Options, Proxy};
use crate::db::testing::{START, TestDatabase, raw, test_database};
use crate::db::{AfterCommit, Db, Effect, Error, Kind, Target, within_patience};
use crate::time::Clock;

const PATIENCE: Duration = Duration::from_millis(900);
/// The patience, and some time for a machine that is busy.
const LIMIT: Duration = Duration::from_millis(2_500);

async fn behind_a_proxy() -> (TestDatabase, Proxy, Db) {
    let database = test_database(Kind::Postgres).await;
    let Target::Postgres(address) = &database.target else { panic!("a server") };
    let proxy = Proxy::start(address, Options::Forwarded).await;
    let db = Db::open(&Target::Postgres(proxy.address().to_owned()), Clock::at(START)).await.unwrap();
    (database, proxy, db)
}

async fn read(db: &Db) -> Result<(), Error> {
    db.raw_all::<(String,)>("select name from users", &[]).await.map(drop)
}

/// Waits until so many statements of the database begin like this.
async fn wait_for_statements(database: &TestDatabase, text: &str, count: i64) {
    let running = format!(
        "select count(*) from pg_stat_activity where datname = current_database() and state = 'active' \
         and query like '{text}%'"
    );
    let waiting = async { while database.number(&running).await != count {} };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("so many statements");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_waits_longer_than_their_patience_for_a_server_that_hangs_on_postgres() {
    let (_database, proxy, db) = behind_a_proxy().await;
    add(&db, "before").await.unwrap();
    proxy.hang();
    // More than there are connections, and one after the other.
    let requests: Vec<_> = (0..40)
        .map(|count| {
            let db = db.clone();
            tokio::spawn(Proxy::time(within_patience(PATIENCE, async move {
                let first = if count % 2 == 0 { read(&db).await } else { add(&db, &format!("{count}")).await };
                (first, Proxy::time(read(&db)).await)
            })))
        })
        .collect();
    for request in requests {
        let (time, (first, (second_time, second))) = request.await.unwrap();
        assert!(matches!(first, Err(Error::Unavailable(_))), "{first:?}");
        assert!(matches!(second, Err(Error::Unavailable(_))), "{second:?}");
        assert!(time < LIMIT && second_time < Duration::from_millis(300), "{time:?} {second_time:?}");
    }
    proxy.resume();
    let (time, outcome) = Proxy::time(within_patience(PATIENCE, add(&db, "after"))).await;
    assert!(outcome.is_ok() && time < PATIENCE, "{outcome:?} after {time:?}");
    assert_eq!(names(&db).await, ["after", "before"], "nothing that was refused is made later");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_lock_keeps_nobody_longer_than_their_patience_on_postgres() {
    let database = test_database(Kind::Postgres).await;
    let Target::Postgres(address) = &database.target else { panic!("a server") };
    let holder = raw::client(address).await;
    holder.batch_execute("begin; lock table users").await.unwrap();
    let requests: Vec<_> = (0..40)
        .map(|count| {
            let db = database.db.clone();
            let request =
                async move { if count % 2 == 0 { read(&db).await } else { add(&db, &format!("{count}")).await } };
            tokio::spawn(Proxy::time(within_patience(PATIENCE, request)))
        })
        .collect();
    for request in requests {
        let (time, outcome) = request.await.unwrap();
        assert!(matches!(outcome, Err(Error::Unavailable(_))) && time < LIMIT, "{outcome:?} after {time:?}");
    }
    // The server does not go on with what was given up.
    wait_for_statements(&database, "insert into users", 0).await;
    holder.batch_execute("rollback").await.unwrap();
    add(&database.db, "after").await.unwrap();
    assert_eq!(names(&database.db).await, ["after"]);
}

#[tokio::test]
async fn a_reader_who_goes_away_leaves_no_statement_behind_on_postgres() {
    let database = test_database(Kind::Postgres).await;
    let slow = "select cast(null as text) from pg_sleep(25)";
    let reads: Vec<_> = (0..16)
        .map(|_| {
            let db = database.db.clone();
            tokio::spawn(async move { db.raw_all::<(Option<String>,)>(slow, &[]).await.map(drop) })
        })
        .collect();
    wait_for_statements(&database, slow, 16).await;
    for read in reads {
        read.abort();
    }
    let (time, outcome) = Proxy::time(read(&database.db)).await;
    assert!(outcome.is_ok() && time < Duration::from_secs(5), "{outcome:?} after {time:?}");
    wait_for_statements(&database, slow, 0).await;
}

#[derive(Default)]
struct Noted(Mutex<Vec<Effect>>);

impl AfterCommit for Noted {
    fn committed(&self, effects: &[Effect]) {
        self.0.lock().unwrap().extend(effects);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_that_comes_late_has_its_effects_on_postgres() {
    let (_database, proxy, db) = behind_a_proxy().await;
    let noted = Arc::new(Noted::default());
    let listener: Arc<dyn AfterCommit> = Arc::<Noted>::clone(&noted);
    db.after_commit(&listener);
    let proxy = Arc::new(proxy);
    let stopping = Arc::clone(&proxy);
    let change = db.raw_write::<(), Error>(move |tx| {
        Box::pin(async move {
            insert(tx, "late").await?;
            tx.after_commit(Effect { kind: 't', business: 7, id: 7 });
            stopping.hang();
            Ok(())
        })
    });
    let (time, outcome) = Proxy::time(within_patience(PATIENCE, change)).await;
    assert!(matches!(outcome, Err(Error::Unavailable(_))) && time < LIMIT, "{outcome:?} after {time:?}");
    proxy.resume();
    let arrived = async {
        while noted.0.lock().unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), arrived).await.expect("the effect of a commit");
    assert_eq!(names(&db).await, ["late"]);
}

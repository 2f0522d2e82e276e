//! The effects of transactions, on both engines and in SQLite's batches.

use std::sync::{Arc, Mutex, mpsc};

use super::writer::{enqueue, hold_writer};
use super::{insert, names};
use crate::both_engines;
use crate::db::testing::{TestDatabase, test_database};
use crate::db::{AfterCommit, Db, Effect, Error, Kind};

/// A listener that records the effects, and first waits at its gate, if it has one.
#[derive(Default)]
struct Record {
    effects_seen: Mutex<Vec<Vec<u128>>>,
    gate: Mutex<Option<Gate>>,
}

/// Signals that a transaction is committed, and waits for the test.
struct Gate {
    committed: tokio::sync::mpsc::UnboundedSender<()>,
    resume: mpsc::Receiver<()>,
}

impl AfterCommit for Record {
    fn committed(&self, effects: &[Effect]) {
        if let Some(gate) = self.gate.lock().expect("a gate").as_ref() {
            gate.committed.send(()).expect("a test that waits");
            gate.resume.recv().expect("a test that resumes");
        }
        self.effects_seen.lock().expect("the record").push(effects.iter().map(|effect| effect.id).collect());
    }
}

impl Record {
    fn of(db: &Db) -> Arc<Self> {
        let record = Arc::<Self>::default();
        let listener: Arc<dyn AfterCommit> = Arc::<Self>::clone(&record);
        db.after_commit(&listener);
        record
    }

    fn effects_seen(&self) -> Vec<Vec<u128>> {
        self.effects_seen.lock().expect("the record").clone()
    }
}

fn effect(id: u128) -> Effect {
    Effect { kind: 'm', business: 1, id }
}

/// Adds a row with effects.
async fn add(db: &Db, name: &'static str, effects: &'static [u128]) -> Result<(), Error> {
    db.raw_write(move |tx| {
        Box::pin(async move {
            effects.iter().for_each(|id| tx.after_commit(effect(*id)));
            insert(tx, name).await
        })
    })
    .await
}

async fn sqlite() -> TestDatabase {
    test_database(Kind::Sqlite).await
}

#[both_engines]
async fn effects_run_once_in_order_before_the_caller_is_answered(kind: Kind) {
    let database = test_database(kind).await;
    let record = Record::of(&database.db);
    add(&database.db, "one", &[3, 1, 3]).await.unwrap();
    assert_eq!(record.effects_seen(), [[3, 1]]);
    add(&database.db, "two", &[]).await.unwrap();
    assert_eq!(record.effects_seen().len(), 1, "it has no effects");
}

#[both_engines]
async fn a_transaction_that_fails_or_panics_has_no_effects(kind: Kind) {
    let database = test_database(kind).await;
    let record = Record::of(&database.db);
    add(&database.db, "one", &[1]).await.unwrap();
    assert!(matches!(add(&database.db, "one", &[2]).await, Err(Error::UniqueViolation)));
    let panicked = database.db.raw_write::<(), Error>(|tx| {
        Box::pin(async move {
            tx.after_commit(effect(3));
            insert(tx, "three").await?;
            panic!("on purpose")
        })
    });
    assert!(panicked.await.is_err());
    let continued = database.db.raw_write::<(), Error>(|tx| {
        Box::pin(async move {
            tx.after_commit(effect(4));
            let _ignored = insert(tx, "one").await;
            Ok(())
        })
    });
    assert!(continued.await.is_err());
    add(&database.db, "five", &[5]).await.unwrap();
    assert_eq!(record.effects_seen(), [[1], [5]]);
}

#[both_engines]
async fn effects_run_even_if_the_caller_is_dropped_after_commit(kind: Kind) {
    let database = test_database(kind).await;
    let record = Record::of(&database.db);
    let ((committed, mut is_committed), (go, resume)) = (tokio::sync::mpsc::unbounded_channel(), mpsc::channel());
    *record.gate.lock().expect("a gate") = Some(Gate { committed, resume });
    let db = database.db.clone();
    let caller = tokio::spawn(async move { add(&db, "one", &[1]).await });
    is_committed.recv().await.expect("a commit");
    caller.abort();
    assert!(caller.await.expect_err("it was aborted").is_cancelled());
    assert!(record.effects_seen().is_empty());
    go.send(()).expect("a listener that waits");
    let has_effect = async {
        while record.effects_seen().is_empty() {
            tokio::task::yield_now().await
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), has_effect).await.expect("an effect");
    assert_eq!(record.effects_seen(), [[1]]);
    assert_eq!(names(&database.db).await, ["one"]);
}

#[both_engines]
async fn a_commit_that_fails_has_no_effects(kind: Kind) {
    let database = test_database(kind).await;
    let record = Record::of(&database.db);
    let broken = database.db.raw_write::<(), Error>(move |tx| {
        Box::pin(async move {
            tx.after_commit(effect(1));
            // A constraint that the engine checks at the commit and not before.
            let texts: &[&str] = match kind {
                Kind::Sqlite => &[
                    "pragma defer_foreign_keys = on",
                    "insert into password_resets (user_id, token_hash, created_at, expires_at) values (77, '', 0, 0)",
                ],
                Kind::Postgres => &[
                    "create temporary table once (at int unique deferrable initially deferred) on commit drop",
                    "insert into once values (1), (1)",
                ],
            };
            for text in texts {
                tx.execute(text, &[]).await?;
            }
            Ok(())
        })
    });
    let broken = broken.await;
    assert!(broken.is_err(), "{broken:?}");
    add(&database.db, "one", &[2]).await.unwrap();
    assert_eq!(record.effects_seen(), [[2]]);
}

#[both_engines]
async fn a_panicking_or_dropped_listener_does_not_block_others(kind: Kind) {
    struct Panics;
    impl AfterCommit for Panics {
        fn committed(&self, _: &[Effect]) {
            panic!("on purpose")
        }
    }
    let database = test_database(kind).await;
    let panics: Arc<dyn AfterCommit> = Arc::new(Panics);
    database.db.after_commit(&panics);
    drop(Record::of(&database.db));
    let record = Record::of(&database.db);
    for (name, effects) in [("one", &[1]), ("two", &[2])] {
        add(&database.db, name, effects).await.unwrap();
    }
    assert_eq!(record.effects_seen(), [[1], [2]]);
}

#[tokio::test]
async fn only_successful_transactions_of_a_batch_have_effects() {
    let database = sqlite().await;
    let (db, record) = (&database.db, Record::of(&database.db));
    let (blocker, go) = hold_writer(db).await;
    let mut answers = Vec::new();
    for (name, effects) in [("one", &[1]), ("one", &[2]), ("three", &[3])] {
        answers.push(enqueue(Box::pin(add(db, name, effects))).await);
    }
    // A transaction whose caller is dropped before its turn still has its effects.
    drop(enqueue(Box::pin(add(db, "four", &[4]))).await);
    go.send(()).unwrap();
    blocker.await.unwrap();
    let mut succeeded = Vec::new();
    for answer in answers {
        succeeded.push(answer.await.is_ok());
    }
    assert_eq!(succeeded, [true, false, true]);
    add(db, "five", &[5]).await.unwrap();
    assert_eq!(record.effects_seen(), [[1], [3], [4], [5]]);
}

#[tokio::test]
async fn a_batch_whose_commit_fails_has_no_effects() {
    let database = sqlite().await;
    let (db, record) = (&database.db, Record::of(&database.db));
    let (blocker, go) = hold_writer(db).await;
    let before = enqueue(Box::pin(add(db, "before", &[1]))).await;
    let broken = db.raw_write(|tx| {
        Box::pin(async move {
            tx.execute("pragma defer_foreign_keys = on", &[]).await?;
            let text =
                "insert into password_resets (user_id, token_hash, created_at, expires_at) values (77, '', 0, 0)";
            tx.execute(text, &[]).await.map(drop)
        })
    });
    let broken = enqueue(Box::pin(broken)).await;
    go.send(()).unwrap();
    for answer in [blocker, before, broken] {
        assert!(answer.await.is_err());
    }
    assert_eq!(record.effects_seen(), Vec::<Vec<u128>>::new());
}

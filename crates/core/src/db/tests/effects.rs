//! The effects of transactions, on both engines and in SQLite's batches.

use std::sync::{Arc, Mutex, mpsc};

use super::writer::{ask, hold};
use super::{insert, names};
use crate::both_engines;
use crate::db::testing::{Fresh, fresh};
use crate::db::{AfterCommit, Db, Effect, Error, Kind};

/// A listener that keeps what it is told, and waits in between where it is held.
#[derive(Default)]
struct Record {
    told: Mutex<Vec<Vec<i64>>>,
    gate: Mutex<Option<Gate>>,
}

/// Says that a transaction is committed, and waits to be let go.
struct Gate {
    committed: tokio::sync::mpsc::UnboundedSender<()>,
    go: mpsc::Receiver<()>,
}

impl AfterCommit for Record {
    fn committed(&self, effects: &[Effect]) {
        if let Some(gate) = self.gate.lock().expect("a gate").as_ref() {
            gate.committed.send(()).expect("a test that waits");
            gate.go.recv().expect("a test that lets go");
        }
        self.told.lock().expect("the record").push(effects.iter().map(|effect| effect.id).collect());
    }
}

impl Record {
    fn of(db: &Db) -> Arc<Self> {
        let record = Arc::<Self>::default();
        let listener: Arc<dyn AfterCommit> = Arc::<Self>::clone(&record);
        db.after_commit(&listener);
        record
    }

    fn told(&self) -> Vec<Vec<i64>> {
        self.told.lock().expect("the record").clone()
    }
}

fn effect(id: i64) -> Effect {
    Effect { kind: 'm', business: 1, id }
}

/// Adds a row with effects.
async fn add(db: &Db, name: &'static str, effects: &'static [i64]) -> Result<(), Error> {
    db.raw_write(move |tx| {
        Box::pin(async move {
            effects.iter().for_each(|id| tx.after_commit(effect(*id)));
            insert(tx, name).await
        })
    })
    .await
}

async fn sqlite() -> Fresh {
    fresh(Kind::Sqlite).await
}

#[both_engines]
async fn effects_are_done_in_order_and_once_before_the_caller_is_answered(kind: Kind) {
    let fresh = fresh(kind).await;
    let record = Record::of(&fresh.db);
    add(&fresh.db, "one", &[3, 1, 3]).await.expect("it goes well");
    assert_eq!(record.told(), [[3, 1]]);
    add(&fresh.db, "two", &[]).await.expect("it goes well");
    assert_eq!(record.told().len(), 1, "nothing follows it");
}

#[both_engines]
async fn a_transaction_that_fails_or_panics_has_no_effects(kind: Kind) {
    let fresh = fresh(kind).await;
    let record = Record::of(&fresh.db);
    add(&fresh.db, "one", &[1]).await.expect("it goes well");
    assert!(matches!(add(&fresh.db, "one", &[2]).await, Err(Error::Taken)));
    let panicked = fresh.db.raw_write::<(), Error>(|tx| {
        Box::pin(async move {
            tx.after_commit(effect(3));
            insert(tx, "three").await?;
            panic!("on purpose")
        })
    });
    assert!(panicked.await.is_err());
    let went_on = fresh.db.raw_write::<(), Error>(|tx| {
        Box::pin(async move {
            tx.after_commit(effect(4));
            let _ignored = insert(tx, "one").await;
            Ok(())
        })
    });
    assert!(went_on.await.is_err());
    add(&fresh.db, "five", &[5]).await.expect("it goes well");
    assert_eq!(record.told(), [[1], [5]]);
}

#[both_engines]
async fn a_caller_that_is_killed_between_commit_and_answer_loses_no_effect(kind: Kind) {
    let fresh = fresh(kind).await;
    let record = Record::of(&fresh.db);
    let ((committed, mut is_committed), (go, gone)) = (tokio::sync::mpsc::unbounded_channel(), mpsc::channel());
    *record.gate.lock().expect("a gate") = Some(Gate { committed, go: gone });
    let db = fresh.db.clone();
    let caller = tokio::spawn(async move { add(&db, "one", &[1]).await });
    is_committed.recv().await.expect("a commit");
    caller.abort();
    assert!(caller.await.expect_err("it was killed").is_cancelled());
    assert!(record.told().is_empty());
    go.send(()).expect("a listener that waits");
    let followed = async {
        while record.told().is_empty() {
            tokio::task::yield_now().await
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), followed).await.expect("an effect");
    assert_eq!(record.told(), [[1]]);
    assert_eq!(names(&fresh.db).await, ["one"]);
}

#[both_engines]
async fn a_commit_that_fails_has_no_effects(kind: Kind) {
    let fresh = fresh(kind).await;
    let record = Record::of(&fresh.db);
    let broken = fresh.db.raw_write::<(), Error>(move |tx| {
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
    add(&fresh.db, "one", &[2]).await.expect("it goes well");
    assert_eq!(record.told(), [[2]]);
}

#[both_engines]
async fn a_listener_that_panics_or_is_gone_holds_nobody_up(kind: Kind) {
    struct Panics;
    impl AfterCommit for Panics {
        fn committed(&self, _: &[Effect]) {
            panic!("on purpose")
        }
    }
    let fresh = fresh(kind).await;
    let panics: Arc<dyn AfterCommit> = Arc::new(Panics);
    fresh.db.after_commit(&panics);
    drop(Record::of(&fresh.db));
    let record = Record::of(&fresh.db);
    for (name, effects) in [("one", &[1]), ("two", &[2])] {
        add(&fresh.db, name, effects).await.expect("it goes well");
    }
    assert_eq!(record.told(), [[1], [2]]);
}

#[tokio::test]
async fn of_a_batch_those_that_went_well_have_effects_and_the_others_have_none() {
    let fresh = sqlite().await;
    let (db, record) = (&fresh.db, Record::of(&fresh.db));
    let (held, go) = hold(db).await;
    let mut answers = Vec::new();
    for (name, effects) in [("one", &[1]), ("one", &[2]), ("three", &[3])] {
        answers.push(ask(Box::pin(add(db, name, effects))).await);
    }
    // Killed before its turn, it still has its effects.
    drop(ask(Box::pin(add(db, "four", &[4]))).await);
    go.send(()).expect("it goes well");
    held.await.expect("it goes well");
    let mut went_well = Vec::new();
    for answer in answers {
        went_well.push(answer.await.is_ok());
    }
    assert_eq!(went_well, [true, false, true]);
    add(db, "five", &[5]).await.expect("it goes well");
    assert_eq!(record.told(), [[1], [3], [4], [5]]);
}

#[tokio::test]
async fn a_batch_whose_commit_fails_has_no_effects() {
    let fresh = sqlite().await;
    let (db, record) = (&fresh.db, Record::of(&fresh.db));
    let (held, go) = hold(db).await;
    let before = ask(Box::pin(add(db, "before", &[1]))).await;
    let broken = db.raw_write(|tx| {
        Box::pin(async move {
            tx.execute("pragma defer_foreign_keys = on", &[]).await?;
            let text =
                "insert into password_resets (user_id, token_hash, created_at, expires_at) values (77, '', 0, 0)";
            tx.execute(text, &[]).await.map(drop)
        })
    });
    let broken = ask(Box::pin(broken)).await;
    go.send(()).expect("it goes well");
    for answer in [held, before, broken] {
        assert!(answer.await.is_err());
    }
    assert_eq!(record.told(), Vec::<Vec<i64>>::new());
}

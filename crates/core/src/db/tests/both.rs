//! Transactions on both engines.

use super::{add, insert, names};
use crate::both_engines;
use crate::db::Error;
use crate::db::Kind;
use crate::db::testing::test_database;

#[both_engines]
async fn concurrent_changes_have_separate_outcomes(kind: Kind) {
    let database = test_database(kind).await;
    let tasks: Vec<_> = (0..60)
        .map(|count| {
            let db = database.db.clone();
            tokio::spawn(async move {
                db.raw_write(move |tx| {
                    Box::pin(async move {
                        insert(tx, &format!("row {count:02}")).await?;
                        if count % 3 == 0 { Err(Error::ForeignKeyViolation) } else { Ok(()) }
                    })
                })
                .await
            })
        })
        .collect();
    for (count, task) in tasks.into_iter().enumerate() {
        assert_eq!(task.await.unwrap().is_ok(), count % 3 != 0, "{count}");
    }
    let expected: Vec<_> = (0..60).filter(|count| count % 3 != 0).map(|count| format!("row {count:02}")).collect();
    assert_eq!(names(&database.db).await, expected);
}

#[both_engines]
async fn a_committed_change_is_readable(kind: Kind) {
    let database = test_database(kind).await;
    for count in 1..=30 {
        add(&database.db, &format!("{count:02}")).await.unwrap();
        assert_eq!(names(&database.db).await.len(), count);
    }
}

#[both_engines]
async fn unique_and_foreign_key_violations_are_distinguished(kind: Kind) {
    let database = test_database(kind).await;
    add(&database.db, "one").await.unwrap();
    assert!(matches!(add(&database.db, "one").await, Err(Error::UniqueViolation)));
    let orphan = database
        .db
        .raw_write::<_, Error>(|tx| {
            Box::pin(async move {
                let text =
                    "insert into password_resets (user_id, token_hash, created_at, expires_at) values (77, $1, 0, 0)";
                tx.execute(text, &[&vec![1_u8]]).await
            })
        })
        .await;
    assert!(matches!(orphan, Err(Error::ForeignKeyViolation)), "{orphan:?}");
}

#[both_engines]
async fn a_panic_rolls_the_transaction_back(kind: Kind) {
    let database = test_database(kind).await;
    let answer = database
        .db
        .raw_write::<(), Error>(|tx| {
            Box::pin(async move {
                insert(tx, "half").await?;
                panic!("on purpose")
            })
        })
        .await;
    assert!(matches!(answer, Err(Error::Internal(_))), "{answer:?}");
    for count in 0..20 {
        add(&database.db, &format!("{count:02}")).await.unwrap();
    }
    assert_eq!(names(&database.db).await.len(), 20, "the next transaction did not commit the half");
}

#[both_engines]
async fn a_transaction_with_a_failed_statement_is_rolled_back(kind: Kind) {
    let database = test_database(kind).await;
    add(&database.db, "one").await.unwrap();
    let answer = database
        .db
        .raw_write::<(), Error>(|tx| {
            Box::pin(async move {
                insert(tx, "two").await?;
                let _ignored = insert(tx, "one").await;
                Ok(())
            })
        })
        .await;
    assert!(matches!(answer, Err(Error::Internal(_))), "{answer:?}");
    assert_eq!(names(&database.db).await, ["one"]);
    add(&database.db, "three").await.unwrap();
}

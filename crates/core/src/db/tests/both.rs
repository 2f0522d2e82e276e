//! What holds on both engines.

use super::{add, insert, names};
use crate::both_engines;
use crate::db::Error;
use crate::db::Kind;
use crate::db::testing::fresh;

#[both_engines]
async fn of_many_changes_at_once_each_has_its_own_outcome(kind: Kind) {
    let fresh = fresh(kind).await;
    let tasks: Vec<_> = (0..60)
        .map(|count| {
            let db = fresh.db.clone();
            tokio::spawn(async move {
                db.raw_write(move |tx| {
                    Box::pin(async move {
                        insert(tx, &format!("row {count:02}")).await?;
                        if count % 3 == 0 { Err(Error::Bound) } else { Ok(()) }
                    })
                })
                .await
            })
        })
        .collect();
    for (count, task) in tasks.into_iter().enumerate() {
        assert_eq!(task.await.expect("it goes well").is_ok(), count % 3 != 0, "{count}");
    }
    let kept: Vec<_> = (0..60).filter(|count| count % 3 != 0).map(|count| format!("row {count:02}")).collect();
    assert_eq!(names(&fresh.db).await, kept);
}

#[both_engines]
async fn what_is_answered_is_there_to_read(kind: Kind) {
    let fresh = fresh(kind).await;
    for count in 1..=30 {
        add(&fresh.db, &format!("{count:02}")).await.expect("it goes well");
        assert_eq!(names(&fresh.db).await.len(), count);
    }
}

#[both_engines]
async fn a_row_twice_is_taken_and_a_row_that_points_at_nothing_is_bound(kind: Kind) {
    let fresh = fresh(kind).await;
    add(&fresh.db, "one").await.expect("it goes well");
    assert!(matches!(add(&fresh.db, "one").await, Err(Error::Taken)));
    let lost = fresh
        .db
        .raw_write::<_, Error>(|tx| {
            Box::pin(async move {
                let text =
                    "insert into password_resets (user_id, token_hash, created_at, expires_at) values (77, $1, 0, 0)";
                tx.execute(text, &[&vec![1_u8]]).await
            })
        })
        .await;
    assert!(matches!(lost, Err(Error::Bound)), "{lost:?}");
}

#[both_engines]
async fn a_panic_in_a_transaction_leaves_nothing_behind(kind: Kind) {
    let fresh = fresh(kind).await;
    let answer = fresh
        .db
        .raw_write::<(), Error>(|tx| {
            Box::pin(async move {
                insert(tx, "half").await?;
                panic!("on purpose")
            })
        })
        .await;
    assert!(matches!(answer, Err(Error::Fault(_))), "{answer:?}");
    for count in 0..20 {
        add(&fresh.db, &format!("{count:02}")).await.expect("it goes well");
    }
    assert_eq!(names(&fresh.db).await.len(), 20, "the half of it was not committed by the next");
}

#[both_engines]
async fn a_transaction_that_goes_on_after_a_failed_statement_is_not_kept(kind: Kind) {
    let fresh = fresh(kind).await;
    add(&fresh.db, "one").await.expect("it goes well");
    let answer = fresh
        .db
        .raw_write::<(), Error>(|tx| {
            Box::pin(async move {
                insert(tx, "two").await?;
                let _ignored = insert(tx, "one").await;
                Ok(())
            })
        })
        .await;
    assert!(matches!(answer, Err(Error::Fault(_))), "{answer:?}");
    assert_eq!(names(&fresh.db).await, ["one"]);
    add(&fresh.db, "three").await.expect("it goes well");
}

//! Builds the rows of a business anew.

use super::month::{sample, unset_first, write, wrongly_sampled};
use super::numbers::{months, numbers};
use crate::access::{BusinessSql, Change, DueJob, Operator, business_sql};
use crate::calls::tally::{Build, Builds};
use crate::db::{Db, Error};
use crate::ids::NumberId;

static FINISH: BusinessSql = business_sql!("finish.sql");
static DROP_BUILDS: BusinessSql = business_sql!("drop_builds.sql");

/// How many rows of an old build one transaction removes.
const BATCH: i64 = 500;

/// Builds the rows of the operator's business anew, while calls come in.
///
/// # Errors
/// When the database fails.
pub async fn rebuild(db: &Db, operator: &Operator) -> Result<(), crate::Error> {
    let due = DueJob::of_command(operator);
    let live = Builds::read(db, &due).await?.live;
    for number in numbers(db, &due).await? {
        build_number(db, &due, &live, number).await?;
    }
    Ok(())
}

/// Writes the rows of a number in a build.
pub(super) async fn build_number(db: &Db, due: &DueJob, build: &Build, number: NumberId) -> Result<(), Error> {
    let months = months(db, due, build, number).await?;
    // A caller has one mark at a time, so the wrong ones go first.
    for month in months.clone() {
        db.change_unaudited(due, move |tx| Box::pin(async move { unset_first(tx, &month).await })).await?;
    }
    for month in months {
        let wrong = wrongly_sampled(db, due, &month).await?;
        if !wrong.is_empty() {
            db.change_unaudited(due, move |tx| Box::pin(async move { sample(tx, &wrong).await })).await?;
        }
        db.change_unaudited(due, move |tx| Box::pin(async move { write(tx, &month).await })).await?;
    }
    Ok(())
}

/// Makes the next build the live one, if it still is the next. Returns whether it is live now.
pub(super) async fn finish(db: &Db, due: &DueJob, build: i64) -> Result<bool, Error> {
    db.change_unaudited(due, move |tx| {
        Box::pin(async move {
            let is_live = tx.run(&FINISH, &[&build]).await? > 0;
            if is_live {
                tx.notify(Change::Everything);
            }
            Ok(is_live)
        })
    })
    .await
}

/// Removes the rows of builds that are neither live nor next.
pub(super) async fn drop_builds(db: &Db, due: &DueJob) -> Result<(), Error> {
    let Builds { live, next } = Builds::read(db, due).await?;
    let after = next.map_or(i64::MAX, |next| next.build);
    for (from, to) in [(i64::MIN, live.build), (live.build + 1, after)] {
        let drop = || {
            db.change_unaudited(due, move |tx| {
                Box::pin(async move { tx.run(&DROP_BUILDS, &[&from, &to, &BATCH]).await })
            })
        };
        while drop().await? > 0 {}
    }
    Ok(())
}

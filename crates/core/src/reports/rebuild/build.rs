//! Builds the rows of a business anew.

use super::month::{sample, unset_first, write, wrongly_sampled};
use super::numbers::{months, numbers};
use super::of_business;
use crate::access::{BusinessSql, Change, DueJob, Operator, business_sql};
use crate::calls::tally::{Build, Builds};
use crate::db::{Db, Error};
use crate::ids::NumberId;

static FINISH: BusinessSql = business_sql!("finish.sql");
/// Each removes some rows of the builds of a range.
static DROP_BUILDS: [BusinessSql; 3] =
    [business_sql!("drop_hours.sql"), business_sql!("drop_months.sql"), business_sql!("drop_business_months.sql")];

/// How many rows of an old build one transaction removes.
const BATCH: i64 = 500;

/// Builds the rows of the operator's business anew, while calls come in.
///
/// # Errors
/// When the database fails.
pub async fn rebuild(db: &Db, operator: &Operator) -> Result<(), crate::Error> {
    let due = DueJob::of_command(operator);
    // A mark that is mended changes the sums of both builds.
    for build in Builds::read(db, &due).await?.all() {
        for number in numbers(db, &due).await? {
            build_number(db, &due, &build, number).await?;
        }
        build_business(db, &due, &build).await?;
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

/// Corrects the months of all numbers together in a build. Those of the numbers were added to them as they were written.
pub(super) async fn build_business(db: &Db, due: &DueJob, build: &Build) -> Result<(), Error> {
    let number = build.build;
    for month in of_business::months(db, due, build).await? {
        db.change_unaudited(due, move |tx| Box::pin(async move { of_business::write(tx, number, month).await }))
            .await?;
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
        for rows in &DROP_BUILDS {
            let drop = || {
                db.change_unaudited(due, move |tx| Box::pin(async move { tx.run(rows, &[&from, &to, &BATCH]).await }))
            };
            while drop().await? > 0 {}
        }
    }
    Ok(())
}

//! Moves the sums of hours into the rows of their months.

use super::add::{add_to_business, add_to_number};
use super::key::Months;
use crate::access::{BusinessSql, DueJob, Scoped, business_sql};
use crate::calls::tally::Builds;
use crate::db::{Db, Error};
use crate::ids::{IdBounds as _, NumberId};
use crate::reports::stored_hour::StoredHour;

static NUMBERS: BusinessSql = business_sql!("numbers.sql");
static TAKE: BusinessSql = business_sql!("take.sql");

/// How many numbers are read at a time.
const BATCH: i64 = 200;

/// Moves all rows of a business that are there now.
///
/// # Errors
/// When the database fails.
pub(super) async fn fold(db: &Db, due: &DueJob) -> Result<(), Error> {
    for build in Builds::read(db, due).await?.all() {
        let (build, mut after) = (build.build, NumberId::LEAST);
        loop {
            let numbers = db.read::<(NumberId,)>(due, &NUMBERS, &[&build, &after, &BATCH]).await?;
            let Some((last,)) = numbers.last() else { break };
            after = *last;
            // One number in a transaction: its calls wait until that has ended, and it waits for those of no other number.
            for (number,) in numbers {
                db.change_unaudited(due, move |tx| Box::pin(async move { fold_number(tx, build, number).await }))
                    .await?;
            }
        }
    }
    Ok(())
}

async fn fold_number(tx: &mut Scoped<'_>, build: i64, number: NumberId) -> Result<(), Error> {
    let mut changes = Months::default();
    for StoredHour { key, sums } in tx.all::<StoredHour>(&TAKE, &[&build, &number]).await? {
        changes.add(&key, sums);
    }
    add_to_number(tx, build, number, &changes).await?;
    add_to_business(tx, build, &changes).await
}

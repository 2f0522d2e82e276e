//! The months of all numbers together, checked against those of each number, and corrected.

use std::collections::BTreeSet;

use crate::access::{BusinessSql, DueJob, Scoped, business_sql};
use crate::calls::tally::{Build, Grain, PackedSums};
use crate::db::{Db, Error, FromRow, Row};
use crate::reports::months::{MonthKey, Months, add_to_business};

static MONTH: BusinessSql = business_sql!("business_month.sql");
static MONTHS: BusinessSql = business_sql!("business_months.sql");
static LOCK: BusinessSql = business_sql!("lock_business.sql");

/// A row of a number, or of all numbers together.
struct MonthRow {
    grain: Grain,
    sums: PackedSums,
    is_of_number: bool,
    key: MonthKey,
}

impl FromRow for MonthRow {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let mut columns = row.columns();
        Ok(Self {
            grain: columns.take()?,
            sums: columns.take()?,
            is_of_number: columns.take::<i64>()? != 0,
            key: MonthKey::from_columns(&mut columns)?,
        })
    }
}

/// The first days of the months that there are rows of, of a number or of all numbers together.
pub(super) async fn months(db: &Db, due: &DueJob, build: &Build) -> Result<BTreeSet<i64>, Error> {
    let months = db.read::<(i64,)>(due, &MONTHS, &[&build.build]).await?;
    Ok(months.into_iter().map(|(month,)| month).collect())
}

/// The sums that the month of all numbers together lacks.
pub(super) async fn correction(db: &Db, due: &DueJob, build: &Build, month: i64) -> Result<Months, Error> {
    corrected(db.read(due, &MONTH, &[&build.build, &month]).await?)
}

/// Corrects it.
pub(super) async fn write(tx: &mut Scoped<'_>, build: i64, month: i64) -> Result<(), Error> {
    // Another build of the business would add the same correction.
    tx.run(&LOCK, &[]).await?;
    let correction = corrected(tx.all(&MONTH, &[&build, &month]).await?)?;
    add_to_business(tx, build, &correction).await
}

fn corrected(rows: Vec<MonthRow>) -> Result<Months, Error> {
    let (mut numbers, mut stored, mut days) = (Months::default(), Months::default(), Months::default());
    for MonthRow { grain, sums, is_of_number, key } in rows {
        match (is_of_number, grain) {
            (true, _) => numbers.add_packed(key, &sums)?,
            (false, Grain::Hour) => stored.add_packed(key, &sums)?,
            (false, Grain::Day) => days.add_packed(key, &sums)?,
        }
    }
    let mut correction = stored.difference_to(&numbers);
    for key in stored.by_day().difference_to(&days).0.into_keys() {
        correction.0.entry(key).or_default();
    }
    Ok(correction)
}

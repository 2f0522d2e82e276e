//! Checks the rows of the reports against the calls.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::month::{read, wrongly_sampled};
use super::numbers::{months, numbers};
use super::of_business;
use super::stored_month::StoredMonth;
use crate::access::{BusinessSql, DueJob, Operator, business_sql};
use crate::calls::tally::{Builds, Key};
use crate::calls::{CountedKind, Sums};
use crate::db::Db;
use crate::ids::{CallId, NumberId};
use crate::reports::months::MonthKey;
use crate::time::day_from_number;

static WRONG_FIRST: BusinessSql = business_sql!("wrong_first.sql");

/// How many sums were checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// The hours of a number, source and kind that have calls.
    pub hours: usize,
}

/// The first thing that differs from the calls.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Difference {
    /// The sum of an hour.
    #[error(
        "number {number}, {day}, hour {hour}, source {source_name:?}, {kind}: {sum} is {stored} and has to be {counted}"
    )]
    Row {
        /// The number.
        number: NumberId,
        /// The day.
        day: Date,
        /// The hour of the clock.
        hour: u8,
        /// The source.
        source_name: String,
        /// Where the calls count.
        kind: CountedKind,
        /// The sum that differs.
        sum: &'static str,
        /// As it is stored.
        stored: i64,
        /// As the calls say.
        counted: i64,
    },
    /// A month of a number whose days are not the sums of their hours.
    #[error(
        "number {number}, the month from {month}, source {source_name:?}, {kind}: its days are not the sums of their hours"
    )]
    Days {
        /// The number.
        number: NumberId,
        /// The first day of the month.
        month: Date,
        /// The source.
        source_name: String,
        /// Where the calls count.
        kind: CountedKind,
    },
    /// A month of all numbers together that is not the sum of those of each number.
    #[error("all numbers, the month from {month}, source {source_name:?}, {kind}: it is not the sum of the numbers")]
    AllNumbers {
        /// The first day of the month.
        month: Date,
        /// The source.
        source_name: String,
        /// Where the calls count.
        kind: CountedKind,
    },
    /// A call that is its caller's first to the number, and is not marked as it.
    #[error("{0} is its caller's first call to the number, and is not marked as it")]
    NotMarked(CallId),
    /// A call that is marked as its caller's first to the number, and is not.
    #[error("{0} is marked as its caller's first call to the number, and is not")]
    Marked(CallId),
    /// A call that is in other samples of callers than it should be.
    #[error("{0} is in a sample of callers and has no place in it, or is missing in one")]
    Sample(CallId),
}

/// Checks the rows of the operator's business, those of the next build excepted, and the marks of first calls.
///
/// # Errors
/// When the database fails.
pub async fn verify(db: &Db, operator: &Operator) -> Result<Result<Verified, Difference>, crate::Error> {
    let due = DueJob::of_command(operator);
    let live = Builds::read(db, &due).await?.live;
    let mut verified = Verified::default();
    for number in numbers(db, &due).await? {
        for month in months(db, &due, &live, number).await? {
            let sums = read(db, &due, &month).await?;
            verified.hours += sums.counted.hours(number).count();
            if let Some(difference) = difference(number, &sums) {
                return Ok(Err(difference));
            }
            if let Some((call, _)) = wrongly_sampled(db, &due, &month).await?.into_iter().next() {
                return Ok(Err(Difference::Sample(call)));
            }
            let (from, to) = month.moments;
            let wrong = db.read::<(CallId, bool)>(&due, &WRONG_FIRST, &[&number, &from, &to]).await?;
            if let Some((call, marked)) = wrong.into_iter().next() {
                return Ok(Err(if marked { Difference::Marked(call) } else { Difference::NotMarked(call) }));
            }
        }
    }
    for month in of_business::months(db, &due, &live).await? {
        let wrong = of_business::correction(db, &due, &live, month).await?.0.into_keys().next();
        if let Some(MonthKey { month, source, kind }) = wrong {
            return Ok(Err(Difference::AllNumbers { month: day_from_number(month), source_name: source, kind }));
        }
    }
    Ok(Ok(verified))
}

/// The first hour of a month of a number that differs.
fn difference(number: NumberId, StoredMonth { stored, counted, days }: &StoredMonth) -> Option<Difference> {
    let wrong = stored.difference_to(counted);
    let hours = [stored, counted].map(|months| months.hours(number).collect::<BTreeMap<Key, Sums>>());
    let of_hour = wrong.hours(number).find_map(|(key, _)| {
        let [stored, counted] = [0, 1].map(|place| hours[place].get(&key).copied().unwrap_or_default());
        let (sum, stored, counted) = stored.differences(&counted).into_iter().next()?;
        let Key { number, day, hour, source, kind } = key;
        Some(Difference::Row { number, day, hour, source_name: source, kind, sum, stored, counted })
    });
    of_hour.or_else(|| {
        let MonthKey { month, source, kind } = days.0.difference_to(&days.1).0.into_keys().next()?;
        Some(Difference::Days { number, month: day_from_number(month), source_name: source, kind })
    })
}

//! Checks the rows of the reports against the calls.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::month::{Rows, compare, compare_locked, wrongly_sampled};
use super::numbers::{Month, months, numbers};
use crate::access::{BusinessSql, DueJob, Operator, business_sql};
use crate::calls::CountedKind;
use crate::calls::tally::{Builds, Counts, Key};
use crate::db::{Db, Error};
use crate::ids::{CallId, NumberId};

static WRONG_FIRST: BusinessSql = business_sql!("wrong_first.sql");

/// How many rows were checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// The rows of the reports.
    pub rows: usize,
}

/// The first thing that differs from the calls.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Difference {
    /// A row of the reports.
    #[error("number {number}, {day}, source {source_name:?}, {kind}: {sum} is {stored} and has to be {counted}")]
    Row {
        /// The number.
        number: NumberId,
        /// The day.
        day: Date,
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
    /// A call that is its caller's first to the number, and is not marked as it.
    #[error("{0} is its caller's first call to the number, and is not marked as it")]
    NotMarked(CallId),
    /// A call that is marked as its caller's first to the number, and is not.
    #[error("{0} is marked as its caller's first call to the number, and is not")]
    Marked(CallId),
    /// A call that is in the sample of callers and should not be, or the other way round.
    #[error("{0} is in the sample of callers and has no place in it, or is missing in it")]
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
            let rows = compare(db, &due, &month).await?;
            verified.rows += rows.0.len();
            // Calls may have come in between the two reads.
            if difference(&rows).is_some()
                && let Some(difference) = difference_locked(db, &due, month.clone()).await?
            {
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
    Ok(Ok(verified))
}

async fn difference_locked(db: &Db, due: &DueJob, month: Month) -> Result<Option<Difference>, Error> {
    db.change_unaudited(due, move |tx| Box::pin(async move { Ok(difference(&compare_locked(tx, &month).await?)) }))
        .await
}

fn difference((stored, counted): &(Rows, Rows)) -> Option<Difference> {
    let keys: BTreeSet<&Key> = stored.keys().chain(counted.keys()).collect();
    keys.into_iter().find_map(|key| {
        let counts = |rows: &Rows| rows.get(key).copied().unwrap_or_default();
        let (stored, counted) = (counts(stored), counts(counted));
        let by_hour = (stored.hours != counted.hours).then(|| {
            let total = |counts: Counts| counts.hours.hours().map(|(_, calls, _)| calls).sum::<i64>();
            ("calls by hour", total(stored), total(counted))
        });
        let (sum, stored, counted) = stored.sums.differences(&counted.sums).into_iter().next().or(by_hour)?;
        Some(Difference::Row {
            number: key.number,
            day: key.day,
            source_name: key.source.clone(),
            kind: key.kind,
            sum,
            stored,
            counted,
        })
    })
}

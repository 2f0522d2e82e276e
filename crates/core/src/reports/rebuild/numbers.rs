//! The numbers of a business, and the months in which each has calls or rows.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::access::{BusinessSql, DueJob, business_sql};
use crate::calls::tally::Build;
use crate::db::{Db, Error, from_row};
use crate::ids::{IdBounds, NumberId};
use crate::time::{Timestamp, day_from_number, day_of, day_start};

static NUMBERS: BusinessSql = business_sql!("numbers.sql");
static SPAN: BusinessSql = business_sql!("span.sql");

/// How many numbers are read at a time.
const BATCH: i64 = 200;

/// All numbers of the business, those that are released among them.
pub(super) async fn numbers(db: &Db, due: &DueJob) -> Result<Vec<NumberId>, Error> {
    let (mut all, mut after) = (Vec::new(), NumberId::LEAST);
    loop {
        let batch = db.read::<(NumberId,)>(due, &NUMBERS, &[&after, &BATCH]).await?;
        let Some((last,)) = batch.last() else { return Ok(all) };
        after = *last;
        all.extend(batch.into_iter().map(|(id,)| id));
    }
}

struct Span {
    first_call: Option<Timestamp>,
    last_call: Option<Timestamp>,
    first_day: Option<i64>,
    last_day: Option<i64>,
}

from_row!(Span { first_call, last_call, first_day, last_day });

/// A month of a number in a build's time zone.
#[derive(Clone, Debug)]
pub(super) struct Month {
    pub(super) number: NumberId,
    pub(super) build: Build,
    /// Its first day, and the first of the next month.
    pub(super) days: (Date, Date),
    /// Its first moment, and the moment after its last.
    pub(super) moments: (Timestamp, Timestamp),
}

/// The months from the first to the last in which a number has calls, or rows in the build.
pub(super) async fn months(db: &Db, due: &DueJob, build: &Build, number: NumberId) -> Result<Vec<Month>, Error> {
    let span = db.read::<Span>(due, &SPAN, &[&number, &build.build]).await?.into_iter().next();
    let Some(Span { first_call, last_call, first_day, last_day }) = span else { return Ok(Vec::new()) };
    let of_calls = [first_call, last_call].map(|at| at.map(|at| day_of(at, &build.zone)));
    let of_rows = [first_day, last_day].map(|day| day.map(day_from_number));
    let days = of_calls.into_iter().chain(of_rows).flatten();
    let (Some(first), Some(last)) = (days.clone().min(), days.max()) else { return Ok(Vec::new()) };
    let mut months = Vec::new();
    let mut day = first.first_of_month();
    while day <= last {
        let next = day.saturating_add(1.month());
        let moments = (day_start(day, &build.zone), day_start(next, &build.zone));
        months.push(Month { number, build: build.clone(), days: (day, next), moments });
        if next <= day {
            break;
        }
        day = next;
    }
    Ok(months)
}

//! The sums of a period, added up in each of the ways that the dashboard shows.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::hours::{HourCount, WeekCounts};
use super::rows::{Detail, ReportRows};
use super::sums::{SumKeys, sums_by};
use crate::access::Proof;
use crate::calls::Sums;
use crate::calls::tally::Build;
use crate::db::{Db, Error};
use crate::ids::NumberId;
use crate::reports::calendar::{HourOfWeek, Period};
use crate::reports::filter::Filter;
use crate::time::day_from_number;

/// The sums of a period by day, hour of the week, source and number: of each, those that have calls.
#[derive(Debug)]
pub(in crate::reports) struct Breakdown {
    pub(in crate::reports) days: BTreeMap<Date, Sums>,
    pub(in crate::reports) hours: Vec<HourCount>,
    pub(in crate::reports) sources: BTreeMap<String, Sums>,
    pub(in crate::reports) numbers: BTreeMap<NumberId, Sums>,
}

/// The sums of a period in all of the ways. A viewer of all numbers reads the months of all numbers together, and of each number only
/// its days.
///
/// # Errors
/// When the database fails.
pub(in crate::reports) async fn breakdown(
    db: &Db,
    proof: &(impl Proof + ?Sized),
    build: &Build,
    period: &Period,
    filter: &Filter,
) -> Result<Breakdown, Error> {
    let is_together = proof.scope().sees_all() && !filter.is_by_number();
    let read = ReportRows::read(db, proof, build, period, filter, Detail { number: !is_together, hour: true });
    let of_numbers = async {
        match is_together {
            true => sums_by(db, proof, build, period, filter, SumKeys { number: true, ..SumKeys::default() }).await,
            false => Ok(Vec::new()),
        }
    };
    let (rows, of_numbers) = tokio::try_join!(Box::pin(read), Box::pin(of_numbers))?;
    let mut days = BTreeMap::<i64, Sums>::new();
    let mut week = WeekCounts::default();
    let mut sources = BTreeMap::<String, Sums>::new();
    let mut numbers = BTreeMap::<NumberId, Sums>::new();
    for row in &rows.rows {
        let mut of_row = Sums::default();
        rows.visit(row, |entry| {
            of_row += entry.sums;
            *days.entry(entry.day).or_default() += entry.sums;
            week.add(HourOfWeek { day: day_from_number(entry.day).weekday(), hour: entry.hour }, &entry.sums);
        })?;
        match sources.get_mut(row.source.as_str()) {
            Some(sums) => *sums += of_row,
            None => drop(sources.insert(row.source.clone(), of_row)),
        }
        if let Some(number) = row.number.filter(|_| !is_together) {
            *numbers.entry(number).or_default() += of_row;
        }
    }
    for keyed in of_numbers {
        if let Some(number) = keyed.number {
            *numbers.entry(number).or_default() += keyed.sums;
        }
    }
    let has_calls = |sums: &Sums| *sums != Sums::default();
    days.retain(|_, sums| has_calls(sums));
    sources.retain(|_, sums| has_calls(sums));
    numbers.retain(|_, sums| has_calls(sums));
    let days = days.into_iter().map(|(day, sums)| (day_from_number(day), sums)).collect();
    Ok(Breakdown { days, hours: week.into_counts(), sources, numbers })
}

/// The sums of each day of a period that has calls.
///
/// # Errors
/// When the database fails.
pub(in crate::reports) async fn by_day(
    db: &Db,
    proof: &(impl Proof + ?Sized),
    build: &Build,
    period: &Period,
    filter: &Filter,
) -> Result<BTreeMap<Date, Sums>, Error> {
    let by_day = sums_by(db, proof, build, period, filter, SumKeys { day: true, ..SumKeys::default() }).await?;
    Ok(by_day.into_iter().filter_map(|keyed| Some((keyed.day?, keyed.sums))).collect())
}

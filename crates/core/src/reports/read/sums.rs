//! Sums over calls, by day, number or source.

use std::collections::HashMap;

use jiff::civil::Date;

use super::rows::{Detail, ReportRows};
use crate::access::Proof;
use crate::calls::Sums;
use crate::calls::tally::Build;
use crate::db::{Db, Error};
use crate::ids::NumberId;
use crate::reports::calendar::Period;
use crate::reports::filter::Filter;
use crate::time::day_from_number;

/// The properties that sums are kept apart by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::reports) struct SumKeys {
    pub(in crate::reports) number: bool,
    pub(in crate::reports) source: bool,
    pub(in crate::reports) day: bool,
    /// The hours of the days.
    pub(in crate::reports) hour: bool,
}

/// Sums, with what they were kept apart by.
pub(in crate::reports) struct KeyedSums {
    pub(in crate::reports) number: Option<NumberId>,
    pub(in crate::reports) source: Option<String>,
    pub(in crate::reports) day: Option<Date>,
    pub(in crate::reports) hour: Option<u8>,
    pub(in crate::reports) sums: Sums,
}

/// A divisor that makes one slot of all time.
pub(in crate::reports) const ALL_TIME: i64 = i64::MAX;

/// The sums of all calls of a period.
pub(in crate::reports) async fn in_all(
    db: &Db,
    proof: &(impl Proof + ?Sized),
    build: &Build,
    period: &Period,
    filter: &Filter,
) -> Result<Sums, Error> {
    let sums = sums_by(db, proof, build, period, filter, SumKeys::default()).await?;
    Ok(sums.into_iter().map(|keyed| keyed.sums).sum())
}

/// The sums of a period, kept apart.
pub(in crate::reports) async fn sums_by(
    db: &Db,
    proof: &(impl Proof + ?Sized),
    build: &Build,
    period: &Period,
    filter: &Filter,
    keys: SumKeys,
) -> Result<Vec<KeyedSums>, Error> {
    let all = sums_within(db, proof, build, period, filter, keys, usize::MAX).await?;
    all.ok_or_else(|| Error::Internal("there are more sums than memory has places".into()))
}

/// The same; `None` where there are more than `limit`.
pub(in crate::reports) async fn sums_within(
    db: &Db,
    proof: &(impl Proof + ?Sized),
    build: &Build,
    period: &Period,
    filter: &Filter,
    keys: SumKeys,
    limit: usize,
) -> Result<Option<Vec<KeyedSums>>, Error> {
    let detail = Detail { number: keys.number, hour: keys.hour };
    let rows = ReportRows::read(db, proof, build, period, filter, detail).await?;
    let mut all = HashMap::<Key<'_>, Sums>::new();
    for row in &rows.rows {
        let number = row.number.filter(|_| keys.number);
        let source = keys.source.then_some(row.source.as_str());
        let key = Key { number, source, day: None, hour: None };
        let mut of_row = Sums::default();
        rows.visit(row, |entry| match (keys.day, keys.hour) {
            (false, false) => of_row += entry.sums,
            (day, hour) => {
                let (day, hour) = (day.then_some(entry.day), hour.then_some(entry.hour));
                *all.entry(Key { day, hour, ..key }).or_default() += entry.sums;
            }
        })?;
        if of_row != Sums::default() {
            *all.entry(key).or_default() += of_row;
        }
        if all.len() > limit {
            return Ok(None);
        }
    }
    all.retain(|_, sums| *sums != Sums::default());
    let keyed = |(Key { number, source, day, hour }, sums): (Key<'_>, Sums)| KeyedSums {
        number,
        source: source.map(str::to_owned),
        day: day.map(day_from_number),
        hour,
        sums,
    };
    Ok(Some(all.into_iter().map(keyed).collect()))
}

/// The properties that sums are kept apart by.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key<'r> {
    number: Option<NumberId>,
    source: Option<&'r str>,
    day: Option<i64>,
    hour: Option<u8>,
}

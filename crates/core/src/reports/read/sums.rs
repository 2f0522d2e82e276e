//! Sums over calls, by day, number or source.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::slots::{slot_millis, slot_start};
use crate::access::{ListSql, PageDirection, Proof, VisibleSql, visible_list_sql};
use crate::calls::Sums;
use crate::calls::tally::Build;
use crate::db::{Db, Error, FromRow, Row};
use crate::ids::NumberId;
use crate::reports::calendar::Period;
use crate::reports::filter::{Chosen, Filter};
use crate::time::{day_from_number, day_number, day_of};

static SUMS: ListSql<VisibleSql> = visible_list_sql!("sums.sql");

/// The properties that sums are kept apart by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::reports) struct SumKeys {
    pub(in crate::reports) number: bool,
    pub(in crate::reports) source: bool,
    pub(in crate::reports) day: bool,
}

/// Sums, with what they were kept apart by.
pub(in crate::reports) struct KeyedSums {
    pub(in crate::reports) number: Option<NumberId>,
    pub(in crate::reports) source: Option<String>,
    pub(in crate::reports) day: Option<Date>,
    pub(in crate::reports) sums: Sums,
}

struct SumsRow {
    number: Option<NumberId>,
    source: Option<String>,
    day: Option<i64>,
    slot: Option<i64>,
    sums: Sums,
}

impl FromRow for SumsRow {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let mut columns = row.columns();
        Ok(Self {
            number: columns.take()?,
            source: columns.take()?,
            day: columns.take()?,
            slot: columns.take()?,
            sums: Sums::from_columns(&mut columns)?,
        })
    }
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

/// The sums of each day of a period that has calls.
pub(in crate::reports) async fn by_day(
    db: &Db,
    proof: &(impl Proof + ?Sized),
    build: &Build,
    period: &Period,
    filter: &Filter,
) -> Result<BTreeMap<Date, Sums>, Error> {
    let mut days = BTreeMap::<Date, Sums>::new();
    for keyed in sums_by(db, proof, build, period, filter, SumKeys { day: true, ..SumKeys::default() }).await? {
        if let Some(day) = keyed.day {
            *days.entry(day).or_default() += keyed.sums;
        }
    }
    days.retain(|_, sums| *sums != Sums::default());
    Ok(days)
}

/// The sums of each number that has calls in a period.
pub(in crate::reports) async fn by_number(
    db: &Db,
    proof: &(impl Proof + ?Sized),
    build: &Build,
    period: &Period,
    filter: &Filter,
) -> Result<BTreeMap<NumberId, Sums>, Error> {
    let all = sums_by(db, proof, build, period, filter, SumKeys { number: true, ..SumKeys::default() }).await?;
    Ok(merged(all.into_iter().map(|keyed| (keyed.number, keyed.sums))))
}

/// The sums of each source that has calls in a period.
pub(in crate::reports) async fn by_source(
    db: &Db,
    proof: &(impl Proof + ?Sized),
    build: &Build,
    period: &Period,
    filter: &Filter,
) -> Result<BTreeMap<String, Sums>, Error> {
    let all = sums_by(db, proof, build, period, filter, SumKeys { source: true, ..SumKeys::default() }).await?;
    Ok(merged(all.into_iter().map(|keyed| (keyed.source, keyed.sums))))
}

fn merged<K: Ord>(sums: impl Iterator<Item = (Option<K>, Sums)>) -> BTreeMap<K, Sums> {
    let mut all = BTreeMap::<K, Sums>::new();
    for (key, sums) in sums {
        if let Some(key) = key {
            *all.entry(key).or_default() += sums;
        }
    }
    all.retain(|_, sums| *sums != Sums::default());
    all
}

/// The sums of a period, kept apart. There may be several of the same keys, to be added up.
pub(in crate::reports) async fn sums_by(
    db: &Db,
    proof: &(impl Proof + ?Sized),
    build: &Build,
    period: &Period,
    filter: &Filter,
    keys: SumKeys,
) -> Result<Vec<KeyedSums>, Error> {
    if filter.matches_nothing() {
        return Ok(Vec::new());
    }
    let form = match (keys.number, keys.source) {
        (false, false) => "together",
        (true, false) => "number",
        (false, true) => "source",
        (true, true) => "number_source",
    };
    let days = period.days();
    let (from, to) = (period.from(), period.to());
    let (first_day, last_day) = (day_number(days.first()), day_number(days.last()));
    // The last day of a part of a period is read from its calls.
    let (end_day, part_from) = match period.is_cut() {
        true => (last_day, crate::time::day_start(days.last(), period.zone()).min(to)),
        false => (last_day + 1, to),
    };
    let (millis, divisor) = if keys.day { (slot_millis(period), 1) } else { (ALL_TIME, ALL_TIME) };
    let (chosen, spam) = (Chosen::of(filter), filter.includes_spam());
    let values = chosen.values(&[&build.build, &first_day, &end_day, &from, &part_from, &millis, &spam, &to, &divisor]);
    let rows = db.read_visible::<SumsRow>(proof, SUMS.for_form(form, PageDirection::Ascending)?, &values).await?;
    let keyed = |SumsRow { number, source, day, slot, sums }| {
        let day = day.map(day_from_number).or_else(|| {
            let slot = slot_start(slot?, millis).max(from);
            Some(day_of(slot, period.zone()))
        });
        KeyedSums { number, source, day: day.filter(|_| keys.day), sums }
    };
    Ok(rows.into_iter().map(keyed).collect())
}

//! Sums over calls, by day, number or source.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::slots::{slot_millis, slot_start};
use crate::access::{ListSql, PageDirection, Proof, VisibleSql, visible_list_sql};
use crate::calls::Sums;
use crate::calls::tally::Build;
use crate::db::value::Column;
use crate::db::{Db, Error, FromRow, Row};
use crate::ids::NumberId;
use crate::reports::calendar::Period;
use crate::reports::filter::{Chosen, Filter};
use crate::time::{day_from_number, day_number, day_of};

static SUMS: ListSql<VisibleSql> = visible_list_sql!("sums.sql");

struct KeyedSums<K> {
    key: Option<K>,
    slot: Option<i64>,
    sums: Sums,
}

impl<K: Column> FromRow for KeyedSums<K> {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let mut columns = row.columns();
        Ok(Self { key: columns.take()?, slot: columns.take()?, sums: Sums::from_columns(&mut columns)? })
    }
}

/// The sums of each day of a period that has calls.
pub(in crate::reports) async fn by_day(
    db: &Db,
    proof: &(impl Proof + ?Sized),
    build: &Build,
    period: &Period,
    filter: &Filter,
) -> Result<BTreeMap<Date, Sums>, Error> {
    let millis = slot_millis(period);
    let mut days = BTreeMap::<Date, Sums>::new();
    for row in read::<i64>(db, proof, "day", build, period, filter).await? {
        let day = match (row.key, row.slot) {
            (Some(day), _) => day_from_number(day),
            (None, Some(slot)) => day_of(slot_start(slot, millis), period.zone()),
            (None, None) => continue,
        };
        *days.entry(day).or_default() += row.sums;
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
    Ok(merged(read(db, proof, "number", build, period, filter).await?))
}

/// The sums of each source that has calls in a period.
pub(in crate::reports) async fn by_source(
    db: &Db,
    proof: &(impl Proof + ?Sized),
    build: &Build,
    period: &Period,
    filter: &Filter,
) -> Result<BTreeMap<String, Sums>, Error> {
    Ok(merged(read(db, proof, "source", build, period, filter).await?))
}

fn merged<K: Ord>(rows: Vec<KeyedSums<K>>) -> BTreeMap<K, Sums> {
    let mut all = BTreeMap::<K, Sums>::new();
    for row in rows {
        if let Some(key) = row.key {
            *all.entry(key).or_default() += row.sums;
        }
    }
    all.retain(|_, sums| *sums != Sums::default());
    all
}

async fn read<K: Column + Send>(
    db: &Db,
    proof: &(impl Proof + ?Sized),
    form: &str,
    build: &Build,
    period: &Period,
    filter: &Filter,
) -> Result<Vec<KeyedSums<K>>, Error> {
    if filter.matches_nothing() {
        return Ok(Vec::new());
    }
    let days = period.days();
    let (from, to) = (period.from(), period.to());
    let (first_day, last_day) = (day_number(days.first()), day_number(days.last()));
    // The last day of a part of a period is read from its calls.
    let (end_day, part_from) = match period.is_cut() {
        true => (last_day, crate::time::day_start(days.last(), period.zone()).min(to)),
        false => (last_day + 1, to),
    };
    let (chosen, slot, spam) = (Chosen::of(filter), slot_millis(period), filter.includes_spam());
    let values = chosen.values(&[&build.build, &first_day, &end_day, &from, &part_from, &slot, &spam, &to]);
    db.read_visible(proof, SUMS.for_form(form, PageDirection::Ascending)?, &values).await
}

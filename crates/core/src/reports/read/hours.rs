//! Calls by hour of the week.

use super::slots::{slot_millis, slot_start};
use crate::access::{Proof, VisibleSql, visible_sql};
use crate::calls::tally::{Build, HourCounts};
use crate::db::{Db, Error, FromRow, Row};
use crate::reports::calendar::{HourOfWeek, Period, hour_of_week};
use crate::reports::filter::{Chosen, Filter};
use crate::time::day_number;
use jiff::civil::Weekday;

static HOURS: VisibleSql = visible_sql!("hours.sql");

/// The calls of an hour of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HourCount {
    /// The hour.
    pub hour: HourOfWeek,
    /// Calls that came in it.
    pub calls: i64,
    /// Those of them that were missed.
    pub missed: i64,
}

/// The hours of a day of the week; or else a slot of time, and the calls under way in it.
struct HoursRow {
    weekday: Option<i64>,
    slot: Option<i64>,
    under_way: Option<i64>,
    hours: HourCounts,
}

impl FromRow for HoursRow {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let mut columns = row.columns();
        let weekday = columns.take()?;
        columns.take::<Option<i64>>()?;
        Ok(Self {
            weekday,
            slot: columns.take()?,
            under_way: columns.take()?,
            hours: HourCounts::from_columns(&mut columns)?,
        })
    }
}

/// The calls of each hour of the week that has some in the whole days of a period, Monday at midnight first.
pub(in crate::reports) async fn hours(
    db: &Db,
    proof: &(impl Proof + ?Sized),
    build: &Build,
    period: &Period,
    filter: &Filter,
) -> Result<Vec<HourCount>, Error> {
    if filter.matches_nothing() {
        return Ok(Vec::new());
    }
    let (days, millis) = (period.days(), slot_millis(period));
    let (first_day, end_day) = (day_number(days.first()), day_number(days.last()) + 1);
    let (chosen, spam, from, to) = (Chosen::of(filter), filter.includes_spam(), period.from(), period.to());
    let values = chosen.values(&[&build.build, &first_day, &end_day, &spam, &from, &to, &millis]);
    let mut week: Vec<Option<HourCount>> = vec![None; 168];
    let mut add = |hour: HourOfWeek, calls, missed| {
        if let Some(place) = week.get_mut(hour.place()) {
            let count = place.get_or_insert(HourCount { hour, calls: 0, missed: 0 });
            count.calls += calls;
            count.missed += missed;
        }
    };
    for row in db.read_visible::<HoursRow>(proof, &HOURS, &values).await? {
        let weekday = row.weekday.and_then(|day| Weekday::from_monday_zero_offset(i8::try_from(day).ok()?).ok());
        if let Some(day) = weekday {
            row.hours.hours().for_each(|(hour, calls, missed)| add(HourOfWeek { day, hour }, calls, missed));
        }
        if let (Some(slot), Some(calls)) = (row.slot, row.under_way) {
            add(hour_of_week(slot_start(slot, millis).max(from), period.zone()), calls, 0);
        }
    }
    Ok(week.into_iter().flatten().collect())
}

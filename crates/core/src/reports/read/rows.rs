//! The rows that reports add up: the sums of months and hours, and the calls that are in none of them.

use super::slots::{slot_millis, slot_start};
use crate::access::{ListSql, PageDirection, Proof, VisibleSql, visible_list_sql};
use crate::calls::Sums;
use crate::calls::tally::{Build, Grain, PackedSums};
use crate::db::{Db, Error, FromRow, Row};
use crate::ids::NumberId;
use crate::reports::calendar::Period;
use crate::reports::filter::{Chosen, Filter};
use crate::reports::months::month_of;
use crate::time::{Timestamp, day_number, day_of, day_start};

static ROWS: ListSql<VisibleSql> = visible_list_sql!("rows.sql");

/// The sums of a number and source, or of all numbers and a source.
pub(in crate::reports) struct ReportRow {
    pub(in crate::reports) number: Option<NumberId>,
    pub(in crate::reports) source: String,
    part: Part,
}

/// The time of a row.
enum Part {
    /// A month, by the number of its first day.
    Month(i64, PackedSums),
    /// An hour of a day.
    Hour(i64, i64, Sums),
    /// A slot of time of the calls that are in no row.
    Slot(i64, Sums),
}

impl FromRow for ReportRow {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let mut columns = row.columns();
        let packed = columns.take::<Option<PackedSums>>()?;
        let (number, source, time) = (columns.take()?, columns.take()?, columns.take()?);
        let part = match (packed, columns.take::<Option<i64>>()?) {
            (Some(sums), _) => Part::Month(time, sums),
            (None, Some(hour)) => Part::Hour(time, hour, Sums::from_columns(&mut columns)?),
            (None, None) => Part::Slot(time, Sums::from_columns(&mut columns)?),
        };
        Ok(Self { number, source, part })
    }
}

/// The rows of a period.
pub(in crate::reports) struct ReportRows {
    pub(in crate::reports) rows: Vec<ReportRow>,
    period: Period,
    millis: i64,
    /// The number of the first day whose rows are read, and of the day after the last.
    days: (i64, i64),
}

/// The properties that rows are read apart by. A row of a month of all numbers is quicker than those of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::reports) struct Detail {
    /// Each number.
    pub(in crate::reports) number: bool,
    /// Each hour.
    pub(in crate::reports) hour: bool,
}

/// The sums of a day, or of one of its hours.
#[derive(Clone, Copy, Debug)]
pub(in crate::reports) struct Entry {
    /// The number of the day.
    pub(in crate::reports) day: i64,
    /// The hour of the clock, where hours are apart.
    pub(in crate::reports) hour: u8,
    pub(in crate::reports) sums: Sums,
}

impl ReportRows {
    /// Reads the rows of a period.
    ///
    /// # Errors
    /// When the database fails.
    pub(in crate::reports) async fn read(
        db: &Db,
        proof: &(impl Proof + ?Sized),
        build: &Build,
        period: &Period,
        filter: &Filter,
        detail: Detail,
    ) -> Result<Self, Error> {
        let days = period.days();
        let (from, to) = (period.from(), period.to());
        let (first_day, last_day) = (day_number(days.first()), day_number(days.last()));
        // The last day of a part of a period is read from its calls.
        let (end_day, part_from) = match period.is_cut() {
            true => (last_day, day_start(days.last(), period.zone()).min(to)),
            false => (last_day + 1, to),
        };
        let millis = slot_millis(period);
        let mut all = Self { rows: Vec::new(), period: period.clone(), millis, days: (first_day, end_day) };
        if filter.matches_nothing() {
            return Ok(all);
        }
        let (first_month, last_month) = (month_of(days.first()), month_of(days.last()));
        let grain = if detail.hour { Grain::Hour } else { Grain::Day };
        let (chosen, spam) = (Chosen::of(filter), filter.includes_spam());
        let values = chosen.values(&[
            &build.build,
            &grain,
            &first_month,
            &last_month,
            &first_day,
            &end_day,
            &from,
            &part_from,
            &to,
            &millis,
            &spam,
        ]);
        let is_of_business = !detail.number && proof.scope().sees_all() && !filter.is_by_number();
        let form = if is_of_business { "business" } else { "" };
        all.rows = db.read_visible(proof, ROWS.for_form(form, PageDirection::Ascending)?, &values).await?;
        Ok(all)
    }

    /// Calls `visit` with the sums of a row that are in the period.
    ///
    /// # Errors
    /// When the sums of a month are of another format.
    pub(in crate::reports) fn visit(&self, row: &ReportRow, mut visit: impl FnMut(Entry)) -> Result<(), Error> {
        match &row.part {
            Part::Month(first, packed) => packed.visit(|place, sums| {
                let day = first + i64::from(place.day());
                if (self.days.0..self.days.1).contains(&day) {
                    visit(Entry { day, hour: place.hour(), sums });
                }
            })?,
            Part::Hour(day, hour, sums) => {
                visit(Entry { day: *day, hour: u8::try_from(*hour).unwrap_or_default(), sums: *sums });
            }
            Part::Slot(slot, sums) => {
                // The first slot may have begun before the period.
                let (at, zone) = (slot_start(*slot, self.millis).max(self.period.from()), self.period.zone());
                visit(Entry { day: day_number(day_of(at, zone)), hour: hour(at, &self.period), sums: *sums });
            }
        }
        Ok(())
    }
}

fn hour(at: Timestamp, period: &Period) -> u8 {
    u8::try_from(period.zone().to_datetime(at.jiff()).hour()).unwrap_or_default()
}

//! A month of a number: the sums that are stored, and those that its calls say, from one statement.

use super::numbers::Month;
use crate::calls::CallStatus;
use crate::calls::tally::{Counted, Grain, PackedSums};
use crate::db::{Columns, Error, FromRow, Row, Value};
use crate::ids::NumberId;
use crate::reports::months::{MonthKey, Months};
use crate::reports::stored_hour::StoredHour;
use crate::time::{Timestamp, day_number};

/// The sums of a month of a number.
#[derive(Default)]
pub(super) struct StoredMonth {
    /// Those of the hours, as they are stored.
    pub(super) stored: Months,
    /// Those that its calls say.
    pub(super) counted: Months,
    /// Those of the months' hours alone, each day's together, and those of the months' days.
    pub(super) days: (Months, Months),
}

/// A row of the statement.
pub(super) enum StoredRow {
    /// A row of `report_months`.
    Packed(Grain, PackedSums, MonthKey),
    /// A row of `report_hours`.
    Hour(StoredHour),
    /// A call.
    Call(Counted),
}

/// In the column of the grain: the row is a call.
const CALL: &str = "call";

impl FromRow for StoredRow {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let mut columns = row.columns();
        let grain = columns.take::<Option<String>>()?;
        let sums = columns.take::<Option<PackedSums>>()?;
        match (grain.as_deref(), sums) {
            (Some(CALL), _) => Ok(Self::Call(call(&mut columns)?)),
            (Some(grain), Some(sums)) => {
                let grain = grain.parse().map_err(|_| Error::Internal(format!("{grain:?} is no grain")))?;
                columns.take::<NumberId>()?;
                Ok(Self::Packed(grain, sums, MonthKey::from_columns(&mut columns)?))
            }
            _ => Ok(Self::Hour(StoredHour::from_columns(&mut columns)?)),
        }
    }
}

fn call(columns: &mut Columns<'_, '_>) -> Result<Counted, Error> {
    let (number, started_at) = (columns.take()?, columns.take::<Timestamp>()?);
    columns.take::<Option<i64>>()?;
    Ok(Counted {
        number,
        started_at,
        source: columns.take()?,
        status: columns.take::<CallStatus>()?,
        talk_seconds: columns.take()?,
        answer_seconds: columns.take()?,
        first_time: columns.take::<i64>()? != 0,
        qualified: Some(columns.take::<i64>()? != 0),
        value_cents: columns.take()?,
        spam: columns.take::<i64>()? != 0,
        blocked: columns.take::<i64>()? != 0,
    })
}

impl StoredMonth {
    /// Adds the rows of the statement up.
    ///
    /// # Errors
    /// When packed sums are of another format.
    pub(super) fn of(month: &Month, rows: Vec<StoredRow>) -> Result<Self, Error> {
        let mut all = Self::default();
        for row in rows {
            match row {
                StoredRow::Packed(Grain::Day, sums, key) => all.days.1.add_packed(key, &sums)?,
                StoredRow::Packed(Grain::Hour, sums, key) => {
                    all.stored.add_packed(key.clone(), &sums)?;
                    all.days.0.add_packed(key, &sums)?;
                }
                StoredRow::Hour(StoredHour { key, sums }) => all.stored.add(&key, sums),
                StoredRow::Call(call) => all.counted.add(&call.key(&month.build.zone), call.sums()),
            }
        }
        all.days.0 = all.days.0.by_day();
        Ok(all)
    }

    /// The sums that make the months right when they are added. A month of which only the days are wrong is in it without hours: to add
    /// nothing writes its days anew.
    pub(super) fn correction(&self) -> Months {
        let mut correction = self.stored.difference_to(&self.counted);
        for key in self.days.0.difference_to(&self.days.1).0.into_keys() {
            correction.0.entry(key).or_default();
        }
        correction
    }
}

/// The values of the statement.
pub(super) fn values<'v>(month: &'v Month, days: &'v (i64, i64)) -> [&'v (dyn Value + 'v); 6] {
    [&month.number, &month.moments.0, &month.moments.1, &month.build.build, &days.0, &days.1]
}

/// The numbers of a month's first day, and of the next month's.
pub(super) fn day_numbers(month: &Month) -> (i64, i64) {
    (day_number(month.days.0), day_number(month.days.1))
}

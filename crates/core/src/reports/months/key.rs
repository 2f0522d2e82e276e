//! The rows of months, by their keys.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::calls::tally::{HourOfMonth, Key, PackedSums};
use crate::calls::{CountedKind, Sums};
use crate::db::{Columns, Error};
use crate::ids::NumberId;
use crate::time::{day_from_number, day_number};

/// The month, source and kind of a row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::reports) struct MonthKey {
    /// The number of the month's first day.
    pub(in crate::reports) month: i64,
    pub(in crate::reports) source: String,
    pub(in crate::reports) kind: CountedKind,
}

impl MonthKey {
    /// Reads the columns that come next in a row: the month, an hour that it does not have, the source and the kind.
    ///
    /// # Errors
    /// When they are of other types.
    pub(in crate::reports) fn from_columns(columns: &mut Columns<'_, '_>) -> Result<Self, Error> {
        let month = columns.take()?;
        columns.take::<Option<i64>>()?;
        Ok(Self { month, source: columns.take()?, kind: columns.take()? })
    }
}

/// The sums of the hours of a month.
pub(in crate::reports) type Hours = BTreeMap<HourOfMonth, Sums>;

/// Months with the sums of their hours. An hour of zeros is as good as none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::reports) struct Months(pub(in crate::reports) BTreeMap<MonthKey, Hours>);

/// The number of the first day of a day's month.
pub(in crate::reports) fn month_of(day: Date) -> i64 {
    day_number(day.first_of_month())
}

impl Months {
    /// Adds sums to an hour.
    pub(in crate::reports) fn add(&mut self, key: &Key, sums: Sums) {
        let month = month_of(key.day);
        let place = HourOfMonth::new(u16::try_from(day_number(key.day) - month).unwrap_or_default(), key.hour);
        let month = MonthKey { month, source: key.source.clone(), kind: key.kind };
        *self.0.entry(month).or_default().entry(place).or_default() += sums;
    }

    /// Adds the packed sums of a month.
    ///
    /// # Errors
    /// When they are of another format.
    pub(in crate::reports) fn add_packed(&mut self, key: MonthKey, packed: &PackedSums) -> Result<(), Error> {
        let hours = self.0.entry(key).or_default();
        packed.visit(|place, sums| *hours.entry(place).or_default() += sums)
    }

    /// The sums that turn these months into others when they are added.
    pub(in crate::reports) fn difference_to(&self, other: &Self) -> Self {
        let mut difference = other.clone();
        for (key, hours) in &self.0 {
            let all = difference.0.entry(key.clone()).or_default();
            hours.iter().for_each(|(place, sums)| *all.entry(*place).or_default() -= *sums);
        }
        for hours in difference.0.values_mut() {
            hours.retain(|_, sums| *sums != Sums::default());
        }
        difference.0.retain(|_, hours| !hours.is_empty());
        difference
    }

    /// The same, with the sums of each day together.
    pub(in crate::reports) fn by_day(&self) -> Self {
        Self(self.0.iter().map(|(key, hours)| (key.clone(), days(hours))).collect())
    }

    /// Each hour with its key in `report_hours`.
    pub(in crate::reports) fn hours(&self, number: NumberId) -> impl Iterator<Item = (Key, Sums)> {
        self.0.iter().flat_map(move |(MonthKey { month, source, kind }, hours)| {
            hours.iter().map(move |(place, sums)| {
                let day = day_from_number(month + i64::from(place.day()));
                (Key { number, day, hour: place.hour(), source: source.clone(), kind: *kind }, *sums)
            })
        })
    }
}

/// The sums of the days of a month, each at the first hour of its day.
pub(super) fn days(hours: &Hours) -> Hours {
    let mut days = Hours::new();
    for (place, sums) in hours {
        *days.entry(HourOfMonth::new(place.day(), 0)).or_default() += *sums;
    }
    days
}

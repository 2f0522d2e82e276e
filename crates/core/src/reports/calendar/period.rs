//! The period of a report.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

use super::Days;
use super::days::plus;
use crate::db::words;
use crate::time::{Timestamp, day_of, day_start};

words! {
    /// A period that moves with the day on which it is read.
    pub enum NamedPeriod {
        /// Today.
        Today = "today",
        /// Yesterday.
        Yesterday = "yesterday",
        /// The last seven days, today among them.
        Last7Days = "last_7_days",
        /// The last thirty days, today among them.
        Last30Days = "last_30_days",
        /// The last ninety days, today among them.
        Last90Days = "last_90_days",
        /// This month up to today.
        ThisMonth = "this_month",
        /// The month before.
        LastMonth = "last_month",
        /// This year up to today.
        ThisYear = "this_year",
    }
}

/// The period that a person chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PeriodChoice {
    /// One that moves with the day.
    Named(NamedPeriod),
    /// From one day to another, both included.
    Days {
        /// The first day.
        from: Date,
        /// The last day.
        to: Date,
    },
}

impl Default for PeriodChoice {
    fn default() -> Self {
        Self::Named(NamedPeriod::Last30Days)
    }
}

/// Days that are no period of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPeriod {
    /// The last day is before the first.
    #[error("The period ends before it begins. Choose a last day that is not before the first.")]
    Reversed,
    /// It is too long.
    #[error("The period is longer than ten years. Choose a shorter one.")]
    TooLong,
    /// Its days are before all calls, or too far ahead.
    #[error("Choose days from 1 January 2000 to the end of next year.")]
    OutOfRange,
}

/// Ten years, with their leap days.
const MAX_DAYS: i64 = 3_653;
const FIRST_DAY: Date = date(2000, 1, 1);

/// The unit in which the period before is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// As many days.
    Days,
    /// As many months: the month before a month, which may have another length.
    Months,
    /// The year before.
    Year,
}

/// A period in a time zone, read at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    days: Days,
    unit: Unit,
    zone: TimeZone,
    now: Timestamp,
    /// Where a part of a period ends within its last day.
    cut: Option<Timestamp>,
}

impl Period {
    /// The period of a choice, read at a moment in a time zone.
    ///
    /// # Errors
    /// When the days are reversed, too many, or out of range.
    pub fn new(choice: PeriodChoice, zone: &TimeZone, now: Timestamp) -> Result<Self, InvalidPeriod> {
        let today = day_of(now, zone);
        let named = |name| match name {
            NamedPeriod::Today => Days::one(today),
            NamedPeriod::Yesterday => Days::one(plus(today, -1)),
            NamedPeriod::Last7Days => Days::ending(today, 7),
            NamedPeriod::Last30Days => Days::ending(today, 30),
            NamedPeriod::Last90Days => Days::ending(today, 90),
            NamedPeriod::ThisMonth => Days::ending(today, i64::from(today.day())),
            NamedPeriod::LastMonth => Days::month_of(plus(today.first_of_month(), -1)),
            NamedPeriod::ThisYear => Days::ending(today, i64::from(today.day_of_year())),
        };
        let mut unit = match choice {
            PeriodChoice::Named(NamedPeriod::ThisMonth) => Unit::Months,
            PeriodChoice::Named(NamedPeriod::ThisYear) => Unit::Year,
            PeriodChoice::Named(_) | PeriodChoice::Days { .. } => Unit::Days,
        };
        let days = match choice {
            PeriodChoice::Named(name) => named(name),
            PeriodChoice::Days { from, to } => {
                let days = Days::new(from, to).ok_or(InvalidPeriod::Reversed)?;
                if from < FIRST_DAY || to.year() > today.year().saturating_add(1) {
                    return Err(InvalidPeriod::OutOfRange);
                }
                if days.count() > MAX_DAYS {
                    return Err(InvalidPeriod::TooLong);
                }
                days
            }
        };
        if unit == Unit::Days && days.first().day() == 1 && days.last() == days.last().last_of_month() {
            unit = Unit::Months;
        }
        Ok(Self { days, unit, zone: zone.clone(), now, cut: None })
    }

    /// Other days in the same zone, perhaps only up to a moment of the last.
    pub(super) fn with(&self, days: Days, cut: Option<Timestamp>) -> Self {
        Self { days, cut, ..self.clone() }
    }

    /// Its parts by the months of the calendar, in order. The last one ends where the period does.
    pub(in crate::reports) fn by_month(&self) -> Vec<Self> {
        let (mut first, last) = (self.days.first(), self.days.last());
        let mut parts = Vec::new();
        while let Some(days) = Days::new(first, first.last_of_month().min(last)) {
            parts.push(self.with(days, self.cut.filter(|_| days.last() == last)));
            first = plus(days.last(), 1);
        }
        parts
    }

    /// The unit in which the period before it is counted.
    pub(super) fn unit(&self) -> Unit {
        self.unit
    }

    /// Its days.
    pub fn days(&self) -> Days {
        self.days
    }

    /// Its time zone.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The moment at which it is read.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The day on which it is read.
    pub fn today(&self) -> Date {
        day_of(self.now, &self.zone)
    }

    /// Its first moment.
    pub fn from(&self) -> Timestamp {
        day_start(self.days.first(), &self.zone)
    }

    /// The moment after its last.
    pub fn to(&self) -> Timestamp {
        self.cut.unwrap_or_else(|| day_start(plus(self.days.last(), 1), &self.zone))
    }

    /// Whether it ends within its last day.
    pub fn is_cut(&self) -> bool {
        self.cut.is_some()
    }

    /// Whether it has begun and is not over, so that its figures still grow.
    pub fn is_running(&self) -> bool {
        self.cut.is_none() && self.days.has(self.today())
    }
}

//! A range of days.

use jiff::civil::Date;

use crate::time::{day_from_number, day_number};

/// A range of days, both ends included. It has at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Days {
    first: Date,
    last: Date,
}

impl Days {
    /// The days from the first to the last; `None` if they are in the other order.
    pub fn new(first: Date, last: Date) -> Option<Self> {
        (first <= last).then_some(Self { first, last })
    }

    /// One day.
    pub const fn one(day: Date) -> Self {
        Self { first: day, last: day }
    }

    /// So many days, at least one, of which this is the last.
    pub fn ending(last: Date, count: i64) -> Self {
        Self { first: plus(last, 1 - count.max(1)), last }
    }

    /// The days of the month that a day is in.
    pub fn month_of(day: Date) -> Self {
        Self { first: day.first_of_month(), last: day.last_of_month() }
    }

    /// The first day.
    pub const fn first(self) -> Date {
        self.first
    }

    /// The last day.
    pub const fn last(self) -> Date {
        self.last
    }

    /// How many there are.
    pub fn count(self) -> i64 {
        day_number(self.last) - day_number(self.first) + 1
    }

    /// Whether a day is one of them.
    pub fn has(self, day: Date) -> bool {
        self.first <= day && day <= self.last
    }

    /// Each of them, in order.
    pub fn iter(self) -> impl DoubleEndedIterator<Item = Date> {
        (day_number(self.first)..=day_number(self.last)).map(day_from_number)
    }

    /// The days so many days later, or earlier if negative.
    #[must_use]
    pub fn shifted(self, days: i64) -> Self {
        Self { first: plus(self.first, days), last: plus(self.last, days) }
    }
}

/// The day so many days later, or earlier if negative.
pub(super) fn plus(day: Date, days: i64) -> Date {
    day_from_number(day_number(day).saturating_add(days))
}

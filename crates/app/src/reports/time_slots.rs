//! The horizontal axis of charts over time, from the buckets of a period.

use crewline_core::reports::calendar::{Bucket, Interval, Period, first_weekday};

use crate::view::charts::{self, TimeAxis};

/// The axis of these buckets.
pub(super) fn axis<'b>(buckets: impl IntoIterator<Item = &'b Bucket>, interval: Interval, country: &str) -> TimeAxis {
    let start =
        |bucket: &Bucket| bucket.day.at(bucket.hour.and_then(|hour| i8::try_from(hour).ok()).unwrap_or(0), 0, 0, 0);
    let interval = match interval {
        Interval::Hour => charts::Interval::Hour,
        Interval::Day => charts::Interval::Day,
        Interval::Week => charts::Interval::Week,
        Interval::Month => charts::Interval::Month,
    };
    TimeAxis { interval, starts: buckets.into_iter().map(start).collect(), first_weekday: first_weekday(country) }
}

/// Which bucket goes on at the moment.
pub(super) fn running<'b>(period: &Period, buckets: impl IntoIterator<Item = &'b Bucket>) -> Option<usize> {
    let now = period.now();
    buckets.into_iter().position(|bucket| bucket.from <= now && now < bucket.to)
}

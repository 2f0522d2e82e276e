//! The buckets of a period: what one point of a chart stands for.

use jiff::civil::{Date, Weekday};

use super::days::plus;
use super::hours::hour_starts;
use super::week::week_start;
use super::{Days, Interval, Period};
use crate::time::{Timestamp, day_of, day_start};

/// A part of a period: one hour, day, week or month of it. The first and the last of a period may be cut by its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// The first day of the whole hour's day, week or month, also where the period begins later: its name.
    pub day: Date,
    /// The hour of the clock, 0 to 23, if it is one.
    pub hour: Option<u8>,
    /// Its days that are in the period.
    pub days: Days,
    /// Its first moment.
    pub from: Timestamp,
    /// The moment after its last.
    pub to: Timestamp,
}

/// The buckets of a period, in order. They cover it without a gap and without an overlap; a day that the zone skipped is empty.
pub fn buckets(period: &Period, interval: Interval, first_weekday: Weekday) -> Vec<Bucket> {
    let name = |day: Date| match interval {
        Interval::Hour | Interval::Day => day,
        Interval::Week => week_start(day, first_weekday),
        Interval::Month => day.first_of_month(),
    };
    if interval == Interval::Hour {
        return by_hour(period);
    }
    let days = period.days();
    let mut buckets: Vec<Bucket> = Vec::new();
    let mut first = days.first();
    while first <= days.last() {
        let day = name(first);
        let end = match interval {
            Interval::Hour | Interval::Day => day,
            Interval::Week => plus(day, 6),
            Interval::Month => day.last_of_month(),
        };
        let last = end.min(days.last());
        let next = plus(last, 1);
        let (from, to) = (day_start(first, period.zone()), day_start(next, period.zone()).min(period.to()));
        let Some(days) = Days::new(first, last) else { break };
        buckets.push(Bucket { day, hour: None, days, from: from.min(to), to });
        if next <= last {
            break;
        }
        first = next;
    }
    buckets
}

fn by_hour(period: &Period) -> Vec<Bucket> {
    let (zone, to) = (period.zone(), period.to());
    let starts = hour_starts(period.from(), to, zone);
    let ends = starts.iter().copied().skip(1).chain([to]).collect::<Vec<_>>();
    let bucket = |(from, to): (Timestamp, Timestamp)| {
        let day = day_of(from, zone);
        let hour = u8::try_from(zone.to_datetime(from.jiff()).hour()).ok();
        Bucket { day, hour, days: Days::one(day), from, to }
    };
    starts.into_iter().zip(ends).map(bucket).collect()
}

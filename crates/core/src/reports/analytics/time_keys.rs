//! The keys of the days, weeks, months and hours of a period.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use super::part::Part;
use super::{Grouping, Groupings};
use crate::reports::calendar::{Interval, Period, buckets, week_start};
use crate::time::{Timestamp, day_of};

/// Weeks begin on Monday in all rows, wherever the business is: a key means the same to everybody.
const FIRST_WEEKDAY: Weekday = Weekday::Monday;

/// The time of calls: a moment, or a day or an hour of it where that is enough.
#[derive(Clone, Copy, Debug)]
pub(in crate::reports) enum When {
    Moment(Timestamp),
    Day(Date),
    /// A day and an hour of the clock.
    Hour(Date, u8),
}

/// The days, weeks and months of a period, each with its key in the rows. Those of the period before have the keys of the same
/// places in the period.
#[derive(Clone, Debug)]
pub(super) struct TimeKeys {
    zone: TimeZone,
    /// By the grouping that counts the places: from the first day to that of the key.
    places: BTreeMap<Grouping, BTreeMap<Date, Date>>,
}

/// The interval of a grouping by days, weeks or months.
fn interval(grouping: Grouping) -> Option<Interval> {
    match grouping {
        Grouping::Date => Some(Interval::Day),
        Grouping::Week => Some(Interval::Week),
        Grouping::Month => Some(Interval::Month),
        _ => None,
    }
}

/// The first days of the days, weeks or months of a period, in order.
fn first_days(period: &Period, interval: Interval) -> impl Iterator<Item = Date> {
    buckets(period, interval, FIRST_WEEKDAY).into_iter().map(|bucket| bucket.day)
}

impl TimeKeys {
    /// The keys of a period, in the rows of another one or in its own.
    pub(super) fn new(period: &Period, rows: &Period, groupings: &Groupings) -> Self {
        let places = groupings.as_slice().iter().filter_map(|grouping| {
            let interval = interval(*grouping)?;
            Some((*grouping, first_days(period, interval).zip(first_days(rows, interval)).collect()))
        });
        Self { zone: period.zone().clone(), places: places.collect() }
    }

    /// The key of a moment or a day; `None` where the rows have no such place, or an hour is asked of a day.
    pub(super) fn part(&self, grouping: Grouping, when: When) -> Option<Part> {
        if grouping == Grouping::HourOfDay {
            return match when {
                When::Moment(at) => Some(Part::HourOfDay(u8::try_from(self.zone.to_datetime(at.jiff()).hour()).ok()?)),
                When::Hour(_, hour) => Some(Part::HourOfDay(hour)),
                When::Day(_) => None,
            };
        }
        let day = match when {
            When::Moment(at) => day_of(at, &self.zone),
            When::Day(day) | When::Hour(day, _) => day,
        };
        // Where days have places, their weeks, months and weekdays are those of the days in the rows.
        let (day, has_place) = match self.places.get(&Grouping::Date) {
            Some(dates) => (*dates.get(&day)?, true),
            None => (day, false),
        };
        if grouping == Grouping::DayOfWeek {
            return Some(Part::DayOfWeek(day.weekday()));
        }
        let first = match grouping {
            Grouping::Week => week_start(day, FIRST_WEEKDAY),
            Grouping::Month => day.first_of_month(),
            _ => day,
        };
        let first = if has_place { first } else { *self.places.get(&grouping)?.get(&first)? };
        Part::of_days(grouping, first)
    }

    /// The keys of all days, weeks or months, in order; those of all hours of the day, and days of the week.
    pub(super) fn all(&self, grouping: Grouping) -> Vec<Part> {
        match grouping {
            Grouping::HourOfDay => (0..24).map(Part::HourOfDay).collect(),
            Grouping::DayOfWeek => FIRST_WEEKDAY.cycle_forward().take(7).map(Part::DayOfWeek).collect(),
            _ => {
                let places = self.places.get(&grouping).into_iter().flat_map(BTreeMap::values);
                places.filter_map(|first| Part::of_days(grouping, *first)).collect()
            }
        }
    }

    /// Whether the period has the place of a key.
    pub(super) fn has(&self, part: &Part) -> bool {
        let (grouping, first) = match part {
            Part::Date(day) => (Grouping::Date, day),
            // Their places are those of the days.
            Part::Week(_) | Part::Month(_) if self.places.contains_key(&Grouping::Date) => return true,
            Part::Week(first) => (Grouping::Week, first),
            Part::Month(first) => (Grouping::Month, first),
            _ => return true,
        };
        let last = self.places.get(&grouping).and_then(|places| places.values().next_back());
        last.is_some_and(|last| first <= last)
    }
}

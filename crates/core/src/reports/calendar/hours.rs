//! The hours of a day, and those of a week.

use jiff::civil::Weekday;
use jiff::tz::TimeZone;

use crate::time::{Timestamp, day_of};

const HOUR_MILLIS: i64 = 3_600_000;

/// An hour of the week, as the clocks of a zone show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct HourOfWeek {
    /// The day of the week.
    pub day: Weekday,
    /// The hour, 0 to 23.
    pub hour: u8,
}

impl HourOfWeek {
    /// Its place in a week that begins on Monday at midnight: 0 to 167.
    pub fn place(self) -> usize {
        let day = usize::try_from(self.day.to_monday_zero_offset()).unwrap_or_default();
        (day * 24 + usize::from(self.hour)).min(167)
    }
}

/// The hour of the week of a moment in a time zone.
pub fn hour_of_week(at: Timestamp, zone: &TimeZone) -> HourOfWeek {
    let hour = zone.to_datetime(at.jiff()).hour();
    HourOfWeek { day: day_of(at, zone).weekday(), hour: u8::try_from(hour).unwrap_or_default() }
}

/// The moments in a range at which an hour of the clock begins, the range's first among them. A change of the clock begins an
/// hour too, so that no hour has two names.
pub(super) fn hour_starts(from: Timestamp, to: Timestamp, zone: &TimeZone) -> Vec<Timestamp> {
    let mut starts = Vec::new();
    let mut at = from;
    while at < to {
        starts.push(at);
        let time = zone.to_datetime(at.jiff()).time();
        let past = i64::from(time.minute()) * 60_000 + i64::from(time.second()) * 1_000 + i64::from(time.millisecond());
        let next = Timestamp::from_millis(at.millis() + HOUR_MILLIS - past);
        let change = zone.following(at.jiff()).next().map(|transition| Timestamp::from(transition.timestamp()));
        at = change.filter(|change| at < *change).map_or(next, |change| change.min(next));
    }
    starts
}

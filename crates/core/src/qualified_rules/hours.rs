//! Hours of the week.

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::ClockTime;
use crate::time::Timestamp;

/// The days of the week, from Monday as 1 to Sunday as 7.
const DAYS: std::ops::RangeInclusive<u8> = 1..=7;

/// Hours that begin on some days of the week. Those that end no later than they begin end on the next day, so that equal ends are
/// the whole 24 hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// The days on which they begin: Monday is 1, Sunday is 7.
    pub days: BTreeSet<u8>,
    /// When they begin.
    pub from: ClockTime,
    /// When they end. This minute is not one of them.
    pub to: ClockTime,
}

impl Hours {
    /// Whether they have days, and only days of the week.
    pub(crate) fn is_valid(&self) -> bool {
        !self.days.is_empty() && self.days.iter().all(|day| DAYS.contains(day))
    }

    /// Whether a moment is in these hours by the clocks of a time zone.
    pub fn contain(&self, at: Timestamp, zone: &TimeZone) -> bool {
        self.begun_on(zone.to_datetime(at.jiff())).is_some()
    }

    /// The day on which the hours began that contain a moment, as clocks show it; `None` for a moment outside.
    pub fn begun_on(&self, local: DateTime) -> Option<Date> {
        let time = ClockTime::of(local);
        let today = local.date();
        if self.begin_on(today) && self.from <= time && (time < self.to || self.to <= self.from) {
            return Some(today);
        }
        let is_past_midnight = self.to <= self.from && time < self.to;
        today.yesterday().ok().filter(|yesterday| is_past_midnight && self.begin_on(*yesterday))
    }

    /// Whether they begin on a day.
    pub fn begin_on(&self, day: Date) -> bool {
        u8::try_from(day.weekday().to_monday_one_offset()).is_ok_and(|day| self.days.contains(&day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(days: &[u8], from: &str, to: &str) -> Hours {
        Hours { days: days.iter().copied().collect(), from: from.parse().unwrap(), to: to.parse().unwrap() }
    }

    /// Whether hours contain a moment by the clocks of New York.
    fn contain(hours: &Hours, at: &str) -> bool {
        let zone = TimeZone::get("America/New_York").unwrap();
        hours.contain(at.parse::<jiff::Timestamp>().unwrap().into(), &zone)
    }

    #[test]
    fn hours_are_those_of_the_time_zone() {
        // 2 March 2026 is a Monday. New York is five hours behind, and four from 8 March on.
        let office = hours(&[1, 2, 3, 4, 5], "09:00", "17:30");
        for (at, is_in) in [
            ("2026-03-02T13:59:59Z", false),
            ("2026-03-02T14:00:00Z", true),
            ("2026-03-02T22:29:59Z", true),
            ("2026-03-02T22:30:00Z", false),
            ("2026-03-01T15:00:00Z", false),
            ("2026-03-09T13:00:00Z", true),
            // Monday in UTC is Sunday evening there.
            ("2026-03-02T01:00:00Z", false),
        ] {
            assert_eq!(contain(&office, at), is_in, "{at}");
        }
    }

    #[test]
    fn hours_past_midnight_belong_to_the_day_on_which_they_begin() {
        // From Sunday 22:00 to Monday 02:00.
        let night = hours(&[7], "22:00", "02:00");
        for (at, is_in) in [
            ("2026-03-02T02:59:00Z", false),
            ("2026-03-02T03:00:00Z", true),
            ("2026-03-02T06:59:00Z", true),
            ("2026-03-02T07:00:00Z", false),
            // Sunday's early hours belong to Saturday.
            ("2026-03-01T06:00:00Z", false),
        ] {
            assert_eq!(contain(&night, at), is_in, "{at}");
        }
    }

    #[test]
    fn equal_ends_are_a_whole_day() {
        let saturday = hours(&[6], "00:00", "00:00");
        for (at, is_in) in [
            ("2026-03-07T04:59:00Z", false),
            ("2026-03-07T05:00:00Z", true),
            ("2026-03-08T04:59:00Z", true),
            ("2026-03-08T05:00:00Z", false),
        ] {
            assert_eq!(contain(&saturday, at), is_in, "{at}");
        }
    }
}

//! Hours of the week.

use std::collections::BTreeSet;

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
    pub(super) fn is_valid(&self) -> bool {
        !self.days.is_empty() && self.days.iter().all(|day| DAYS.contains(day))
    }

    /// Whether a moment is in these hours by the clocks of a time zone.
    pub fn contain(&self, at: Timestamp, zone: &TimeZone) -> bool {
        let local = zone.to_datetime(at.jiff());
        let time = ClockTime::of(local);
        let today = u8::try_from(local.weekday().to_monday_one_offset()).unwrap_or_default();
        let yesterday = if today == *DAYS.start() { *DAYS.end() } else { today.saturating_sub(1) };
        if self.from < self.to {
            return self.days.contains(&today) && self.from <= time && time < self.to;
        }
        self.days.contains(&today) && self.from <= time || self.days.contains(&yesterday) && time < self.to
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

//! The days of a time zone.
//!
//! A day is the time from its first moment to that of the next day, so every moment is in exactly one day. Where a clock is
//! set back over midnight, the minutes that it shows again belong to the day that had already begun. A day that a zone
//! skipped is empty.

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::{AmbiguousOffset, TimeZone};

use super::Timestamp;

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// The first moment of a day in a time zone: its midnight or, where the clock was set forward over it, the moment of that.
pub fn day_start(day: Date, zone: &TimeZone) -> Timestamp {
    let midnight = day.at(0, 0, 0, 0);
    let ambiguous = zone.to_ambiguous_timestamp(midnight);
    let start = match ambiguous.offset() {
        AmbiguousOffset::Gap { after, .. } => after
            .to_timestamp(midnight)
            .ok()
            .and_then(|before| zone.following(before).next())
            .map(|transition| transition.timestamp()),
        AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. } => ambiguous.earlier().ok(),
    };
    // A day at the end of jiff's range may have no midnight in it.
    let end = if day < EPOCH { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
    start.unwrap_or(end).into()
}

/// The day of a moment in a time zone.
pub fn day_of(at: Timestamp, zone: &TimeZone) -> Date {
    let mut day = zone.to_datetime(at.jiff()).date();
    while at < day_start(day, zone) {
        let Ok(before) = day.yesterday() else { break };
        day = before;
    }
    while let Ok(next) = day.tomorrow() {
        if at < day_start(next, zone) {
            break;
        }
        day = next;
    }
    day
}

/// How many days a day is after the first of 1970: its column in the database.
pub fn day_number(day: Date) -> i64 {
    EPOCH.until(day).map_or(0, |span| span.get_days().into())
}

/// The day of a number of [`day_number`]. A number outside of jiff's range becomes the nearest end of it.
pub fn day_from_number(number: i64) -> Date {
    let days = i32::try_from(number).unwrap_or(if number < 0 { i32::MIN } else { i32::MAX });
    let end = if number < 0 { Date::MIN } else { Date::MAX };
    1.days().checked_mul(days.into()).ok().and_then(|span| EPOCH.checked_add(span).ok()).unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    fn start(day: Date, name: &str) -> String {
        day_start(day, &zone(name)).to_string()
    }

    #[test]
    fn a_day_begins_at_midnight_or_when_the_clock_was_set_over_it() {
        assert_eq!(start(date(2026, 3, 8), "America/New_York"), "2026-03-08T05:00:00Z");
        assert_eq!(start(date(2026, 3, 9), "America/New_York"), "2026-03-09T04:00:00Z");
        // The clock went from 0:00 to 1:00.
        assert_eq!(start(date(2018, 11, 4), "America/Sao_Paulo"), "2018-11-04T03:00:00Z");
        // The clock went from 0:01 back to 23:01.
        assert_eq!(start(date(2010, 11, 7), "America/Goose_Bay"), "2010-11-07T03:00:00Z");
        // Samoa had no 30 December.
        let skipped = [date(2011, 12, 30), date(2011, 12, 31)].map(|day| start(day, "Pacific/Apia"));
        assert_eq!(skipped, ["2011-12-30T10:00:00Z"; 2].map(str::to_owned));
    }

    #[test]
    fn a_moment_is_in_the_day_that_has_begun() {
        let day = |at: &str, name: &str| day_of(at.parse::<jiff::Timestamp>().unwrap().into(), &zone(name));
        assert_eq!(day("2026-03-09T03:59:59Z", "America/New_York"), date(2026, 3, 8));
        assert_eq!(day("2011-12-30T09:59:59Z", "Pacific/Apia"), date(2011, 12, 29));
        assert_eq!(day("2011-12-30T10:00:00Z", "Pacific/Apia"), date(2011, 12, 31));
        // The clock shows 23:30 of the 6th for the second time.
        assert_eq!(day("2010-11-07T03:30:00Z", "America/Goose_Bay"), date(2010, 11, 7));
    }

    #[test]
    fn days_are_numbered_from_1970() {
        for (number, day) in [(0, date(1970, 1, 1)), (-1, date(1969, 12, 31)), (20_000, date(2024, 10, 4))] {
            assert_eq!((day_number(day), day_from_number(number)), (number, day));
        }
        assert_eq!((day_from_number(i64::MIN), day_from_number(i64::MAX)), (Date::MIN, Date::MAX));
    }
}

//! The schedule of a report: each day, week or month at an hour, in the business's time zone.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use serde::{Deserialize, Serialize};

use crate::db::words;
use crate::time::{Timestamp, day_of};
use crate::{Fields, db};

words! {
    /// How often a report is mailed.
    pub enum Every {
        /// Each day.
        Day = "day",
        /// Each week, on a day of it.
        Week = "week",
        /// Each month, on a day of it.
        Month = "month",
    }
}

/// When a report is mailed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    every: Every,
    at: Time,
    /// Of a week 1, which is Monday, to 7; of a month 1 to 31, in shorter months their last.
    day: Option<i8>,
}

#[derive(Serialize, Deserialize)]
struct Text {
    every: String,
    at: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    day: Option<i64>,
}

/// The days from yesterday in which every schedule has a run.
const DAYS_AHEAD: i32 = 63;

impl Schedule {
    /// A schedule as entered: the word of the interval, an hour like `08:00`, and the day of the week or month.
    ///
    /// # Errors
    /// Names what to change: `every`, `at` or `day`.
    pub fn new(every: &str, at: &str, day: Option<i64>) -> Result<Self, Fields> {
        let mut fields = Fields::none();
        let every = fields.checked("every", every.trim().parse::<Every>().map_err(|_| "Choose day, week or month."));
        let at = fields.checked("at", read_time(at).ok_or("Use an hour and minutes like 08:00."));
        let last = match every {
            Some(Every::Week) => 7,
            Some(Every::Month) => 31,
            Some(Every::Day) | None => 0,
        };
        let day = match day {
            Some(day) if last > 0 => i8::try_from(day).ok().filter(|day| (1..=last).contains(day)),
            _ => None,
        };
        if last > 0 && day.is_none() {
            fields.add("day", format!("Choose a day from 1 to {last}."));
        }
        match (every, at) {
            (Some(every), Some(at)) if fields.0.is_empty() => Ok(Self { every, at, day }),
            _ => Err(fields),
        }
    }

    /// How often.
    pub fn every(&self) -> Every {
        self.every
    }

    /// The hour and minute of the clock, as `08:00`.
    pub fn at(&self) -> String {
        self.at.strftime("%H:%M").to_string()
    }

    /// The day of the week or month, where it has one.
    pub fn day(&self) -> Option<i8> {
        self.day
    }

    /// As it is stored.
    pub(super) fn to_text(self) -> String {
        let text = Text { every: self.every.to_string(), at: self.at(), day: self.day.map(i64::from) };
        serde_json::json!(text).to_string()
    }

    /// Reads a stored schedule.
    pub(super) fn of_text(text: &str) -> Result<Self, db::Error> {
        let damaged = || db::Error::Internal("a saved report's schedule can't be read".to_owned());
        let text: Text = serde_json::from_str(text).map_err(|_| damaged())?;
        Self::new(&text.every, &text.at, text.day).map_err(|_| damaged())
    }

    /// The first run after a moment. An hour that the clock leaves out is the moment after the gap; of one that it shows twice, it is
    /// the first.
    pub fn next(&self, after: Timestamp, zone: &TimeZone) -> Timestamp {
        let today = day_of(after, zone);
        let days = (-1..DAYS_AHEAD).map(|days| today.saturating_add(days.days())).filter(|date| self.is_on(*date));
        let runs = days.filter_map(|date| moment(date.to_datetime(self.at), zone));
        runs.filter(|run| *run > after).min().unwrap_or_else(|| after.plus_seconds(86_400))
    }

    /// The next runs after a moment.
    pub fn following(&self, after: Timestamp, zone: &TimeZone, count: usize) -> Vec<Timestamp> {
        let first = self.next(after, zone);
        std::iter::successors(Some(first), |run| Some(self.next(*run, zone))).take(count).collect()
    }

    fn is_on(&self, date: Date) -> bool {
        match (self.every, self.day) {
            (Every::Week, Some(day)) => date.weekday().to_monday_one_offset() == day,
            (Every::Month, Some(day)) => date.day() == day.min(date.days_in_month()),
            _ => true,
        }
    }
}

fn read_time(typed: &str) -> Option<Time> {
    let (hour, minute) = typed.trim().split_once(':')?;
    let is_number = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(hour) || !is_number(minute) {
        return None;
    }
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

/// The moment at which a clock shows this, or the first one after the gap in which it would.
fn moment(at: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    let ambiguous = zone.to_ambiguous_timestamp(at);
    match ambiguous.offset() {
        // By the offset after the gap, the moment is the one before it.
        AmbiguousOffset::Gap { after, .. } => {
            let before = after.to_timestamp(at).ok()?;
            zone.following(before).next().map(|transition| transition.timestamp().into())
        }
        AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. } => {
            ambiguous.compatible().ok().map(Timestamp::from)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ZONES: [&str; 9] = [
        "UTC",
        "America/New_York",
        "America/St_Johns",
        "Asia/Kathmandu",
        "Pacific/Chatham",
        "Pacific/Apia",
        "Australia/Lord_Howe",
        "America/Sao_Paulo",
        "Africa/Cairo",
    ];

    fn at(text: &str) -> Timestamp {
        text.parse::<jiff::Timestamp>().unwrap().into()
    }

    fn schedule(every: &str, at: &str, day: Option<i64>) -> Schedule {
        Schedule::new(every, at, day).unwrap()
    }

    #[test]
    fn a_run_is_at_the_hour_of_the_zone() {
        let zone = TimeZone::get("America/New_York").unwrap();
        for (schedule, after, next) in [
            (schedule("day", "08:00", None), "2026-03-02T12:59:59Z", "2026-03-02T13:00:00Z"),
            (schedule("day", "08:00", None), "2026-03-02T13:00:00Z", "2026-03-03T13:00:00Z"),
            (schedule("day", "08:00", None), "2026-03-07T13:00:00Z", "2026-03-08T12:00:00Z"),
            // The clock leaves out the hour from two to three.
            (schedule("day", "02:30", None), "2026-03-08T05:00:00Z", "2026-03-08T07:00:00Z"),
            // It shows the hour from one to two twice.
            (schedule("day", "01:30", None), "2026-11-01T04:00:00Z", "2026-11-01T05:30:00Z"),
            (schedule("day", "01:30", None), "2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"),
            (schedule("week", "08:00", Some(1)), "2026-03-03T00:00:00Z", "2026-03-09T12:00:00Z"),
            (schedule("month", "08:00", Some(31)), "2026-02-01T00:00:00Z", "2026-02-28T13:00:00Z"),
            (schedule("month", "08:00", Some(1)), "2026-03-02T00:00:00Z", "2026-04-01T12:00:00Z"),
        ] {
            assert_eq!(schedule.next(at(after), &zone), at(next), "{schedule:?} after {after}");
        }
    }

    #[test]
    fn a_schedule_reads_back_as_itself_and_a_wrong_one_is_named() {
        for text in [r#"{"at":"08:00","every":"day"}"#, r#"{"at":"23:59","day":31,"every":"month"}"#] {
            let read_back: serde_json::Value =
                serde_json::from_str(&Schedule::of_text(text).unwrap().to_text()).unwrap();
            assert_eq!(read_back, serde_json::from_str::<serde_json::Value>(text).unwrap());
        }
        for (every, at, day, field) in [
            ("hour", "08:00", None, "every"),
            ("day", "8", None, "at"),
            ("day", "24:00", None, "at"),
            ("day", "+8:00", None, "at"),
            ("week", "08:00", None, "day"),
            ("week", "08:00", Some(8), "day"),
            ("month", "08:00", Some(0), "day"),
        ] {
            assert!(Schedule::new(every, at, day).unwrap_err().get(field).is_some(), "{every} {at} {day:?}");
        }
    }

    proptest! {
        #[test]
        fn runs_follow_each_other_one_a_period_at_the_hour_or_after_a_gap(
            zone in 0..ZONES.len(), every in 0..3_usize, hour in 0..24_i8, minute in 0..60_i8, day in 1..=31_i64,
            after in 1_262_304_000_000_i64..1_893_456_000_000,
        ) {
            let zone = TimeZone::get(ZONES[zone]).unwrap();
            let every = Every::ALL[every];
            let day = match every {
                Every::Day => None,
                Every::Week => Some((day - 1) % 7 + 1),
                Every::Month => Some(day),
            };
            let clock = format!("{hour:02}:{minute:02}");
            let schedule = Schedule::new(every.word(), &clock, day).unwrap();
            let after = Timestamp::from_millis(after);
            let runs = schedule.following(after, &zone, 4);
            let mut before = after;
            for run in runs {
                prop_assert!(run > before);
                // Nothing lies between: the run is the next one of every moment since the last.
                let between = Timestamp::from_millis(before.millis() + (run.millis() - before.millis()) / 2);
                prop_assert_eq!(schedule.next(between.max(before), &zone), run);
                let local = zone.to_datetime(run.jiff());
                let is_after_gap = {
                    let just_before = zone.to_datetime(run.plus_seconds(-1).jiff());
                    just_before.duration_until(local) > jiff::SignedDuration::from_secs(1)
                };
                prop_assert!(local.time() == Time::new(hour, minute, 0, 0).unwrap() || is_after_gap);
                let most_days = match every { Every::Day => 2, Every::Week => 8, Every::Month => 32 };
                prop_assert!(run.seconds_since(before) <= most_days * 86_400 + 86_400);
                before = run;
            }
        }
    }
}

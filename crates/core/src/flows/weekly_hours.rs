//! The step that decides by the time of the week, and the preview of its hours.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Step;
use crate::qualified_rules::{ClockTime, Hours};
use crate::time::{Timestamp, day_of, day_start};

/// How many days a preview shows.
const PREVIEW_DAYS: usize = 14;

/// Decides by the time of the week.
#[derive(Clone, Debug, PartialEq)]
pub struct HoursStep {
    /// The time zone; `None` for the business's.
    pub zone: Option<TimeZone>,
    /// The open hours. Those past midnight belong to the day on which they begin.
    pub weekly: Vec<Hours>,
    /// Days on which no hours begin.
    pub closed_on: BTreeSet<Date>,
    /// Days of every year on which no hours begin, as month and day.
    pub closed_yearly: BTreeSet<(i8, i8)>,
    /// The steps in these hours.
    pub open: Vec<Step>,
    /// The steps outside of them.
    pub closed: Vec<Step>,
}

/// A day of the preview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewDay {
    /// The day.
    pub date: Date,
    /// The hours that begin on it, from and to, in order. Those that end no later than they begin end on the next day.
    pub hours: Vec<(ClockTime, ClockTime)>,
    /// Whether the day is one of those on which the step is closed.
    pub is_exception: bool,
    /// The change of the clocks on this day.
    pub clock_change: Option<ClockChange>,
}

/// A change of the clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockChange {
    /// The moment.
    pub at: Timestamp,
    /// How far clocks are set forward, in seconds; negative for back.
    pub seconds: i32,
}

impl HoursStep {
    /// The time zone of its hours.
    pub fn zone<'z>(&'z self, business: &'z TimeZone) -> &'z TimeZone {
        self.zone.as_ref().unwrap_or(business)
    }

    /// Whether a moment is in its hours.
    pub fn is_open(&self, at: Timestamp, business: &TimeZone) -> bool {
        let local = self.zone(business).to_datetime(at.jiff());
        let mut begun = self.weekly.iter().filter_map(|hours| hours.begun_on(local));
        begun.any(|day| !self.is_closed_on(day))
    }

    /// Whether a day is one of those on which no hours begin.
    pub fn is_closed_on(&self, day: Date) -> bool {
        self.closed_on.contains(&day) || self.closed_yearly.contains(&(day.month(), day.day()))
    }
}

/// The hours of the 14 days from a moment on, by the clocks of the step's time zone.
pub fn preview(step: &HoursStep, from: Timestamp, business: &TimeZone) -> Vec<PreviewDay> {
    let zone = step.zone(business);
    let days = std::iter::successors(Some(day_of(from, zone)), |day| day.tomorrow().ok());
    days.take(PREVIEW_DAYS).map(|day| preview_day(step, day, zone)).collect()
}

fn preview_day(step: &HoursStep, date: Date, zone: &TimeZone) -> PreviewDay {
    let is_exception = step.is_closed_on(date);
    let begins = step.weekly.iter().filter(|hours| !is_exception && hours.begin_on(date));
    let mut hours: Vec<(ClockTime, ClockTime)> = begins.map(|hours| (hours.from, hours.to)).collect();
    hours.sort_unstable();
    hours.dedup();
    PreviewDay { date, hours, is_exception, clock_change: clock_change(date, zone) }
}

/// The change of the clocks between the first moment of a day and that of the next one.
fn clock_change(date: Date, zone: &TimeZone) -> Option<ClockChange> {
    let (start, end) = (day_start(date, zone).jiff(), day_start(date.tomorrow().ok()?, zone).jiff());
    let before = zone.to_offset(start).seconds();
    zone.following(start).take_while(|change| change.timestamp() <= end).find_map(|change| {
        let seconds = change.offset().seconds() - before;
        (seconds != 0).then(|| ClockChange { at: change.timestamp().into(), seconds })
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::samples::{hours, moment};
    use super::*;

    fn step(weekly: Vec<Hours>) -> HoursStep {
        HoursStep {
            zone: None,
            weekly,
            closed_on: BTreeSet::new(),
            closed_yearly: BTreeSet::new(),
            open: Vec::new(),
            closed: Vec::new(),
        }
    }

    fn new_york() -> TimeZone {
        TimeZone::get("America/New_York").unwrap()
    }

    #[test]
    fn several_times_a_day_and_past_midnight_are_open() {
        let step =
            step(vec![hours(&[1], "09:00", "12:00"), hours(&[1], "13:00", "17:00"), hours(&[5], "22:00", "02:00")]);
        // 2 March 2026 is a Monday. New York is five hours behind.
        for (at, is_open) in [
            ("2026-03-02T16:59:59Z", true),
            ("2026-03-02T17:00:00Z", false),
            ("2026-03-02T18:00:00Z", true),
            ("2026-03-07T06:59:00Z", true),
            ("2026-03-07T07:00:00Z", false),
        ] {
            assert_eq!(step.is_open(moment(at), &new_york()), is_open, "{at}");
        }
        let berlin = HoursStep { zone: Some(TimeZone::get("Europe/Berlin").unwrap()), ..step };
        assert!(berlin.is_open(moment("2026-03-02T08:00:00Z"), &new_york()));
        assert!(!berlin.is_open(moment("2026-03-02T16:59:59Z"), &new_york()));
    }

    #[test]
    fn a_closure_takes_the_hours_that_begin_on_its_day() {
        let night = step(vec![hours(&[1, 2, 3, 4, 5, 6, 7], "20:00", "02:00")]);
        let closed = HoursStep { closed_on: [date(2026, 3, 3)].into(), closed_yearly: [(12, 25)].into(), ..night };
        for (at, is_open) in [
            // The night that began on Monday goes on; Tuesday's is left out.
            ("2026-03-03T06:00:00Z", true),
            ("2026-03-04T01:30:00Z", false),
            ("2026-03-04T06:00:00Z", false),
            ("2026-03-05T01:30:00Z", true),
            ("2026-12-26T02:00:00Z", false),
            ("2031-12-26T02:00:00Z", false),
            ("2026-12-27T02:00:00Z", true),
        ] {
            assert_eq!(closed.is_open(moment(at), &new_york()), is_open, "{at}");
        }
    }

    #[test]
    fn hours_follow_the_clock_on_the_wall_where_it_changes() {
        // On 8 March 2026 clocks go from 2:00 to 3:00, on 1 November from 2:00 back to 1:00.
        let morning = step(vec![hours(&[7], "01:30", "03:30")]);
        for (at, is_open) in [
            ("2026-03-08T06:29:00Z", false),
            ("2026-03-08T06:30:00Z", true),
            ("2026-03-08T07:00:00Z", true),
            ("2026-03-08T07:30:00Z", false),
            ("2026-11-01T05:30:00Z", true),
            // 1:15 for the second time.
            ("2026-11-01T06:15:00Z", false),
            ("2026-11-01T08:29:00Z", true),
        ] {
            assert_eq!(morning.is_open(moment(at), &new_york()), is_open, "{at}");
        }
    }

    #[test]
    fn the_preview_has_14_days_and_marks_closures_and_clock_changes() {
        let office = step(vec![hours(&[1, 2, 3, 4, 5], "13:00", "17:00"), hours(&[1, 2], "09:00", "12:00")]);
        let office = HoursStep { closed_on: [date(2026, 3, 10)].into(), ..office };
        let days = preview(&office, moment("2026-03-02T04:00:00Z"), &new_york());
        assert_eq!(days.len(), 14);
        assert_eq!((days[0].date, days[0].hours.len()), (date(2026, 3, 1), 0), "it is still Sunday there");
        let monday: Vec<String> = days[1].hours.iter().map(|(from, to)| format!("{from}-{to}")).collect();
        assert_eq!(monday, ["09:00-12:00", "13:00-17:00"]);
        assert!(days[9].is_exception && days[9].hours.is_empty());
        let changes: Vec<_> = days.iter().filter_map(|day| Some((day.date, day.clock_change?))).collect();
        let forward = ClockChange { at: moment("2026-03-08T07:00:00Z"), seconds: 3600 };
        assert_eq!(changes, [(date(2026, 3, 8), forward)]);
        let autumn = preview(&office, moment("2026-10-25T16:00:00Z"), &new_york());
        assert_eq!(autumn[7].clock_change, Some(ClockChange { at: moment("2026-11-01T06:00:00Z"), seconds: -3600 }));
    }
}

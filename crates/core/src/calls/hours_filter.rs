//! The filter of the list of calls by the hour of the day and the day of the week.
//!
//! The database knows no time zones: a zone and a range of time become spans of one offset each, and the statement adds the
//! offset of its span to a call's moment.

use jiff::tz::TimeZone;

use crate::time::Timestamp;

/// The most spans of one offset. A report is of ten years at most, and the zone whose clock has changed most often within ten years,
/// that of Morocco, has 35.
pub(super) const MAX_SPANS: usize = 40;
/// Without a first day, calls of so many days are looked through.
pub const HOURS_WITHOUT_DAYS: i64 = 366;

const DAY_SECONDS: i64 = 86_400;
const HOURS_OF_WEEK: usize = 168;

/// The hours of the week at which calls have come, in a time zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoursFilter {
    /// A letter for each hour of the week from Monday on: `1` if it is chosen.
    pub(super) chosen: String,
    /// From where on calls are looked through.
    pub(super) from: Timestamp,
    /// The offset from UTC of each span, in milliseconds.
    pub(super) offsets: Vec<i64>,
    /// Where each span but the last ends.
    pub(super) bounds: Vec<Timestamp>,
}

/// The clock has changed too often in the range of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Hours and weekdays can be asked for over about twenty years. Choose fewer days.")]
pub struct TooManyClockChanges;

impl HoursFilter {
    /// Calls at any of these hours of the day, from 0 to 23, on any of these days of the week, from 1 for Monday to 7. None of a
    /// kind means all. Without `from`, the last year before `to` or `now` is looked through.
    ///
    /// # Errors
    /// When the clock of the zone has changed too often in the time.
    pub fn new(
        hours: &[u8],
        days: &[u8],
        zone: &TimeZone,
        from: Option<Timestamp>,
        to: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<Self, TooManyClockChanges> {
        let end = to.map_or(now, |to| to.min(now));
        let from = from.unwrap_or(end.plus_seconds(-HOURS_WITHOUT_DAYS * DAY_SECONDS));
        let has =
            |chosen: &[u8], place: usize| chosen.is_empty() || chosen.iter().any(|each| usize::from(*each) == place);
        let is_chosen = |hour: usize| has(hours, hour % 24) && has(days, hour / 24 + 1);
        let offset = |at: jiff::Timestamp| i64::from(zone.to_offset(at).seconds()) * 1000;
        let (mut offsets, mut bounds) = (vec![offset(from.jiff())], Vec::new());
        // No call comes later than now, but one may come while this is read, or have the clock of another machine.
        let last = end.plus_seconds(DAY_SECONDS).jiff();
        for change in zone.following(from.jiff()).take_while(|change| change.timestamp() < last) {
            let after = offset(change.timestamp());
            // A change of the zone's name alone begins no span.
            if offsets.last() != Some(&after) {
                offsets.push(after);
                bounds.push(change.timestamp().into());
            }
            if offsets.len() > MAX_SPANS {
                return Err(TooManyClockChanges);
            }
        }
        let chosen = (0..HOURS_OF_WEEK).map(|hour| if is_chosen(hour) { '1' } else { '0' }).collect();
        Ok(Self { chosen, from, offsets, bounds })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse::<jiff::Timestamp>().unwrap().into()
    }

    #[test]
    fn a_year_has_a_span_before_between_and_after_the_changes_of_the_clock() {
        let zone = TimeZone::get("America/Chicago").unwrap();
        let now = at("2026-11-24T18:00:00Z");
        let filter = HoursFilter::new(&[9], &[1, 7], &zone, Some(at("2026-01-01T06:00:00Z")), None, now).unwrap();
        assert_eq!(filter.offsets, [-6, -5, -6].map(|hours: i64| hours * 3_600_000));
        assert_eq!(filter.bounds, [at("2026-03-08T08:00:00Z"), at("2026-11-01T07:00:00Z")]);
        let chosen: Vec<_> = filter.chosen.match_indices('1').map(|(hour, _)| hour).collect();
        assert_eq!(chosen, [9, 6 * 24 + 9]);
    }

    #[test]
    fn without_days_the_last_year_is_looked_through() {
        let now = at("2026-11-24T18:00:00Z");
        let filter = HoursFilter::new(&[], &[2], &TimeZone::UTC, None, None, now).unwrap();
        assert_eq!((filter.from, filter.offsets, filter.bounds), (at("2025-11-23T18:00:00Z"), vec![0], vec![]));
        assert_eq!(filter.chosen.matches('1').count(), 24);
        let before = HoursFilter::new(&[], &[2], &TimeZone::UTC, None, Some(at("2020-03-01T00:00:00Z")), now).unwrap();
        assert_eq!(before.from, at("2019-03-01T00:00:00Z"));
    }

    #[test]
    fn the_days_of_every_report_can_be_asked_for() {
        let now = at("2026-11-24T18:00:00Z");
        for (name, from, to, spans) in [
            ("Africa/Casablanca", "2011-04-01T00:00:00Z", "2021-04-01T00:00:00Z", 30..=35),
            ("America/Chicago", "2016-11-25T00:00:00Z", "2026-11-24T00:00:00Z", 20..=21),
        ] {
            let (zone, from, to) = (TimeZone::get(name).unwrap(), Some(at(from)), Some(at(to)));
            let filter = HoursFilter::new(&[1], &[], &zone, from, to, now).unwrap();
            assert!(spans.contains(&filter.offsets.len()), "{name}: {}", filter.offsets.len());
        }
    }

    #[test]
    fn time_with_too_many_changes_of_the_clock_is_refused() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let now = at("2026-11-24T18:00:00Z");
        let ten_years = Some(at("2016-11-25T00:00:00Z"));
        assert!(HoursFilter::new(&[1], &[], &zone, ten_years, None, now).unwrap().bounds.len() < MAX_SPANS);
        let whole = Some(at("2000-01-01T00:00:00Z"));
        assert_eq!(HoursFilter::new(&[1], &[], &zone, whole, None, now), Err(TooManyClockChanges));
        // Days in the other order have no calls.
        assert!(HoursFilter::new(&[1], &[], &zone, Some(now), ten_years, now).is_ok());
    }
}

//! Filters that several lists read from the query: a search text, and a day.

use crewline_core::time::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::extract::QueryString;
use super::page_failure::PageFailure;

/// A search text, as typed. One with a zero byte is refused, since PostgreSQL takes none.
pub(crate) fn text_filter(query: &QueryString, name: &str, sentence: &str) -> Result<Option<String>, PageFailure> {
    query.read_as(name, sentence, |_| Some(query.get(name).to_owned()).filter(|text| !text.contains('\0')))
}

/// The start of the day in the query, or of the day `days_later`.
pub(crate) fn day_filter(
    query: &QueryString,
    name: &str,
    label: &str,
    zone: &TimeZone,
    days_later: i32,
) -> Result<Option<Timestamp>, PageFailure> {
    let sentence = format!("{label}: use a day like 2026-03-02.");
    query.read_as(name, &sentence, |typed| day_start(typed, zone, days_later))
}

/// Whether the first day is after the last, so that no row can match.
pub(crate) fn is_reversed(from: Option<Timestamp>, to: Option<Timestamp>) -> bool {
    from.zip(to).is_some_and(|(from, to)| from >= to)
}

/// The start of the day in the time zone, or of the day `days_later`.
fn day_start(typed: &str, zone: &TimeZone, days_later: i32) -> Option<Timestamp> {
    let date: Date = typed.trim().parse().ok()?;
    let date = date.checked_add(jiff::Span::new().days(days_later)).ok()?;
    Some(zone.to_timestamp(date.to_datetime(jiff::civil::Time::midnight())).ok()?.into())
}

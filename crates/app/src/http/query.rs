//! What several lists read of an address's query: a text that is searched for, and a day.

use crewline_core::time::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::extract::QueryString;
use super::page_failure::PageFailure;

/// A text that is looked for, as it was typed. None holds a zero, and PostgreSQL takes none.
pub(crate) fn text_filter(query: &QueryString, name: &str, sentence: &str) -> Result<Option<String>, PageFailure> {
    query.read_as(name, sentence, |_| Some(query.get(name).to_owned()).filter(|text| !text.contains('\0')))
}

/// The beginning of a day that the query names, or of one some days later.
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

/// The moment at which a day begins in a time zone, or the day after it.
fn day_start(typed: &str, zone: &TimeZone, days_later: i32) -> Option<Timestamp> {
    let date: Date = typed.trim().parse().ok()?;
    let date = date.checked_add(jiff::Span::new().days(days_later)).ok()?;
    Some(zone.to_timestamp(date.to_datetime(jiff::civil::Time::midnight())).ok()?.into())
}

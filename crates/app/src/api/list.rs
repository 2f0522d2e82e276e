//! Parameters that the API's lists share: the limit, the cursor and filters.

use std::fmt::Display;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use crewline_core::time::Timestamp;
use jiff::Span;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::http::api_failure::ApiFailure;

/// The sentence for a time that can't be read.
const MOMENT_ADVICE: &str = "Use a time like 2026-03-02T12:00:00Z, or a day like 2026-03-02.";

/// The most rows in a page.
const MAX_LIMIT: i64 = 500;

/// The limit and the cursor: `?limit=&cursor=`.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Paging {
    /// How many at most.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

impl Paging {
    /// The requested number of rows.
    pub(crate) fn limit(&self) -> Result<i64, ApiFailure> {
        match self.limit.unwrap_or(50) {
            limit @ 1..=MAX_LIMIT => Ok(limit),
            _ => Err(ApiFailure::field("limit", format!("Ask for 1 to {MAX_LIMIT}."))),
        }
    }

    /// The decoded cursor.
    pub(crate) fn place<T: FromStr>(&self) -> Result<Option<T>, ApiFailure> {
        let Some(cursor) = &self.cursor else { return Ok(None) };
        let read = || String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?.parse().ok();
        match read() {
            Some(place) => Ok(Some(place)),
            None => Err(ApiFailure::field("cursor", "This is not a cursor of this API. Begin at the first page.")),
        }
    }
}

/// Encodes a cursor, which is opaque to clients.
pub(crate) fn cursor(place: &impl Display) -> String {
    URL_SAFE_NO_PAD.encode(place.to_string())
}

/// Parses a parameter that is a word or an id. The error names the parameter.
pub(crate) fn parse_word<T: FromStr>(name: &str, typed: Option<&str>, advice: &str) -> Result<Option<T>, ApiFailure> {
    match typed.map(str::parse) {
        None => Ok(None),
        Some(Ok(word)) => Ok(Some(word)),
        Some(Err(_)) => Err(ApiFailure::field(name, advice)),
    }
}

/// A search text; `None` when it is blank. One with a zero byte is refused, since PostgreSQL takes none.
pub(crate) fn search_text(name: &str, typed: Option<String>) -> Result<Option<String>, ApiFailure> {
    match typed.filter(|text| !text.trim().is_empty()) {
        Some(text) if text.contains('\0') => Err(ApiFailure::field(name, "Remove the invisible characters.")),
        text => Ok(text),
    }
}

/// A moment, or the beginning or the end of a day.
pub(crate) fn parse_moment(name: &str, typed: &str, zone: &TimeZone, is_end: bool) -> Result<Timestamp, ApiFailure> {
    if let Ok(moment) = typed.parse::<jiff::Timestamp>() {
        return Ok(moment.into());
    }
    let day = typed.parse::<Date>().and_then(|day| day.checked_add(Span::new().days(i32::from(is_end))));
    let begins = day.and_then(|day| zone.to_timestamp(day.to_datetime(Time::midnight())));
    begins.map(Timestamp::from).map_err(|_| ApiFailure::field(name, MOMENT_ADVICE))
}

/// Refuses a period that ends before it begins, which would be silently empty.
///
/// # Errors
/// Names `to`.
pub(crate) fn refuse_reversed(from: Option<Timestamp>, to: Option<Timestamp>) -> Result<(), ApiFailure> {
    match from.zip(to) {
        Some((from, to)) if from > to => Err(ApiFailure::field("to", "This is before `from`.")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_that_ends_before_it_begins_is_refused() {
        let (early, late) = (Some(Timestamp::from_millis(1)), Some(Timestamp::from_millis(2)));
        assert!(refuse_reversed(late, early).is_err());
        for (from, to) in [(early, late), (early, early), (None, early), (late, None), (None, None)] {
            assert!(refuse_reversed(from, to).is_ok());
        }
    }

    #[test]
    fn a_day_begins_at_midnight_in_the_businesss_time_zone() {
        let zone = TimeZone::get("America/New_York").unwrap();
        let read = |typed, is_end| parse_moment("from", typed, &zone, is_end).map(|at| at.to_string());
        assert_eq!(read("2026-03-02T12:00:00Z", false).unwrap(), "2026-03-02T12:00:00Z");
        assert_eq!(read("2026-03-02T12:00:00+01:00", true).unwrap(), "2026-03-02T11:00:00Z");
        assert_eq!(read("2026-03-08", false).unwrap(), "2026-03-08T05:00:00Z");
        // The day on which the clocks go forward has 23 hours.
        assert_eq!(read("2026-03-08", true).unwrap(), "2026-03-09T04:00:00Z");
        for wrong in ["", "now", "2026-13-01", "9999-12-31T23:59:60", "12:00", "-9999-01-01T00:00"] {
            assert!(parse_moment("to", wrong, &zone, true).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_cursor_reads_back_as_written() {
        let paging = |cursor: String| Paging { limit: None, cursor: Some(cursor) };
        assert!(matches!(paging(cursor(&-42_i64)).place::<i64>(), Ok(Some(-42))));
        for wrong in ["", "-42", "LTQy=", "____", "LTQyeA"] {
            assert!(paging(wrong.into()).place::<i64>().is_err(), "{wrong}");
        }
        assert!(matches!(Paging::default().place::<i64>(), Ok(None)));
    }

    #[test]
    fn a_page_limit_is_between_one_and_five_hundred() {
        for (limit, is_accepted) in
            [(None, true), (Some(1), true), (Some(500), true), (Some(0), false), (Some(501), false)]
        {
            assert_eq!(Paging { limit, cursor: None }.limit().is_ok(), is_accepted, "{limit:?}");
        }
    }
}

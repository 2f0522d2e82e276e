//! Tables for spreadsheets: CSV, read and sent page by page, so that however long one is, no more than a page of it is
//! ever in memory. Pages and the JSON API answer the same ones.

mod audit;
mod calls;
mod sheet;
mod users;

pub(crate) use audit::audit;
pub(crate) use calls::calls;
pub(crate) use users::users;

use crewline_core::time::Timestamp;
use jiff::ZonedDateTime;
use jiff::tz::TimeZone;

/// Rows that are read at a time.
const PAGE: i64 = 500;

/// A moment as a spreadsheet and a person read it, with the zone's offset: `2026-03-02 07:00:00-05:00`.
fn moment(at: Timestamp, zone: &TimeZone) -> String {
    ZonedDateTime::new(at.jiff(), zone.clone()).strftime("%Y-%m-%d %H:%M:%S%:z").to_string()
}

/// `calls-northline-2026-03-02.csv`.
fn file_name(what: &str, slug: &str, now: Timestamp, zone: &TimeZone) -> String {
    format!("{what}-{slug}-{}.csv", ZonedDateTime::new(now.jiff(), zone.clone()).strftime("%Y-%m-%d"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_says_its_offset() {
        let (at, zone) = (Timestamp::from_millis(1_772_452_800_000), TimeZone::get("America/New_York").unwrap());
        assert_eq!(moment(at, &zone), "2026-03-02 07:00:00-05:00");
        assert_eq!(moment(at, &TimeZone::UTC), "2026-03-02 12:00:00+00:00");
        assert_eq!(file_name("calls", "northline", at, &zone), "calls-northline-2026-03-02.csv");
    }
}

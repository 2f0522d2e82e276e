//! The next runs of a report's schedule.

use crewline_core::reports::saved::SavedReport;
use crewline_core::time::Timestamp;
use jiff::tz::TimeZone;

/// The runs that are shown.
const SHOWN_RUNS: usize = 3;

/// The next runs of a report.
pub(super) fn next_runs(report: &SavedReport, zone: &TimeZone) -> Vec<Timestamp> {
    let Some((schedule, next)) = report.schedule.zip(report.next_run_at) else { return Vec::new() };
    let later = schedule.following(next, zone, SHOWN_RUNS - 1);
    std::iter::once(next).chain(later).collect()
}

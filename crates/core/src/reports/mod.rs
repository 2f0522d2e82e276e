//! Reports: the calendar, the dashboard, the analytics, the answers that are prepared of them, the reports that are saved, and the
//! building and checking of the sums that they are read from.
//!
//! **Invariant.** All that a report shows is read within the number access of its reader from the start.

pub mod analytics;
pub mod calendar;
pub mod call_back;
mod dashboard;
mod filter;
mod months;
pub mod prepared;
mod read;
mod rebuild;
pub mod saved;
mod stored_hour;

pub use dashboard::{Dashboard, Point, Question, Totals, dashboard};
pub use filter::{Filter, MAX_CHOSEN, TooManyChosen};
pub use months::{FOLDS, FoldReports, enqueue_folds};
pub use read::{HourCount, TopGroup, TopNumber, TopSource};
pub use rebuild::{Difference, REPORTS, RebuildReports, Verified, rebuild, verify};

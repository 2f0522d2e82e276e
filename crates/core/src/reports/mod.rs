//! Reports: the calendar, what is read from the sums of calls, and the building and checking of those.
//!
//! **Invariant.** All that a report shows is read within the number access of its reader from the start.

pub mod calendar;
pub mod call_back;
mod dashboard;
mod filter;
mod read;
mod rebuild;

pub use dashboard::{Dashboard, Point, Question, Totals, dashboard};
pub use filter::{Filter, MAX_CHOSEN, TooManyChosen};
pub use read::{HourCount, TopGroup, TopNumber, TopSource};
pub use rebuild::{Difference, REPORTS, RebuildReports, Verified, rebuild, verify};

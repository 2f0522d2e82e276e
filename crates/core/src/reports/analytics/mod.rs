//! Analytics: the sums of the calls of a period by up to three groupings, within the number access of the viewer.
//!
//! **Invariant.** Every way of reading gives the sums that the calls of the question add up to; only counts of callers may be
//! estimates, and say so.

mod answer;
mod cursor;
mod grouping;
mod key;
mod measure;
mod question;
mod sort;

pub use answer::{Analytics, AnalyticsRow, analytics};
pub use cursor::RowCursor;
pub use grouping::{Grouping, Groupings, InvalidGroupings, MAX_GROUPINGS};
pub use key::Key;
pub use measure::Measure;
pub use question::{AnalyticsQuestion, MAX_ROWS, RowsPage};
pub use sort::{Sort, SortKey, UnknownSort};

//! The months that reports read: the sums of `report_hours`, moved by a job into one row for each month of a number and source, and
//! one of all numbers together.
//!
//! A row of `report_hours` is what is not in the month yet, so a read adds both up, in one statement, and it makes no difference when
//! the job runs. The rows are locked in this order: those of the hours, those of the months of a number, those of all numbers.

mod add;
mod fold;
mod job;
mod key;

pub(in crate::reports) use add::{add_to_business, add_to_number};
pub use job::{FOLDS, FoldReports, enqueue_folds};
pub(in crate::reports) use key::{MonthKey, Months, month_of};

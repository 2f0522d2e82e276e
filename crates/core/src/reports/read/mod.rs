//! The reads of a report: within the number access of a proof from the start.

mod by_hour;
mod callers;
mod hours;
mod slots;
mod sums;
mod tops;

pub(super) use by_hour::by_hour;
pub(super) use callers::unique_callers;
pub use hours::HourCount;
pub(super) use hours::hours;
pub(super) use sums::{by_day, by_number, by_source};
pub use tops::{TopGroup, TopNumber, TopSource};
pub(super) use tops::{groups, named, number_names, top};

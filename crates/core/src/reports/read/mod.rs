//! The reads of a report: within the number access of a proof from the start.

mod breakdown;
mod by_hour;
mod callers;
mod hours;
mod rows;
mod slots;
mod sums;
mod tops;

pub(super) use breakdown::{Breakdown, breakdown, by_day};
pub(super) use by_hour::by_hour;
pub(super) use callers::unique_callers;
pub use hours::HourCount;
pub(super) use hours::WeekCounts;
pub(super) use slots::{slot_millis, slot_start};
pub(super) use sums::{ALL_TIME, KeyedSums, SumKeys, in_all, sums_within};
pub(super) use tops::{NamedNumber, groups, named, number_names, top};
pub use tops::{TopGroup, TopNumber, TopSource};

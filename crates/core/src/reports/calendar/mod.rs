//! The calendar of reports: periods, the periods that they are compared with, and the buckets of a chart, in a time zone.
//!
//! All of it is pure. **Invariant.** The buckets of an interval cover the period without a gap and without an overlap, so each
//! call is in exactly one of them.

mod buckets;
mod comparison;
mod days;
mod hours;
mod interval;
mod period;
mod week;

pub use buckets::{Bucket, buckets};
pub use comparison::Compare;
pub use days::Days;
pub use hours::{HourOfWeek, hour_of_week};
pub use interval::Interval;
pub use period::{InvalidPeriod, NamedPeriod, Period, PeriodChoice};
pub use week::first_weekday;
pub(super) use week::week_start;

#[cfg(test)]
mod tests;

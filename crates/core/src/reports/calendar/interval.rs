//! The interval of a chart over time.

use super::Days;
use crate::db::words;

words! {
    /// The interval of a chart over time.
    pub enum Interval {
        /// By hour.
        Hour = "hour",
        /// By day.
        Day = "day",
        /// By week.
        Week = "week",
        /// By month.
        Month = "month",
    }
}

/// The longest periods that are charted by day and by week: beyond, there would be too many points to tell apart.
const MAX_DAYS_BY_DAY: i64 = 45;
const MAX_DAYS_BY_WEEK: i64 = 200;

impl Interval {
    /// The interval that fits a period: hours for a day, months for a year.
    pub fn for_days(days: Days) -> Self {
        match days.count() {
            ..=1 => Self::Hour,
            count if count <= MAX_DAYS_BY_DAY => Self::Day,
            count if count <= MAX_DAYS_BY_WEEK => Self::Week,
            _ => Self::Month,
        }
    }
}

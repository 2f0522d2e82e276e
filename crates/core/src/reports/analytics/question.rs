//! A question to the analytics.

use super::{Groupings, RowCursor, Sort};
use crate::reports::Filter;
use crate::reports::calendar::{Compare, PeriodChoice};

/// The usual number of rows of one answer, and the most that a chart draws.
pub const MAX_ROWS: usize = 10_000;

/// A question to the analytics.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnalyticsQuestion {
    /// The period.
    pub period: PeriodChoice,
    /// The period that it is compared with.
    pub compare: Compare,
    /// Which calls are counted.
    pub filter: Filter,
    /// The groupings. Without one there is one row, of all calls.
    pub group_by: Groupings,
    /// The order of the rows. The usual one is by the parts of the period, then the most calls first, then by name.
    pub sort: Option<Sort>,
}

/// Which of the rows are answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowsPage {
    /// Where they begin.
    pub cursor: Option<RowCursor>,
    /// How many there are at most, at least one.
    pub limit: usize,
}

impl RowsPage {
    /// All rows.
    pub const ALL: Self = Self { cursor: None, limit: usize::MAX };
}

impl Default for RowsPage {
    fn default() -> Self {
        Self { cursor: None, limit: MAX_ROWS }
    }
}

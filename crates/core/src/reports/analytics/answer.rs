//! The answer to a question.

use super::{AnalyticsQuestion, Key, RowCursor, RowsPage};
use crate::Error;
use crate::access::{May, actions};
use crate::db::Db;
use crate::reports::Totals;
use crate::reports::calendar::Period;

/// A row: the calls that have its keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnalyticsRow {
    /// A key for each grouping, in the order of the question.
    pub keys: Vec<Key>,
    /// The totals of the period.
    pub totals: Totals,
    /// Those of the same keys in the period before. A day, week or month is compared with that of the same place in it; `None`
    /// where it has none, or nothing is compared.
    pub totals_before: Option<Totals>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Analytics {
    /// The period, in the time zone of the figures.
    pub period: Period,
    /// The one before.
    pub before: Option<Period>,
    /// Whether the business has another time zone by now, and its figures are still being built.
    pub is_rebuilding: bool,
    /// The rows of the page.
    pub rows: Vec<AnalyticsRow>,
    /// How many rows there are in all.
    pub row_count: usize,
    /// The totals of the period. A call with two tags is in the rows of both, and here once.
    pub totals: Totals,
    /// Those of the one before.
    pub totals_before: Option<Totals>,
    /// Where the next rows begin; `None` at the end.
    pub next: Option<RowCursor>,
}

/// Answers a question: the sums of its calls by its groupings.
///
/// # Errors
/// Returns the invalid field `period`, `sort` or `cursor`, or a database error.
pub async fn analytics(
    db: &Db,
    may: &May<actions::SeeAnalytics>,
    question: &AnalyticsQuestion,
    page: RowsPage,
) -> Result<Analytics, Error> {
    answered(db, may, question, page, Limits::default()).await
}

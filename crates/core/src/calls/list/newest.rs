//! Reads the business's calls in their order, for viewers of all numbers.

use super::index::Plan;
use super::page::Range;
use crate::access::{ListSql, May, VisibleSql, actions, visible_list_sql};
use crate::calls::Call;
use crate::db::{Db, Error, Value};

static NEWEST: ListSql<VisibleSql> = visible_list_sql!("newest.sql", "matching.sql");

/// The first calls of a range that match. For a viewer of Specific Numbers the time of the answer would depend on the calls of
/// other numbers.
///
/// # Errors
/// When the database fails.
pub(super) async fn read(
    db: &Db,
    may: &May<actions::SeeCalls>,
    plan: &Plan<'_>,
    Range { direction, at, id, end }: Range,
    max_calls: i64,
) -> Result<Vec<Call>, Error> {
    let mut values: Vec<&(dyn Value + '_)> = vec![&at, &id, &end, &max_calls];
    values.extend(plan.values());
    db.read_visible(may, NEWEST.for_form(plan.form(), direction)?, &values).await
}

//! Reads calls number by number, in the order of the list.

use super::index::{Index, Plan};
use super::matching::Numbers;
use super::page::Range;
use crate::access::{ListSql, May, VisibleSql, actions, visible_list_sql};
use crate::calls::Call;
use crate::db::{Db, Error, Value};

static BY_NUMBER: ListSql<VisibleSql> = visible_list_sql!("by_number.sql", "matching.sql");
static BY_TAG: ListSql<VisibleSql> = visible_list_sql!("by_tag.sql", "matching.sql");

/// The first calls of a range that the viewer sees and the filter matches.
///
/// # Errors
/// When the database fails.
pub(super) async fn read(
    db: &Db,
    may: &May<actions::SeeCalls>,
    numbers: &Numbers,
    plan: &Plan<'_>,
    Range { direction, at, id, end }: Range,
    limit: i64,
) -> Result<Vec<Call>, Error> {
    let mut values = numbers.values();
    values.extend([&at as &dyn Value, &id, &end, &limit]);
    values.extend(plan.values());
    let list = if matches!(plan.index, Index::Tag(_)) { &BY_TAG } else { &BY_NUMBER };
    db.read_visible(may, list.for_form(plan.form(), direction)?, &values).await
}

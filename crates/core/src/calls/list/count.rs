//! How many calls the filters let through.

use super::index::{Index, Plan};
use super::matching::Numbers;
use super::page::Range;
use crate::access::{ListSql, May, VisibleSql, actions, visible_list_sql};
use crate::calls::Filter;
use crate::db::{Db, Error, Value};

static COUNT: ListSql<VisibleSql> = visible_list_sql!("count.sql", "matching.sql");
static COUNT_BY_TAG: ListSql<VisibleSql> = visible_list_sql!("count_by_tag.sql", "matching.sql");
static COUNT_OF_BUSINESS: ListSql<VisibleSql> = visible_list_sql!("count_of_business.sql", "matching.sql");

/// Calls are counted up to this many, so that the time of the answer stays short.
pub const MAX_COUNT: i64 = 10_000;

/// How many calls the viewer sees and the filter matches, counted up to [`MAX_COUNT`]; `None` for a search for a caller, whose
/// matches are not all looked at.
///
/// # Errors
/// When the database fails.
pub async fn count(db: &Db, may: &May<actions::SeeCalls>, filter: &Filter) -> Result<Option<i64>, Error> {
    if filter.q.as_deref().is_some_and(|q| !q.trim().is_empty()) {
        return Ok(None);
    }
    if filter.matches_nothing() {
        return Ok(Some(0));
    }
    let Range { direction, at, id, end } = Range::of(filter, None);
    let tags = super::tags_of(db, may, filter).await?;
    let (numbers, plan) = (Numbers::of(filter), Plan::of(filter, &tags));
    let is_in_order = super::is_of_business(may, filter) && plan.is_in_order();
    let mut values = if is_in_order { Vec::new() } else { numbers.values() };
    values.extend([&at as &dyn Value, &id, &end, &MAX_COUNT]);
    values.extend(plan.values());
    let list = match (is_in_order, &plan.index) {
        (true, _) => &COUNT_OF_BUSINESS,
        (false, Index::Tag(_)) => &COUNT_BY_TAG,
        (false, _) => &COUNT,
    };
    let sql = list.for_form(plan.form(), direction)?;
    let rows = db.read_visible::<(i64,)>(may, sql, &values).await?;
    Ok(Some(rows.first().map_or(0, |(count,)| *count)))
}

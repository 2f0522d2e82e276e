//! How many calls the filters let through.

use super::by_number::{add_filter, add_tag, statuses};
use super::page::Range;
use crate::access::{ListSql, May, VisibleSql, actions, visible_list_sql};
use crate::calls::Filter;
use crate::db::{Db, Error, Value};

static COUNT: ListSql<VisibleSql> = visible_list_sql!("count.sql");
static COUNT_BY_TAG: ListSql<VisibleSql> = visible_list_sql!("count_by_tag.sql");
static COUNT_OF_BUSINESS: ListSql<VisibleSql> = visible_list_sql!("count_of_business.sql");

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
    if filter.source.as_deref().is_some_and(|source| source.contains('\0')) {
        return Ok(Some(0));
    }
    let Range { direction, at, id, end } = Range::of(filter, None);
    let statuses = statuses(filter);
    let tag = super::tag_of(db, may, filter).await?;
    let is_in_order = super::is_in_order(may, filter);
    let mut values: Vec<&(dyn Value + '_)> = match is_in_order {
        true => vec![&at, &id, &end, &MAX_COUNT],
        false => vec![&filter.number, &filter.group, &at, &id, &end, &MAX_COUNT],
    };
    let sql = match &tag {
        Some(tag) => COUNT_BY_TAG.for_form(add_tag(filter, tag, &mut values), direction)?,
        None => {
            let form = add_filter(filter, &statuses, &mut values);
            if is_in_order { &COUNT_OF_BUSINESS } else { &COUNT }.for_form(form, direction)?
        }
    };
    let rows = db.read_visible::<(i64,)>(may, sql, &values).await?;
    Ok(Some(rows.first().map_or(0, |(count,)| *count)))
}

//! Where a page of few numbers ends at the latest, so that PostgreSQL reads it at once and not window by window.

use super::index::{Index, Plan};
use super::matching::Numbers;
use super::page::Range;
use crate::access::{ListSql, May, VisibleSql, actions, visible_list_sql};
use crate::db::{Db, Error, Kind, Value};
use crate::paging::PageDirection;
use crate::time::Timestamp;

static PAGE_END: ListSql<VisibleSql> = visible_list_sql!("page_end.sql");

/// The most numbers that it is found for. It costs a look into the calls of each number, and up to there each number may
/// have a page of calls.
const MAX_NUMBERS: i64 = 16;

/// The part of a range that has a page of calls, or all of the range's if it has less. `None` if the numbers are many.
///
/// # Errors
/// When the database fails.
pub(super) async fn cut(
    db: &Db,
    may: &May<actions::SeeCalls>,
    numbers: &Numbers,
    plan: &Plan<'_>,
    range: Range,
    max_calls: i64,
) -> Result<Option<Range>, Error> {
    // SQLite leaves a number as soon as the page is full, the index by source has no order by time, and a call of the end may
    // not match the other filters.
    let status = match &plan.index {
        Index::Time => None,
        Index::Status(status) => Some(*status),
        Index::Source(..) | Index::Qualified(_) | Index::NotSaid | Index::Spam | Index::Tag(_) => return Ok(None),
    };
    if db.kind() == Kind::Sqlite || plan.is_matching {
        return Ok(None);
    }
    let Range { direction, at, id, end } = range;
    let mut values = numbers.values();
    values.extend([&at as &dyn Value, &id, &end, &max_calls, &MAX_NUMBERS]);
    values.extend(status.iter().map(|status| status as &dyn Value));
    let sql = PAGE_END.for_form(plan.form(), direction)?;
    let row = db.read_visible::<(Option<Timestamp>,)>(may, sql, &values).await?.into_iter().next();
    Ok(row.map(|(last,)| match (last, direction) {
        (None, _) => range,
        (Some(last), PageDirection::Descending) => range.until(last),
        // The end is not part of a range to newer calls.
        (Some(last), PageDirection::Ascending) => range.until(Timestamp::from_millis(last.millis().saturating_add(1))),
    }))
}

//! The log, newest first.

use super::filter::SequenceRange;
use super::{Entry, Filter};
use crate::access::{BusinessSql, ListSql, May, actions, business_list_sql};
use crate::db::{Db, Error, Value, from_row};
use crate::ids::EntryId;
use crate::paging::{self, PageDirection, cut_by_time};
use crate::time::Timestamp;

static LIST: ListSql<BusinessSql> = business_list_sql!("list.sql");
static OF_PERSON: ListSql<BusinessSql> = business_list_sql!("of_person.sql");

/// A place in the log beside an entry, by its sequence. Descending it leads to older entries, ascending to newer ones.
pub type Cursor = paging::Cursor<i64, EntryId>;

from_row!(Entry {
    id,
    sequence,
    at,
    actor_name,
    as_name,
    action,
    subject_kind,
    subject_id,
    subject_name,
    before,
    after,
    address,
});

/// A page of the log.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Newest first.
    pub entries: Vec<Entry>,
    /// The cursor of older entries; `None` at the end.
    pub older: Option<Cursor>,
    /// The cursor of newer entries; `None` on the newest page.
    pub newer: Option<Cursor>,
}

/// A page of the log: `limit` entries at most.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &Db,
    may: &May<actions::SeeAuditLog>,
    filter: &Filter,
    cursor: Option<Cursor>,
    limit: i64,
) -> Result<Page, Error> {
    match filter.sequence_range(db, may).await? {
        Some(range) => list_in_range(db, may, filter, range, cursor, limit).await,
        None => Ok(Page::default()),
    }
}

/// The same for a caller that reads page after page, and computes the filter's range once.
///
/// # Errors
/// When the database fails.
pub async fn list_in_range(
    db: &Db,
    may: &May<actions::SeeAuditLog>,
    filter: &Filter,
    SequenceRange { first, end }: SequenceRange,
    cursor: Option<Cursor>,
    limit: i64,
) -> Result<Page, Error> {
    // PostgreSQL has no text with a NUL in it, so no action has one.
    if filter.action.as_deref().is_some_and(|action| action.contains('\0')) {
        return Ok(Page::default());
    }
    let direction = cursor.map_or(PageDirection::Descending, |cursor| cursor.direction);
    let place = cursor.map_or(i64::MAX, |cursor| cursor.key);
    let (start, until) = match direction {
        PageDirection::Descending => (place.min(end), first),
        PageDirection::Ascending => (place.max(first - 1), end),
    };
    let from = filter.from.unwrap_or(Timestamp::from_millis(i64::MIN));
    let to = filter.to.unwrap_or(Timestamp::from_millis(i64::MAX));
    let rows_requested = limit + 1;
    let mut values: Vec<&(dyn Value + '_)> = vec![&start, &until, &from, &to, &rows_requested];
    let sql = match (&filter.person, &filter.action) {
        (Some(person), action) => {
            values.extend([person as &dyn Value, action]);
            OF_PERSON.for_form("", direction)?
        }
        (None, Some(action)) => {
            values.push(action);
            LIST.for_form("action", direction)?
        }
        (None, None) => LIST.for_form("", direction)?,
    };
    let entries: Vec<Entry> = db.read(may, sql, &values).await?;
    let page = cut_by_time(entries, limit, cursor.as_ref(), |entry| (entry.sequence, entry.id));
    Ok(Page { entries: page.rows, older: page.older, newer: page.newer })
}

//! The log, newest first.

use super::cursor::Way;
use super::filter::Stretch;
use super::{Cursor, Entry, Filter};
use crate::access::{BusinessSql, May, actions, business_sql};
use crate::db::{Db, Error, Value, from_row};
use crate::time::Timestamp;

static ALL: [BusinessSql; 2] = [business_sql!("all_older.sql"), business_sql!("all_newer.sql")];
static OF_ACTION: [BusinessSql; 2] = [business_sql!("action_older.sql"), business_sql!("action_newer.sql")];
static OF_PERSON: [BusinessSql; 2] = [business_sql!("person_older.sql"), business_sql!("person_newer.sql")];

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
    /// Where older ones begin; `None` at the end.
    pub older: Option<Cursor>,
    /// Where newer ones begin; `None` on the newest page.
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
    match filter.stretch(db, may).await? {
        Some(stretch) => list_within(db, may, filter, stretch, cursor, limit).await,
        None => Ok(Page::default()),
    }
}

/// The same for who reads page after page, and asks for the filter's stretch once.
///
/// # Errors
/// When the database fails.
pub async fn list_within(
    db: &Db,
    may: &May<actions::SeeAuditLog>,
    filter: &Filter,
    Stretch { first, end }: Stretch,
    cursor: Option<Cursor>,
    limit: i64,
) -> Result<Page, Error> {
    // PostgreSQL has no text with a zero in it, so no action has one.
    if filter.action.as_deref().is_some_and(|action| action.contains('\0')) {
        return Ok(Page::default());
    }
    let begin = cursor.unwrap_or(Cursor::NEWEST);
    let (way, start, bound) = match begin.way {
        Way::Older => (0, begin.sequence.min(end), first),
        Way::Newer => (1, begin.sequence.max(first - 1), end),
    };
    let from = filter.from.unwrap_or(Timestamp::from_millis(i64::MIN));
    let to = filter.to.unwrap_or(Timestamp::from_millis(i64::MAX));
    let asked = limit + 1;
    let mut values: Vec<&(dyn Value + '_)> = vec![&start, &bound, &from, &to, &asked];
    let sql = match (&filter.person, &filter.action) {
        (Some(person), action) => {
            values.extend([person as &dyn Value, action]);
            &OF_PERSON[way]
        }
        (None, Some(action)) => {
            values.push(action);
            &OF_ACTION[way]
        }
        (None, None) => &ALL[way],
    };
    Ok(page(db.read(may, sql, &values).await?, cursor, begin.way, limit))
}

fn page(mut entries: Vec<Entry>, cursor: Option<Cursor>, way: Way, limit: i64) -> Page {
    let limit = usize::try_from(limit).unwrap_or_default();
    let is_more = entries.len() > limit;
    entries.truncate(limit);
    if way == Way::Newer {
        entries.reverse();
    }
    let older = entries.last().map(|entry| Cursor::older_than(entry.sequence));
    let newer = entries.first().map(|entry| Cursor::newer_than(entry.sequence));
    let (older, newer) = match way {
        Way::Older => (older.filter(|_| is_more), newer.filter(|_| cursor.is_some())),
        Way::Newer => (older, newer.filter(|_| is_more)),
    };
    Page { entries, older, newer }
}

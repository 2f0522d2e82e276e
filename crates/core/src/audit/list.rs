//! The log, newest first.

use super::Entry;
use crate::access::{BusinessSql, May, actions, business_sql};
use crate::db::{Db, Error, from_row};

static LIST: BusinessSql = business_sql!("list.sql");

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

/// Where a page begins: before this place in the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor(pub i64);

/// A page of the log.
#[derive(Clone, Debug)]
pub struct Page {
    /// Newest first.
    pub entries: Vec<Entry>,
    /// Where the next one begins; `None` at the end.
    pub next: Option<Cursor>,
}

/// A page of the log: `limit` entries at most.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &Db, may: &May<actions::SeeAuditLog>, cursor: Option<Cursor>, limit: i64) -> Result<Page, Error> {
    let from = cursor.map_or(i64::MAX, |cursor| cursor.0);
    let mut entries = db.read::<Entry>(may, &LIST, &[&from, &(limit + 1)]).await?;
    let more = entries.len() as i64 > limit;
    entries.truncate(usize::try_from(limit).unwrap_or(0));
    let next = more.then(|| entries.last().map(|entry| Cursor(entry.sequence))).flatten();
    Ok(Page { entries, next })
}

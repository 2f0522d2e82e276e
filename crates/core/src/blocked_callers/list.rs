//! The list of blocked callers, the newest first.

use super::BlockedCaller;
use crate::access::{BusinessSql, May, actions, business_sql};
use crate::db::{Db, Error};
use crate::ids::{BlockedCallerId, IdBounds as _};
use crate::paging::{self, PageDirection, cut};
use crate::time::Timestamp;

static LIST: BusinessSql = business_sql!("list.sql");
static FIND_BY_CALLER: BusinessSql = business_sql!("find_by_caller.sql");

/// A place in the list.
pub type Cursor = paging::Cursor<Timestamp, BlockedCallerId>;

/// A page of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Newest first.
    pub callers: Vec<BlockedCaller>,
    /// Where older ones begin; `None` at the end.
    pub older: Option<Cursor>,
}

/// A page of at most `limit` blocked callers.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &Db,
    may: &May<actions::SeeBlockedCallers>,
    cursor: Option<Cursor>,
    limit: i64,
) -> Result<Page, Error> {
    let newest = (Timestamp::from_millis(i64::MAX), BlockedCallerId::GREATEST);
    let (at, id) = cursor.map_or(newest, |cursor| (cursor.key, cursor.id));
    let rows = db.read::<BlockedCaller>(may, &LIST, &[&at, &id, &(limit + 1)]).await?;
    let direction = PageDirection::Descending;
    let (callers, older) = cut(rows, limit, |last| Cursor { direction, key: last.blocked_at, id: last.id });
    Ok(Page { callers, older })
}

/// The block of a caller, as calls have it.
///
/// # Errors
/// When the database fails.
pub async fn find(
    db: &Db,
    may: &May<actions::SeeBlockedCallers>,
    caller: &str,
) -> Result<Option<BlockedCaller>, Error> {
    Ok(db.read(may, &FIND_BY_CALLER, &[&caller]).await?.into_iter().next())
}

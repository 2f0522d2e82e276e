//! The saved reports of a member, and those that are shared.

use super::report::SavedReport;
use super::stored::Stored;
use super::visible::Visible;
use crate::Error;
use crate::access::{BusinessSql, May, actions, business_sql};
use crate::db::Db;
use crate::ids::{IdBounds as _, ReportId};
use crate::paging::{self, PageDirection, cut};
use crate::time::Timestamp;

static LIST: BusinessSql = business_sql!("list.sql");

/// A place in the list.
pub type Cursor = paging::Cursor<Timestamp, ReportId>;

/// A page of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Newest first.
    pub reports: Vec<SavedReport>,
    /// Where older ones begin; `None` at the end.
    pub older: Option<Cursor>,
}

/// A page of at most `limit` reports: the requester's own, and those that are shared.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &Db,
    may: &May<actions::SeeAnalytics>,
    cursor: Option<Cursor>,
    limit: i64,
) -> Result<Page, Error> {
    let viewpoint = may.viewpoint();
    let newest = (Timestamp::from_millis(i64::MAX), ReportId::GREATEST);
    let (at, id) = cursor.map_or(newest, |cursor| (cursor.key, cursor.id));
    let rows = db.read::<Stored>(may, &LIST, &[&viewpoint.member(), &at, &id, &(limit + 1)]).await?;
    let direction = PageDirection::Descending;
    let (rows, older) = cut(rows, limit, |last| Cursor { direction, key: last.created_at, id: last.id });
    let visible = Visible::read(db, viewpoint, &rows).await?;
    Ok(Page { reports: rows.into_iter().map(|stored| visible.report(viewpoint, stored)).collect(), older })
}

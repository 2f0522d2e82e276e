//! The number groups that the viewpoint sees, page by page.

use super::Group;
use crate::access::{AccessKind, CountScope, May, VisibleSql, actions, visible_sql};
use crate::db::Db;
use crate::ids::GroupId;
use crate::paging::{KeyValue, SortedCursor, cut, sort_keys};
use crate::{Error, text};

static LIST_ALL: VisibleSql = visible_sql!("list_all.sql");
static LIST_GRANTED: VisibleSql = visible_sql!("list_granted.sql");
static COUNT_OF: VisibleSql = visible_sql!("count_of.sql");

sort_keys! {
    /// The sort keys of the list.
    pub enum Sort {
        /// The name.
        Name = "name" text,
    }
}

/// Where a page of groups begins.
pub type Cursor = SortedCursor<Sort, GroupId>;

/// A page of groups.
#[derive(Clone, Debug)]
pub struct Page {
    /// By name.
    pub groups: Vec<Group>,
    /// Where the next one begins; `None` at the end.
    pub next: Option<Cursor>,
}

/// A page of at most `limit` groups that the viewpoint sees and whose names match `q`.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &Db,
    may: &May<actions::SeeNumbers>,
    q: Option<&str>,
    cursor: Option<&Cursor>,
    limit: i64,
) -> Result<Page, Error> {
    let order = Sort::Name.ascending();
    let (name, id) = order.begin(cursor)?;
    let q = text::search_pattern(q);
    let sql = match may.viewpoint().access_kind() {
        AccessKind::All => &LIST_ALL,
        AccessKind::Granted => &LIST_GRANTED,
    };
    let rows = db.read_visible(may, sql, &[&name, &id, &q, &(limit + 1)]).await?;
    let (groups, next) =
        cut(rows, limit, |last: &Group| order.after(KeyValue::Text(text::fold_case(&last.name)), last.id));
    Ok(Page { groups, next })
}

/// How many number groups a teammate sees.
///
/// # Errors
/// When the database fails.
pub async fn count_of(db: &Db, scope: &CountScope) -> Result<i64, crate::db::Error> {
    db.count(scope, &COUNT_OF, &[]).await
}

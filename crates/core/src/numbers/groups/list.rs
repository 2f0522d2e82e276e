//! The number groups that the viewpoint sees, page by page.

use super::Group;
use crate::access::{CountScope, May, VisibleSql, actions, visible_sql};
use crate::db::Db;
use crate::ids::GroupId;
use crate::paging::{KeyValue, SortedCursor, cut, sort_keys};
use crate::{Error, text};

static LIST: VisibleSql = visible_sql!("list.sql");
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
    let (name, id) = order.begin(cursor, GroupId::new)?;
    let q = text::search_pattern(q);
    let rows = db.read_visible(may, &LIST, &[&name, &id, &q, &(limit + 1)]).await?;
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

//! The number groups that somebody sees, page by page.

use super::Group;
use crate::access::{May, Sight, VisibleSql, actions, visible_sql};
use crate::cursor::{Cursor as Place, ENDS_OF_TEXT, Key, cut};
use crate::db::{Db, words};
use crate::ids::GroupId;
use crate::{Error, text};

static LIST: VisibleSql = visible_sql!("list.sql");
static COUNT_OF: VisibleSql = visible_sql!("count_of.sql");

words! {
    /// The orders of the list: one.
    pub enum Sort {
        /// By name.
        Name = "name",
    }
}

/// Where a page of groups begins.
pub type Cursor = Place<Sort, GroupId>;

/// A page of groups.
#[derive(Clone, Debug)]
pub struct Page {
    /// By name.
    pub groups: Vec<Group>,
    /// Where the next one begins; `None` at the end.
    pub next: Option<Cursor>,
}

/// A page of the groups that the viewpoint sees, whose names fit what was typed: `limit` at most.
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
    let (name, id) = Cursor::after_text(cursor, Sort::Name, (ENDS_OF_TEXT[0], GroupId::new(0)))?;
    let q = text::sought(q);
    let rows = db.see(may, &LIST, &[&name, &id, &q, &(limit + 1)]).await?;
    let (groups, next) = cut(rows, limit, |last: &Group| Cursor {
        sort: Sort::Name,
        key: Key::Text(text::folded(&last.name)),
        id: last.id,
    });
    Ok(Page { groups, next })
}

/// How many number groups a teammate sees.
///
/// # Errors
/// When the database fails.
pub async fn count_of(db: &Db, sight: &Sight) -> Result<i64, crate::db::Error> {
    db.count(sight, &COUNT_OF, &[]).await
}

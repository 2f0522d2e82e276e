//! The numbers that somebody sees, page by page.

use super::search::Search;
use super::{Number, Status};
use crate::access::{May, VisibleSql, actions, visible_sql};
use crate::cursor::{Cursor as Place, ENDS_OF_TEXT, Key, cut};
use crate::db::{Db, words};
use crate::ids::{GroupId, NumberId};
use crate::time::Timestamp;
use crate::{Error, text};

static BY_NAME: VisibleSql = visible_sql!("by_name.sql");
static NEWEST: VisibleSql = visible_sql!("newest.sql");

words! {
    /// The orders of the list.
    pub enum Sort {
        /// By friendly name.
        Name = "name",
        /// The last added first.
        Newest = "newest",
    }
}

/// Where a page of numbers begins.
pub type Cursor = Place<Sort, NumberId>;

/// Which numbers to list, of those that the viewpoint sees.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Part of the name, the source or the digits.
    pub q: Option<String>,
    /// Those of a group.
    pub group: Option<GroupId>,
    /// The active or the released ones.
    pub status: Option<Status>,
}

/// A page of numbers.
#[derive(Clone, Debug)]
pub struct Page {
    /// In the order asked for.
    pub numbers: Vec<Number>,
    /// Where the next one begins; `None` at the end.
    pub next: Option<Cursor>,
}

/// A page of the numbers that the viewpoint sees: `limit` at most.
///
/// # Errors
/// A cursor of another order (`cursor`), or that the database failed.
pub async fn list(
    db: &Db,
    may: &May<actions::SeeNumbers>,
    filter: &Filter,
    sort: Sort,
    cursor: Option<&Cursor>,
    limit: i64,
) -> Result<Page, Error> {
    let Filter { q, group, status } = filter;
    let Search { anywhere, digits } = Search::of(q.as_deref());
    let more = limit + 1;
    let rows = match sort {
        Sort::Name => {
            let (name, id) = Cursor::after_text(cursor, sort, (ENDS_OF_TEXT[0], NumberId::new(0)))?;
            db.see(may, &BY_NAME, &[&name, &id, group, status, &anywhere, &digits, &more]).await?
        }
        Sort::Newest => {
            let last = (Timestamp::from_millis(i64::MAX), NumberId::new(i64::MAX));
            let (at, id) = Cursor::after_moment(cursor, sort, last)?;
            db.see(may, &NEWEST, &[&at, &id, group, status, &anywhere, &digits, &more]).await?
        }
    };
    let (numbers, next) = cut(rows, limit, |last: &Number| Cursor {
        sort,
        key: match sort {
            Sort::Name => Key::Text(text::folded(&last.friendly_name)),
            Sort::Newest => Key::Moment(last.created_at),
        },
        id: last.id,
    });
    Ok(Page { numbers, next })
}

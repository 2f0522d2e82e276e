//! The numbers that the viewpoint sees, page by page.

use super::search::Search;
use super::{Number, Status};
use crate::access::{ListSql, May, VisibleSql, actions, visible_list_sql};
use crate::db::Db;
use crate::ids::{GroupId, NumberId};
use crate::paging::{KeyValue, Order, SortedCursor, cut, sort_keys};
use crate::{Error, text};

static LIST: ListSql<VisibleSql> = visible_list_sql!("list.sql");

sort_keys! {
    /// The orders of the list: each key is read one way.
    pub enum Sort {
        /// By friendly name.
        Name = "name" text,
        /// The last added number first.
        Newest = "newest" moment,
    }
}

impl Sort {
    const fn order(self) -> Order<Self> {
        match self {
            Self::Name => self.ascending(),
            Self::Newest => self.descending(),
        }
    }
}

/// Where a page of numbers begins.
pub type Cursor = SortedCursor<Sort, NumberId>;

/// The filters of the list of numbers.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Part of the name, the source or the digits.
    pub q: Option<String>,
    /// Numbers of this group.
    pub group: Option<GroupId>,
    /// Active or released numbers.
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

/// A page of at most `limit` numbers that the viewpoint sees.
///
/// # Errors
/// Returns the invalid field `cursor` when the cursor is of another order, or a database error.
pub async fn list(
    db: &Db,
    may: &May<actions::SeeNumbers>,
    filter: &Filter,
    sort: Sort,
    cursor: Option<&Cursor>,
    limit: i64,
) -> Result<Page, Error> {
    let Filter { q, group, status } = filter;
    let Search { anywhere, digits } = Search::new(q.as_deref());
    let order = sort.order();
    let (key, id) = order.begin(cursor)?;
    let sql = LIST.for_form(sort.word(), order.direction)?;
    let rows = db.read_visible(may, sql, &[&key, &id, group, status, &anywhere, &digits, &(limit + 1)]).await?;
    let (numbers, next) = cut(rows, limit, |last: &Number| {
        let key = match sort {
            Sort::Name => KeyValue::Text(text::fold_case(&last.friendly_name)),
            Sort::Newest => KeyValue::Moment(last.created_at),
        };
        order.after(key, last.id)
    });
    Ok(Page { numbers, next })
}

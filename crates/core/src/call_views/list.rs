//! The views of a member, and those that are shared.

use super::stored::Stored;
use super::view::CallView;
use super::visible::Visible;
use crate::access::{BusinessSql, May, actions, business_sql};
use crate::db::Db;
use crate::ids::{CallViewId, MemberId};
use crate::paging::{KeyValue, SortedCursor, cut, sort_keys};
use crate::{Error, text};

static LIST: BusinessSql = business_sql!("list.sql");

sort_keys! {
    /// The sort keys of the list.
    pub enum Sort {
        /// The reader's own by name, and then the shared ones by name.
        Name = "name" text,
    }
}

/// A place in the list.
pub type Cursor = SortedCursor<Sort, CallViewId>;

/// A page of the list.
#[derive(Clone, Debug)]
pub struct Page {
    /// The reader's own by name, and then the shared ones by name.
    pub views: Vec<CallView>,
    /// Where the next ones begin; `None` at the end.
    pub next: Option<Cursor>,
}

/// A page of at most `limit` views: the requester's own, and those that are shared.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &Db, may: &May<actions::SeeCalls>, cursor: Option<&Cursor>, limit: i64) -> Result<Page, Error> {
    let viewpoint = may.viewpoint();
    let order = Sort::Name.ascending();
    let (key, id) = order.begin(cursor)?;
    let rows = db.read::<Stored>(may, &LIST, &[&viewpoint.member(), &key, &id, &(limit + 1)]).await?;
    let reader = viewpoint.member();
    let (rows, next) = cut(rows, limit, |last: &Stored| order.after(KeyValue::Text(key_of(last, reader)), last.id));
    let visible = Visible::read(db, viewpoint, &rows).await?;
    Ok(Page { views: rows.into_iter().map(|stored| visible.view(viewpoint, stored)).collect(), next })
}

/// The place of a view in the order, as list.sql says it.
fn key_of(view: &Stored, reader: MemberId) -> String {
    let group = if view.author == Some(reader) { '0' } else { '1' };
    format!("{group}{}", text::fold_case(&view.name))
}

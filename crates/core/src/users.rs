//! The members and invitations of a business as one list, for the Users page.

mod order;
mod row;

pub use order::{Cursor, Sort, SortKey};
use order::{SortedRow, order};
pub use row::{Filter, Row, RowId, UserStatus};

use crate::access::{May, actions};
use crate::db::Db;
use crate::paging::other_order;
use crate::{Error, invitations, members};

/// A page of the list.
#[derive(Clone, Debug)]
pub struct Page {
    /// In the requested order.
    pub rows: Vec<Row>,
    /// Leads to the page before; `None` on the first.
    pub previous: Option<Cursor>,
    /// Leads to the next page; `None` on the last.
    pub next: Option<Cursor>,
}

/// A page of members and invitations, with at most `limit` rows.
///
/// # Errors
/// Returns [`Error::Fields`] (`cursor`) for a cursor of another order, or a database error.
pub async fn list(
    db: &Db,
    may: &May<actions::SeeUsers>,
    filter: &Filter,
    sort: Sort,
    cursor: Option<&Cursor>,
    limit: i64,
) -> Result<Page, Error> {
    // Neither list would notice the key of another order when both are texts.
    if cursor.is_some_and(|cursor| cursor.key.order != sort) {
        return Err(other_order());
    }
    let from = match cursor {
        Some(cursor) if cursor.direction != sort.direction => {
            let (mut rows, has_more) = read_after(db, may, filter, sort.reversed(), Some(cursor), limit).await?;
            if has_more {
                rows.reverse();
                let (previous, next) = (cursor_at(rows.first(), sort, true), cursor_at(rows.last(), sort, false));
                return Ok(Page { rows: into_rows(rows), previous, next });
            }
            // No rows come before that page, so it is the first: read it from the start, to fill it.
            None
        }
        from => from,
    };
    let (rows, has_more) = read_after(db, may, filter, sort, from, limit).await?;
    // When the last rows of the list have disappeared meanwhile, the way back starts at the cursor.
    let before = || from.map(|cursor| Cursor { direction: sort.direction.reversed(), ..cursor.clone() });
    let previous = from.and_then(|_| cursor_at(rows.first(), sort, true).or_else(before));
    let next = cursor_at(rows.last().filter(|_| has_more), sort, false);
    Ok(Page { rows: into_rows(rows), previous, next })
}

fn into_rows(rows: Vec<SortedRow>) -> Vec<Row> {
    rows.into_iter().map(|sorted| sorted.row).collect()
}

fn cursor_at(row: Option<&SortedRow>, sort: Sort, is_back: bool) -> Option<Cursor> {
    let direction = if is_back { sort.direction.reversed() } else { sort.direction };
    row.map(|row| Cursor { direction, ..sort.after(row.key.clone(), row.id) })
}

/// At most `limit` rows after a cursor, and whether there are more.
async fn read_after(
    db: &Db,
    may: &May<actions::SeeUsers>,
    filter: &Filter,
    sort: Sort,
    from: Option<&Cursor>,
    limit: i64,
) -> Result<(Vec<SortedRow>, bool), Error> {
    let order = order(sort);
    let mut rows = Vec::new();
    let mut has_more = false;
    if let (Some(cursor), Some(filter)) = (order.members_after(from), filter.members()) {
        let page = members::list(db, may, &filter, order.members, cursor.as_ref(), limit).await?;
        has_more |= page.next.is_some();
        rows.extend(page.members.into_iter().map(|member| SortedRow {
            key: members::list_key(order.members.key, &member),
            id: RowId::Member(member.id),
            row: Row::Member(member),
        }));
    }
    if let (Some(cursor), Some(filter)) = (order.invitations_after(from), filter.invitations()) {
        let page = invitations::list(db, may, &filter, order.invitations, cursor.as_ref(), limit).await?;
        has_more |= page.next.is_some();
        rows.extend(page.invitations.into_iter().map(|invitation| SortedRow {
            key: invitations::list_key(order.invitations.key, &invitation),
            id: RowId::Invitation(invitation.id),
            row: Row::Invitation(invitation),
        }));
    }
    rows.sort_by(|a, b| order.compare((&a.key, a.id), (&b.key, b.id)));
    let limit = usize::try_from(limit).unwrap_or(0);
    has_more |= rows.len() > limit;
    rows.truncate(limit);
    Ok((rows, has_more))
}

/// How many rows the list has on all its pages.
///
/// # Errors
/// When the database fails.
pub async fn count(db: &Db, may: &May<actions::SeeUsers>, filter: &Filter) -> Result<i64, Error> {
    let mut all = 0;
    if let Some(filter) = filter.members() {
        all += members::count_matching(db, may, &filter).await?;
    }
    if let Some(filter) = filter.invitations() {
        all += invitations::count_matching(db, may, &filter).await?;
    }
    Ok(all)
}

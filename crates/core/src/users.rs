//! Who is in a business and who is invited to it, as one list: what the Users page shows.

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
    /// In the order asked for.
    pub rows: Vec<Row>,
    /// Where the page before ends; `None` on the first.
    pub previous: Option<Cursor>,
    /// Where the next one begins; `None` at the end.
    pub next: Option<Cursor>,
}

/// A page of who is in the business and who is invited to it: `limit` rows at most.
///
/// # Errors
/// A cursor of another order (`cursor`), or that the database failed.
pub async fn list(
    db: &Db,
    may: &May<actions::SeeUsers>,
    filter: &Filter,
    sort: Sort,
    cursor: Option<&Cursor>,
    limit: i64,
) -> Result<Page, Error> {
    // The key of another order would be refused by neither list where both are texts.
    if cursor.is_some_and(|cursor| cursor.key.order != sort) {
        return Err(other_order());
    }
    let from = match cursor {
        Some(cursor) if cursor.direction != sort.direction => {
            let (mut rows, more) = read_after(db, may, filter, sort.reversed(), Some(cursor), limit).await?;
            if more {
                rows.reverse();
                let (previous, next) = (cursor_at(rows.first(), sort, true), cursor_at(rows.last(), sort, false));
                return Ok(Page { rows: into_rows(rows), previous, next });
            }
            // No rows before this page, so it is the first, which is as full as any.
            None
        }
        from => from,
    };
    let (rows, more) = read_after(db, may, filter, sort, from, limit).await?;
    // Where the last rows of the list went meanwhile, the way back leads from where they were.
    let before = || from.map(|place| Cursor { direction: sort.direction.reversed(), ..place.clone() });
    let previous = from.and_then(|_| cursor_at(rows.first(), sort, true).or_else(before));
    let next = cursor_at(rows.last().filter(|_| more), sort, false);
    Ok(Page { rows: into_rows(rows), previous, next })
}

fn into_rows(rows: Vec<SortedRow>) -> Vec<Row> {
    rows.into_iter().map(|sorted| sorted.row).collect()
}

fn cursor_at(row: Option<&SortedRow>, sort: Sort, is_back: bool) -> Option<Cursor> {
    let way = if is_back { sort.direction.reversed() } else { sort.direction };
    row.map(|row| Cursor { direction: way, ..sort.after(row.key.clone(), row.id) })
}

/// So many rows at most from a place on, and whether there are more.
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
    let mut more = false;
    if let (Some(place), Some(of)) = (order.members_after(from), filter.members()) {
        let page = members::list(db, may, &of, order.members, place.as_ref(), limit).await?;
        more |= page.next.is_some();
        rows.extend(page.members.into_iter().map(|member| SortedRow {
            key: members::list_key(order.members.key, &member),
            id: RowId::Member(member.id),
            row: Row::Member(member),
        }));
    }
    if let (Some(place), Some(of)) = (order.invitations_after(from), filter.invitations()) {
        let page = invitations::list(db, may, &of, order.invitations, place.as_ref(), limit).await?;
        more |= page.next.is_some();
        rows.extend(page.invitations.into_iter().map(|invitation| SortedRow {
            key: invitations::list_key(order.invitations.key, &invitation),
            id: RowId::Invitation(invitation.id),
            row: Row::Invitation(invitation),
        }));
    }
    rows.sort_by(|a, b| order.compare((&a.key, a.id), (&b.key, b.id)));
    let limit = usize::try_from(limit).unwrap_or(0);
    more |= rows.len() > limit;
    rows.truncate(limit);
    Ok((rows, more))
}

/// How many rows the list has on all its pages.
///
/// # Errors
/// When the database fails.
pub async fn count(db: &Db, may: &May<actions::SeeUsers>, filter: &Filter) -> Result<i64, Error> {
    let mut all = 0;
    if let Some(of) = filter.members() {
        all += members::count_matching(db, may, &of).await?;
    }
    if let Some(of) = filter.invitations() {
        all += invitations::count_matching(db, may, &of).await?;
    }
    Ok(all)
}

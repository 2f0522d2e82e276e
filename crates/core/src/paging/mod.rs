//! Pages of lists. A page begins at a [`Cursor`], which holds the sort key and the id of a row, so that rows that come
//! and go in the meantime are neither repeated nor skipped.
//!
//! A list by time, read either way, has a cursor of its own key, as calls and the audit log have. A list that can be
//! sorted has an enum of its keys ([`sort_keys`]), an [`Order`] of one of them, and a [`SortedCursor`].

mod cursor;
mod order;

pub use cursor::{Cursor, CursorKey, InvalidCursor};
pub use order::{KeyValue, Order, SortKey, Sorted, SortedCursor};
pub(crate) use order::{other_order, sort_keys};

pub use crate::access::PageDirection;

/// A list's rows, one more than the page holds, as a page and the cursor of the next one.
pub(crate) fn cut<T, C>(mut rows: Vec<T>, limit: i64, cursor: impl FnOnce(&T) -> C) -> (Vec<T>, Option<C>) {
    let limit = usize::try_from(limit).unwrap_or(0);
    if rows.len() <= limit {
        return (rows, None);
    }
    rows.truncate(limit);
    let next = rows.last().map(cursor);
    (rows, next)
}

/// A page of a list that begins with its newest rows and can be read either way.
#[derive(Debug)]
pub(crate) struct TimePage<T, C> {
    /// Newest first.
    pub(crate) rows: Vec<T>,
    /// Where older rows begin; `None` at the end.
    pub(crate) older: Option<C>,
    /// Where newer rows begin; `None` on the newest page.
    pub(crate) newer: Option<C>,
}

/// The rows read from a place, one more than the page holds, as a page. `begin` is the place, if there is one.
pub(crate) fn cut_by_time<T, K, Id>(
    mut rows: Vec<T>,
    limit: i64,
    begin: Option<&Cursor<K, Id>>,
    place: impl Fn(&T) -> (K, Id),
) -> TimePage<T, Cursor<K, Id>> {
    let limit = usize::try_from(limit).unwrap_or_default();
    let direction = begin.map_or(PageDirection::Descending, |begin| begin.direction);
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    if direction == PageDirection::Ascending {
        rows.reverse();
    }
    let at = |row: Option<&T>, direction| row.map(&place).map(|(key, id)| Cursor { direction, key, id });
    let (has_older, has_newer) = match direction {
        PageDirection::Descending => (has_more, begin.is_some()),
        PageDirection::Ascending => (true, has_more),
    };
    let older = at(rows.last().filter(|_| has_older), PageDirection::Descending);
    let newer = at(rows.first().filter(|_| has_newer), PageDirection::Ascending);
    TimePage { rows, older, newer }
}

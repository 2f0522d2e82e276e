//! The log, newest first.

use super::filter::{self, SequenceRange};
use super::search_text::search_pattern;
use super::{Entry, Filter};
use crate::access::{BusinessSql, ListSql, May, actions, business_list_sql, business_sql};
use crate::db::{Db, Error, Value, from_row};
use crate::ids::EntryId;
use crate::paging::{self, PageDirection, cut_by_time};
use crate::time::Timestamp;

static LIST: ListSql<BusinessSql> = business_list_sql!("list.sql");
static AT_SEQUENCE: BusinessSql = business_sql!("at_sequence.sql");
static OF_PERSON: ListSql<BusinessSql> = business_list_sql!("of_person.sql");

/// The most entries that one page of a search looks at. Sequences have no gaps, so this is a range of them.
const MAX_SEARCHED: i64 = 20_000;

/// A place in the log beside an entry, by its sequence. Descending it leads to older entries, ascending to newer ones.
pub type Cursor = paging::Cursor<i64, EntryId>;

from_row!(Entry {
    id,
    sequence,
    at,
    actor_name,
    as_name,
    action,
    subject_kind,
    subject_id,
    subject_name,
    before,
    after,
    address,
});

/// A page of the log.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Newest first.
    pub entries: Vec<Entry>,
    /// The cursor of older entries; `None` at the end.
    pub older: Option<Cursor>,
    /// The cursor of newer entries; `None` on the newest page.
    pub newer: Option<Cursor>,
    /// How far back a search has looked, if not to the beginning. `older` continues there.
    pub searched_to: Option<Timestamp>,
}

/// A page of the log: `limit` entries at most.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &Db,
    may: &May<actions::SeeAuditLog>,
    filter: &Filter,
    cursor: Option<Cursor>,
    limit: i64,
) -> Result<Page, Error> {
    match filter.sequence_range(db, may).await? {
        Some(range) => list_in_range(db, may, filter, range, cursor, limit).await,
        None => Ok(Page::default()),
    }
}

/// The same for a caller that reads page after page, and computes the filter's range once.
///
/// # Errors
/// When the database fails.
pub async fn list_in_range(
    db: &Db,
    may: &May<actions::SeeAuditLog>,
    filter: &Filter,
    SequenceRange { first, end }: SequenceRange,
    cursor: Option<Cursor>,
    limit: i64,
) -> Result<Page, Error> {
    // PostgreSQL has no text with a NUL in it, so no action has one.
    if filter.action.as_deref().is_some_and(|action| action.contains('\0')) {
        return Ok(Page::default());
    }
    let direction = cursor.map_or(PageDirection::Descending, |cursor| cursor.direction);
    let place = cursor.map_or(i64::MAX, |cursor| cursor.key);
    let pattern = search_pattern(filter.q.as_deref());
    let mut window = Window::of(direction, place, SequenceRange { first, end });
    if pattern.is_some() {
        window = window.limited(filter::next_sequence(db, may).await?);
    }
    let from = filter.from.unwrap_or(Timestamp::from_millis(i64::MIN));
    let to = filter.to.unwrap_or(Timestamp::from_millis(i64::MAX));
    let rows_requested = limit + 1;
    let mut values: Vec<&(dyn Value + '_)> = vec![&window.start, &window.until, &from, &to, &rows_requested, &pattern];
    let sql = match (&filter.person, &filter.action) {
        (Some(person), action) => {
            values.extend([person as &dyn Value, action]);
            OF_PERSON.for_form("", direction)?
        }
        (None, Some(action)) => {
            values.push(action);
            LIST.for_form("action", direction)?
        }
        (None, None) => LIST.for_form("", direction)?,
    };
    let entries: Vec<Entry> = db.read(may, sql, &values).await?;
    let is_full = entries.len() > usize::try_from(limit).unwrap_or_default();
    let page = cut_by_time(entries, limit, cursor.as_ref(), |entry| (entry.sequence, entry.id));
    let mut page = Page { entries: page.rows, older: page.older, newer: page.newer, searched_to: None };
    if let Some(last) = window.last_searched.filter(|_| !is_full)
        && let Some((id, at)) = db.read::<(EntryId, Timestamp)>(may, &AT_SEQUENCE, &[&last]).await?.into_iter().next()
    {
        let next = Some(Cursor { direction, key: last, id });
        match direction {
            PageDirection::Descending => (page.older, page.searched_to) = (next, Some(at)),
            PageDirection::Ascending => page.newer = next,
        }
    }
    // A part of a search in which nothing was found still leads back.
    if page.entries.is_empty()
        && pattern.is_some()
        && let Some(Cursor { key, id, .. }) = cursor
    {
        match direction {
            PageDirection::Descending => {
                page.newer = Some(Cursor { direction: PageDirection::Ascending, key: key.saturating_sub(1), id });
            }
            PageDirection::Ascending => {
                page.older = Some(Cursor { direction: PageDirection::Descending, key: key.saturating_add(1), id });
            }
        }
    }
    Ok(page)
}

/// The sequences that one page reads, in the direction of reading: after `start`, before the end at `until`.
struct Window {
    direction: PageDirection,
    start: i64,
    until: i64,
    /// The last sequence of the window, where the range goes on after it.
    last_searched: Option<i64>,
}

impl Window {
    /// All of the range that lies behind a place.
    fn of(direction: PageDirection, place: i64, SequenceRange { first, end }: SequenceRange) -> Self {
        let (start, until) = match direction {
            PageDirection::Descending => (place.min(end), first),
            PageDirection::Ascending => (place.max(first - 1), end),
        };
        Self { direction, start, until, last_searched: None }
    }

    /// At most [`MAX_SEARCHED`] entries of it. `next` is the sequence of the next entry of the log.
    fn limited(self, next: i64) -> Self {
        match self.direction {
            PageDirection::Descending => {
                let start = self.start.min(next);
                let last = start.saturating_sub(MAX_SEARCHED);
                if last <= self.until.max(1) {
                    return self;
                }
                Self { start, until: last, last_searched: Some(last), ..self }
            }
            PageDirection::Ascending => {
                let last = self.start.saturating_add(MAX_SEARCHED);
                if last >= self.until.min(next) - 1 {
                    return self;
                }
                Self { until: last + 1, last_searched: Some(last), ..self }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(direction: PageDirection, place: i64, first: i64, end: i64, next: i64) -> (i64, i64, Option<i64>) {
        let window = Window::of(direction, place, SequenceRange { first, end }).limited(next);
        (window.start, window.until, window.last_searched)
    }

    #[test]
    fn a_search_reads_a_bounded_part_and_goes_on_behind_it() {
        use PageDirection::{Ascending, Descending};
        let (all, most) = (i64::MAX, MAX_SEARCHED);
        assert_eq!(window(Descending, all, 0, all, 500), (all, 0, None), "a short log at once");
        assert_eq!(window(Descending, all, 0, all, 3 * most), (3 * most, 2 * most, Some(2 * most)));
        assert_eq!(window(Descending, 2 * most, 0, all, 3 * most), (2 * most, most, Some(most)));
        assert_eq!(window(Descending, most, 0, all, 3 * most), (most, 0, None));
        assert_eq!(window(Descending, all, 2 * most, all, 3 * most), (all, 2 * most, None), "the days are read whole");
        assert_eq!(window(Ascending, 1, 0, all, 3 * most), (1, most + 2, Some(most + 1)));
        assert_eq!(window(Ascending, 2 * most, 0, all, 3 * most), (2 * most, all, None));
    }
}

//! The list of calls, newest first.
//!
//! There are four ways of reading it. This module chooses one by the viewer's access and the filter.
//! docs/decisions/0005-reading-the-calls-list.md says what each way is for, and how its limits were measured.

mod by_number;
mod count;
mod newest;
mod page;
mod page_end;
mod search_page;
mod time_windows;

pub use count::{MAX_COUNT, count};
pub use page::{Cursor, Page};

use self::page::Range;
use self::time_windows::TimeWindows;
use super::Filter;
use super::search::SearchTerms;
use crate::access::{AccessKind, May, actions};
use crate::db::{Db, Error};
use crate::ids::{IdBounds as _, TagId};
use crate::tags;

/// The most calls on a page.
const MAX_PAGE_SIZE: i64 = 500;

/// A page of the calls that the viewer sees and the filter matches.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &Db,
    may: &May<actions::SeeCalls>,
    filter: &Filter,
    cursor: Option<Cursor>,
    limit: i64,
) -> Result<Page, Error> {
    let limit = limit.clamp(1, MAX_PAGE_SIZE);
    // PostgreSQL allows no NUL in texts, so no source has one.
    if filter.source.as_deref().is_some_and(|source| source.contains('\0')) {
        return Ok(Page::default());
    }
    let terms = filter.q.as_deref().and_then(|q| SearchTerms::read(q, may.viewpoint().country()));
    let tag = tag_of(db, may, filter).await?;
    match terms {
        Some(terms) => search_page::search(db, may, filter, &terms, tag, cursor, limit).await,
        None => read(db, may, filter, tag, cursor, limit).await,
    }
}

/// The filter's tag. One that the business does not have is on no call, and is asked for like any other, so that the answer
/// takes as long.
async fn tag_of(db: &Db, may: &May<actions::SeeCalls>, filter: &Filter) -> Result<Option<TagId>, Error> {
    let Some(name) = &filter.tag else { return Ok(None) };
    Ok(Some(tags::find_by_name(db, may, name).await?.unwrap_or(TagId::LEAST)))
}

/// Reads the business's calls in their order for a viewer of all numbers, and otherwise number by number.
async fn read(
    db: &Db,
    may: &May<actions::SeeCalls>,
    filter: &Filter,
    tag: Option<TagId>,
    cursor: Option<Cursor>,
    limit: i64,
) -> Result<Page, Error> {
    let mut range = Range::of(filter, cursor);
    // One call more than the page holds tells whether there are more.
    let max_calls = limit + 1;
    if is_in_order(may, filter) {
        let calls = newest::read(db, may, filter.status, range, max_calls).await?;
        return Ok(Page::cut(calls, cursor, limit));
    }
    let mut windows = match page_end::cut(db, may, filter, range, max_calls).await? {
        Some(page) => TimeWindows::single(page),
        None => TimeWindows::new(db.kind(), range, db.now(), filter.is_narrowed()),
    };
    let mut calls = Vec::new();
    loop {
        let (end, is_last) = windows.next();
        let rows = by_number::read(db, may, filter, tag, range.until(end), max_calls - length(&calls)).await?;
        windows.adapt(length(&rows), max_calls);
        calls.extend(rows);
        if is_last || length(&calls) >= max_calls {
            return Ok(Page::cut(calls, cursor, limit));
        }
        range = range.from(end);
    }
}

/// Whether every call of the business is in the list. Only then is it read in the order of all calls: for anybody else, the
/// time of the answer would depend on calls that they do not see.
fn is_of_business(may: &May<actions::SeeCalls>, filter: &Filter) -> bool {
    may.viewpoint().access_kind() == AccessKind::All && filter.number.is_none() && filter.group.is_none()
}

/// Whether the list is read in the order of all calls: those of the business, or of one status of it.
fn is_in_order(may: &May<actions::SeeCalls>, filter: &Filter) -> bool {
    is_of_business(may, filter) && filter.source.is_none() && !filter.is_by_annotation()
}

fn length<T>(rows: &[T]) -> i64 {
    i64::try_from(rows.len()).unwrap_or(i64::MAX)
}

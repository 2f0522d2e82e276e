//! The list of calls, newest first.
//!
//! There are four ways of reading it. This module chooses one by the viewer's access and the filter.
//! docs/decisions/0005-reading-the-calls-list.md says what each way is for, and how its limits were measured.

mod by_number;
mod count;
mod index;
mod matching;
mod newest;
mod page;
mod page_end;
mod search_page;
mod time_windows;

pub use count::{MAX_COUNT, count};
pub use page::{Cursor, Page};

use self::index::Plan;
use self::matching::Numbers;
use self::page::Range;
use self::time_windows::TimeWindows;
use super::search::SearchTerms;
use super::{Filter, MAX_CHOSEN};
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
    if filter.matches_nothing() {
        return Ok(Page::default());
    }
    let terms = filter.q.as_deref().and_then(|q| SearchTerms::read(q, may.viewpoint().country()));
    let tags = tags_of(db, may, filter).await?;
    match terms {
        Some(terms) => search_page::search(db, may, filter, &terms, &tags, cursor, limit).await,
        None => read(db, may, filter, &tags, cursor, limit).await,
    }
}

/// The filter's tags. One that the business does not have is on no call, and is asked for like any other, so that the answer
/// takes as long.
async fn tags_of(db: &Db, may: &May<actions::SeeCalls>, filter: &Filter) -> Result<Vec<TagId>, Error> {
    let mut ids = Vec::new();
    for name in filter.tags.iter().take(MAX_CHOSEN) {
        let id = tags::find_by_name(db, may, name).await?.unwrap_or(TagId::LEAST);
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

/// Reads the business's calls in their order for a viewer of all numbers, and otherwise number by number.
async fn read(
    db: &Db,
    may: &May<actions::SeeCalls>,
    filter: &Filter,
    tags: &[TagId],
    cursor: Option<Cursor>,
    limit: i64,
) -> Result<Page, Error> {
    let mut range = Range::of(filter, cursor);
    let plan = Plan::of(filter, tags);
    // One call more than the page holds tells whether there are more.
    let max_calls = limit + 1;
    if is_of_business(may, filter) && plan.is_in_order() {
        let calls = newest::read(db, may, &plan, range, max_calls).await?;
        return Ok(Page::cut(calls, cursor, limit));
    }
    let numbers = Numbers::of(filter);
    let mut windows = match page_end::cut(db, may, &numbers, &plan, range, max_calls).await? {
        Some(page) => TimeWindows::single(page),
        None => TimeWindows::new(db.kind(), range, db.now(), plan.is_narrowed()),
    };
    let mut calls = Vec::new();
    loop {
        let (end, is_last) = windows.next();
        let rows = by_number::read(db, may, &numbers, &plan, range.until(end), max_calls - length(&calls)).await?;
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
    may.viewpoint().access_kind() == AccessKind::All && !filter.is_by_number()
}

fn length<T>(rows: &[T]) -> i64 {
    i64::try_from(rows.len()).unwrap_or(i64::MAX)
}

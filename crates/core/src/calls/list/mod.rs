//! The list of calls, newest first.
//!
//! There are four ways of reading it. This module chooses one by the filter and by the result of the first scan.
//! docs/decisions/0005-reading-the-calls-list.md says what each way is for, and how its limits were measured.

mod by_number;
mod newest;
mod page;
mod search_page;
mod time_windows;

pub use page::{Cursor, Page};

use self::page::Range;
use self::time_windows::TimeWindows;
use super::Filter;
use super::search::SearchTerms;
use crate::access::{May, actions};
use crate::db::{Db, Error};

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
    match terms {
        Some(terms) => search_page::search(db, may, filter, &terms, cursor, limit).await,
        None => read(db, may, filter, cursor, limit).await,
    }
}

/// Scans the business's newest calls, and reads the rest of the page number by number.
async fn read(
    db: &Db,
    may: &May<actions::SeeCalls>,
    filter: &Filter,
    cursor: Option<Cursor>,
    limit: i64,
) -> Result<Page, Error> {
    let mut range = Range::of(filter, cursor);
    // One call more than the page holds tells whether there are more.
    let max_calls = limit + 1;
    let mut windows = TimeWindows::new(db.kind(), range, db.now(), filter.status.is_some() || filter.source.is_some());
    let mut calls = Vec::new();
    // For one number, group or source the scan would skip most of the business's calls.
    if filter.number.is_none() && filter.group.is_none() && filter.source.is_none() {
        let scan = newest::scan(db, may, filter.status, range, max_calls).await?;
        calls = scan.calls;
        match scan.reached {
            Some((at, id)) if count(&calls) < max_calls => range = range.after(at, id),
            _ => return Ok(Page::cut(calls, cursor, limit)),
        }
        windows.skip_to(range.at, count(&calls), max_calls);
    }
    loop {
        let (end, is_last) = windows.next();
        let rows = by_number::read(db, may, filter, range.until(end), max_calls - count(&calls)).await?;
        windows.adapt(count(&rows), max_calls);
        calls.extend(rows);
        if is_last || count(&calls) >= max_calls {
            return Ok(Page::cut(calls, cursor, limit));
        }
        range = range.from(end);
    }
}

fn count<T>(rows: &[T]) -> i64 {
    i64::try_from(rows.len()).unwrap_or(i64::MAX)
}

//! The list of calls, newest first. Which statement answers it is chosen here, by what the list is narrowed to and by what
//! a first look at the business's calls finds; each is quick for one shape of the question, and none looks further than
//! it must.

use super::search::Terms;
use super::windows::Windows;
use super::{Call, CallStatus, Cursor, Filter, Way, found, newest};
use crate::access::{May, VisibleSql, actions, visible_sql};
use crate::db::{Db, Error, Value};
use crate::time::Timestamp;

static OF_NUMBERS: [VisibleSql; 2] = [visible_sql!("number_older.sql"), visible_sql!("number_newer.sql")];
static BY_STATUS: [VisibleSql; 2] = [visible_sql!("status_older.sql"), visible_sql!("status_newer.sql")];
static BY_SOURCE: [VisibleSql; 2] = [visible_sql!("source_older.sql"), visible_sql!("source_newer.sql")];

/// The most calls of a page.
const MOST: i64 = 500;

/// A page of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Newest first.
    pub calls: Vec<Call>,
    /// Where older ones begin; `None` at the end.
    pub older: Option<Cursor>,
    /// Where newer ones begin; `None` on the newest page, and for searches.
    pub newer: Option<Cursor>,
    /// How far back a search has looked, where that is not to the end: `older` goes on from there.
    pub searched_to: Option<Timestamp>,
}

/// A page of the calls that the viewer sees and that the filter lets through.
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
    let limit = limit.clamp(1, MOST);
    // PostgreSQL has no text with a zero in it, so no source has one.
    if filter.source.as_deref().is_some_and(|source| source.contains('\0')) {
        return Ok(Page::default());
    }
    let terms = filter.q.as_deref().and_then(|typed| Terms::read(typed, may.viewpoint().country()));
    match terms {
        Some(terms) => found::search(db, may, filter, &terms, cursor, limit).await,
        None => walk(db, may, filter, cursor, limit).await,
    }
}

/// Where a page begins: after this place, in the direction of the cursor.
pub(super) fn start(filter: &Filter, cursor: Cursor) -> (Timestamp, i64) {
    match (cursor.way, filter.from, filter.to) {
        (Way::Older, _, Some(to)) if to <= cursor.at => (to, 0),
        (Way::Newer, Some(from), _) if from > cursor.at => (from, 0),
        _ => (cursor.at, cursor.id),
    }
}

async fn walk(
    db: &Db,
    may: &May<actions::SeeCalls>,
    filter: &Filter,
    cursor: Option<Cursor>,
    limit: i64,
) -> Result<Page, Error> {
    let begin = cursor.unwrap_or(Cursor::NEWEST);
    let wanted = usize::try_from(limit).unwrap_or_default() + 1;
    let (mut at, mut id) = start(filter, begin);
    let end = match begin.way {
        Way::Older => filter.from.unwrap_or(Timestamp::from_millis(i64::MIN)),
        Way::Newer => filter.to.unwrap_or(Timestamp::from_millis(i64::MAX)),
    };
    let few = filter.status.is_some() || filter.source.is_some();
    let mut windows = Windows::new(db.kind(), begin.way, at, end, db.now(), few);
    let mut calls = Vec::new();
    // Of one number, group or source, most of the business's calls would be looked at in vain.
    if filter.number.is_none() && filter.group.is_none() && filter.source.is_none() {
        let seen = newest::look(db, may, filter.status, begin.way, (at, id), end, wanted).await?;
        calls = seen.calls;
        match seen.last {
            Some(last) if calls.len() < wanted => (at, id) = last,
            _ => return Ok(page(calls, cursor, begin.way, wanted - 1)),
        }
        windows.pass(at, calls.len(), wanted);
    }
    loop {
        let (bound, is_last) = windows.next();
        let missing = i64::try_from(wanted - calls.len()).unwrap_or(limit);
        let rows = stretch(db, may, filter, begin.way, (at, id), bound, missing).await?;
        windows.learn(rows.len(), wanted);
        calls.extend(rows);
        if is_last || calls.len() >= wanted {
            return Ok(page(calls, cursor, begin.way, wanted - 1));
        }
        // What is at the bound itself is on the far side of it, whichever the way.
        (at, id) = (bound, 0);
    }
}

async fn stretch(
    db: &Db,
    may: &May<actions::SeeCalls>,
    filter: &Filter,
    way: Way,
    (at, id): (Timestamp, i64),
    bound: Timestamp,
    limit: i64,
) -> Result<Vec<Call>, Error> {
    let way = match way {
        Way::Older => 0,
        Way::Newer => 1,
    };
    let statuses: Vec<_> = CallStatus::ALL.iter().map(|each| filter.status.unwrap_or(*each)).collect();
    let mut values: Vec<&(dyn Value + '_)> = vec![&filter.number, &filter.group, &at, &id, &bound, &limit];
    let sql = match (&filter.source, &filter.status) {
        (Some(source), _) => {
            values.push(source);
            values.extend(statuses.iter().map(|status| status as &dyn Value));
            &BY_SOURCE[way]
        }
        (None, Some(status)) => {
            values.push(status);
            &BY_STATUS[way]
        }
        (None, None) => &OF_NUMBERS[way],
    };
    db.see(may, sql, &values).await
}

fn page(mut calls: Vec<Call>, cursor: Option<Cursor>, way: Way, limit: usize) -> Page {
    let is_more = calls.len() > limit;
    calls.truncate(limit);
    if way == Way::Newer {
        calls.reverse();
    }
    let older = calls.last().map(|call| Cursor::older_than(call.started_at, call.id));
    let newer = calls.first().map(|call| Cursor::newer_than(call.started_at, call.id));
    let (older, newer) = match way {
        Way::Older => (older.filter(|_| is_more), newer.filter(|_| cursor.is_some())),
        Way::Newer => (older, newer.filter(|_| is_more)),
    };
    Page { calls, older, newer, searched_to: None }
}

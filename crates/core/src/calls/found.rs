//! The list, narrowed by a search.
//!
//! A term that few calls match is answered in full from the indexes over callers. One that many match is found while
//! walking back through the newest calls; that walk has an end, and the page says how far it went.

use super::list::{Page, start};
use super::row::Looked;
use super::search::Terms;
use super::{Call, Cursor, Filter, Way};
use crate::access::{BusinessSql, May, Sees, VisibleSql, actions, business_sql, visible_sql};
use crate::db::{Db, Error, Value};
use crate::time::Timestamp;

static COUNT: BusinessSql = business_sql!("search_count.sql");
static SEARCH: VisibleSql = visible_sql!("search.sql");
static WALK: VisibleSql = visible_sql!("walk.sql");
static WALK_OF_NUMBERS: VisibleSql = visible_sql!("walk_number.sql");

/// How many calls a request looks at, at most.
pub(super) const LOOKED_AT: i64 = 10_000;

pub(super) async fn search(
    db: &Db,
    may: &May<actions::SeeCalls>,
    filter: &Filter,
    terms: &Terms,
    cursor: Option<Cursor>,
    limit: i64,
) -> Result<Page, Error> {
    let cursor = cursor.filter(|cursor| cursor.way == Way::Older).unwrap_or(Cursor::NEWEST);
    let (at, id) = start(filter, cursor);
    let from = filter.from.unwrap_or(Timestamp::from_millis(i64::MIN));
    let ranges: [&(dyn Value + '_); 8] = [
        &terms.international.0,
        &terms.international.1,
        &terms.national.0,
        &terms.national.1,
        &terms.ending.0,
        &terms.ending.1,
        &terms.name.0,
        &terms.name.1,
    ];
    let mut probe = ranges.to_vec();
    probe.push(&LOOKED_AT);
    let matches = db.read::<(i64,)>(may, &COUNT, &probe).await?.into_iter().next().map_or(0, |(count,)| count);
    let is_rare = matches < LOOKED_AT;
    let is_narrowed = filter.status.is_some() || filter.source.is_some();
    let asked = limit + if is_rare { 1 } else { 2 };
    let looked_at = if is_rare && !is_narrowed { asked } else { LOOKED_AT };
    let mut values: Vec<&(dyn Value + '_)> =
        vec![&filter.number, &filter.group, &at, &id, &from, &asked, &filter.status, &filter.source];
    values.extend(ranges);
    values.push(&looked_at);
    if is_rare {
        let calls = db.see::<Call>(may, &SEARCH, &values).await?;
        return Ok(page(calls, limit, None));
    }
    let is_all = may.viewpoint().sees() == Sees::All && filter.number.is_none() && filter.group.is_none();
    let rows = db.see::<Looked>(may, if is_all { &WALK } else { &WALK_OF_NUMBERS }, &values).await?;
    let last = rows.last().filter(|row| row.is_last).map(|row| Cursor::older_than(row.call.started_at, row.call.id));
    let calls = rows.into_iter().filter(|row| row.is_match).map(|row| row.call).collect();
    Ok(page(calls, limit, last))
}

fn page(mut calls: Vec<Call>, limit: i64, looked_to: Option<Cursor>) -> Page {
    let limit = usize::try_from(limit).unwrap_or_default();
    if calls.len() > limit {
        calls.truncate(limit);
        let older = calls.last().map(|call| Cursor::older_than(call.started_at, call.id));
        return Page { calls, older, newer: None, searched_to: None };
    }
    Page { calls, older: looked_to, newer: None, searched_to: looked_to.map(|cursor| cursor.at) }
}

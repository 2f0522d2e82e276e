//! The list, narrowed by a search.
//!
//! A term that few calls match is answered in full from the indexes over callers. One that many match is found while
//! walking back through the newest calls; that walk has an end, and the page says how far it went.

use super::list::{Page, start};
use super::row::Looked;
use super::search::Terms;
use super::windows::Windows;
use super::{Call, Cursor, Filter, Way};
use crate::access::{BusinessSql, May, Sees, VisibleSql, actions, business_sql, visible_sql};
use crate::db::{Db, Error, FromRow, Value};
use crate::time::Timestamp;

static COUNT: BusinessSql = business_sql!("search_count.sql");
static SEARCH: VisibleSql = visible_sql!("search.sql");
static WALK: VisibleSql = visible_sql!("walk.sql");
static WALK_OF_NUMBERS: VisibleSql = visible_sql!("walk_number.sql");

/// So many matches are fetched and sorted to answer in full; with more, the newest calls are walked through.
const FEW: i64 = 10_000;
/// How many calls a walk looks at: first few, since of a frequent term they are enough; then so many at most.
const LOOKED_AT: [i64; 2] = [500, 5_000];

pub(super) async fn search(
    db: &Db,
    may: &May<actions::SeeCalls>,
    filter: &Filter,
    terms: &Terms,
    cursor: Option<Cursor>,
    limit: i64,
) -> Result<Page, Error> {
    let cursor = cursor.filter(|cursor| cursor.way == Way::Older).unwrap_or(Cursor::NEWEST);
    let from = filter.from.unwrap_or(Timestamp::from_millis(i64::MIN));
    let question = Question { db, may, filter, terms, start: start(filter, cursor), from, limit };
    if question.matches().await? < FEW { question.whole().await } else { question.walked().await }
}

struct Question<'a> {
    db: &'a Db,
    may: &'a May<actions::SeeCalls>,
    filter: &'a Filter,
    terms: &'a Terms,
    start: (Timestamp, i64),
    from: Timestamp,
    limit: i64,
}

impl Question<'_> {
    fn ranges(&self) -> [&(dyn Value + '_); 8] {
        let Terms { international, national, ending, name } = self.terms;
        [&international.0, &international.1, &national.0, &national.1, &ending.0, &ending.1, &name.0, &name.1]
    }

    /// How many calls of the business match, counted no further than it matters.
    async fn matches(&self) -> Result<i64, Error> {
        let mut values = self.ranges().to_vec();
        values.push(&FEW);
        Ok(self.db.read::<(i64,)>(self.may, &COUNT, &values).await?.into_iter().next().map_or(0, |(count,)| count))
    }

    async fn ask<T: FromRow + Send>(
        &self,
        sql: &VisibleSql,
        (at, id): (Timestamp, i64),
        bound: Timestamp,
        looked_at: i64,
    ) -> Result<Vec<T>, Error> {
        // One more than the page says that there are more; and a walk also answers where it ended.
        let asked = self.limit + 2;
        let Filter { number, group, status, source, .. } = self.filter;
        let mut values: Vec<&(dyn Value + '_)> = vec![number, group, &at, &id, &bound, &asked, status, source];
        values.extend(self.ranges());
        values.push(&looked_at);
        self.db.see(self.may, sql, &values).await
    }

    async fn whole(&self) -> Result<Page, Error> {
        let is_narrowed = self.filter.status.is_some() || self.filter.source.is_some();
        let fetched = if is_narrowed { 4 * FEW } else { self.limit + 2 };
        let calls = self.ask::<Call>(&SEARCH, self.start, self.from, fetched).await?;
        Ok(page(calls, self.limit, None))
    }

    async fn walked(&self) -> Result<Page, Error> {
        let [few, most] = LOOKED_AT;
        let short = self.walk(few).await?;
        if short.searched_to.is_none() { Ok(short) } else { self.walk(most).await }
    }

    async fn walk(&self, looked_at: i64) -> Result<Page, Error> {
        let Self { db, may, filter, .. } = self;
        let is_all = may.viewpoint().sees() == Sees::All && filter.number.is_none() && filter.group.is_none();
        let sql = if is_all { &WALK } else { &WALK_OF_NUMBERS };
        let wanted = usize::try_from(self.limit).unwrap_or_default() + 1;
        let mut windows = Windows::new(db.kind(), Way::Older, self.start.0, self.from, db.now(), false);
        let (mut calls, mut begin) = (Vec::new(), self.start);
        loop {
            // The calls of the business are in order as they are, and need no stretches.
            let (bound, is_last) = if is_all { (self.from, true) } else { windows.next() };
            let rows = self.ask::<Looked>(sql, begin, bound, looked_at).await?;
            let looked_to = rows.last().filter(|row| row.is_last).map(|row| place(&row.call));
            let before = calls.len();
            calls.extend(rows.into_iter().filter(|row| row.is_match).map(|row| row.call));
            if is_last || looked_to.is_some() || calls.len() >= wanted {
                return Ok(page(calls, self.limit, looked_to));
            }
            windows.learn(calls.len() - before, wanted);
            begin = (bound, 0);
        }
    }
}

fn place(call: &Call) -> Cursor {
    Cursor::older_than(call.started_at, call.id)
}

fn page(mut calls: Vec<Call>, limit: i64, looked_to: Option<Cursor>) -> Page {
    let limit = usize::try_from(limit).unwrap_or_default();
    if calls.len() > limit {
        calls.truncate(limit);
        let older = calls.last().map(place);
        return Page { calls, older, newer: None, searched_to: None };
    }
    Page { calls, older: looked_to, newer: None, searched_to: looked_to.map(|cursor| cursor.at) }
}

#[cfg(test)]
mod tests;

//! A page of a search for a caller.
//!
//! A term that few calls match is answered in full from the indexes over callers. For a term that many calls match, the newest
//! calls are scanned; the scan has a limit, and the page says how far back it went. Digits that no number of a caller begins or
//! ends with are looked for inside of the numbers, by such a scan.

use super::matching::{Matching, Numbers};
use super::page::{Cursor, Page, Range};
use super::time_windows::TimeWindows;
use super::{is_of_business, length};
use crate::access::{BusinessSql, ListSql, May, VisibleSql, actions, business_sql, visible_list_sql, visible_sql};
use crate::calls::search::SearchTerms;
use crate::calls::{Call, Filter};
use crate::db::{Db, Error, FromRow, Row, Value};
use crate::ids::TagId;
use crate::paging::PageDirection;

static COUNT: BusinessSql = business_sql!("search_count.sql");
static COUNT_BY_NUMBER: VisibleSql = visible_sql!("search_count_by_number.sql");
static SEARCH: ListSql<VisibleSql> = visible_list_sql!("search.sql", "matching.sql");
static SEARCH_BY_NUMBER: ListSql<VisibleSql> = visible_list_sql!("search_by_number.sql", "matching.sql");
static SCAN: ListSql<VisibleSql> = visible_list_sql!("scan.sql", "matching.sql");

/// A term with fewer matches is answered in full: they are fetched and sorted. With more, the newest calls are scanned.
const MAX_SORTED_MATCHES: i64 = 10_000;
/// How many calls a scan reads at first: enough for a frequent term.
const FIRST_SCAN: i64 = 500;
/// How many calls a scan reads if the first was too short.
const MAX_SCAN: i64 = 5_000;

pub(super) async fn search(
    db: &Db,
    may: &May<actions::SeeCalls>,
    filter: &Filter,
    terms: &SearchTerms,
    tags: &[TagId],
    cursor: Option<Cursor>,
    limit: i64,
) -> Result<Page, Error> {
    // A search pages to older calls only.
    let range = Range::of(filter, cursor.filter(|cursor| cursor.direction == PageDirection::Descending));
    let is_of_business = is_of_business(may, filter);
    let (numbers, matching) = (Numbers::of(filter), Matching::of(filter, tags, filter.no_tag));
    let search = Search { db, may, filter, terms, numbers, matching, inside: None, range, limit, is_of_business };
    match search.count_matches().await? {
        0 if terms.inside.is_some() => Search { inside: terms.inside.as_deref(), ..search }.recent().await,
        0 => Ok(Page::default()),
        1..MAX_SORTED_MATCHES => search.all_matches().await,
        _ => search.recent().await,
    }
}

struct Search<'a> {
    db: &'a Db,
    may: &'a May<actions::SeeCalls>,
    filter: &'a Filter,
    terms: &'a SearchTerms,
    /// The pattern of numbers that a scan finds, too.
    inside: Option<&'a str>,
    /// The filters of a statement that reads by number; another has none.
    numbers: Numbers,
    matching: Matching<'a>,
    range: Range,
    limit: i64,
    is_of_business: bool,
}

impl Search<'_> {
    fn terms(&self) -> [&(dyn Value + '_); 8] {
        let SearchTerms { international, national, ending, name, .. } = self.terms;
        [&international.0, &international.1, &national.0, &national.1, &ending.0, &ending.1, &name.0, &name.1]
    }

    /// How many calls match, counted up to the limit: of the business, or of the viewer's numbers alone.
    async fn count_matches(&self) -> Result<i64, Error> {
        let mut values = if self.is_of_business { Vec::new() } else { self.numbers.values() };
        values.extend(self.terms());
        values.push(&MAX_SORTED_MATCHES);
        let counted = if self.is_of_business {
            self.db.read::<(i64,)>(self.may, &COUNT, &values).await?
        } else {
            self.db.read_visible::<(i64,)>(self.may, &COUNT_BY_NUMBER, &values).await?
        };
        Ok(counted.first().map_or(0, |(count,)| *count))
    }

    /// The rows of a statement, which sorts or scans at most `max_rows`. It takes `first` before the values that each has, and
    /// `more` before the filters that are compared call by call.
    async fn rows<T: FromRow + Send>(
        &self,
        sql: &VisibleSql,
        first: Vec<&(dyn Value + '_)>,
        range: Range,
        max_rows: i64,
        more: &[&(dyn Value + '_)],
    ) -> Result<Vec<T>, Error> {
        // One call more than the page holds tells whether there are more, and a scan adds the row where it ended.
        let limit = self.limit + 2;
        let Range { at, id, end, .. } = range;
        let mut values: Vec<&(dyn Value + '_)> = first;
        values.extend([&at as &(dyn Value + '_), &id, &end, &limit]);
        values.extend(self.terms());
        values.push(&max_rows);
        values.extend_from_slice(more);
        values.extend(self.matching.values());
        self.db.read_visible(self.may, sql, &values).await
    }

    /// A page of a term that few calls match.
    async fn all_matches(&self) -> Result<Page, Error> {
        let is_narrowed = self.matching.is_more_than_status() || self.filter.possible_statuses().is_some();
        let max_rows = if is_narrowed { 4 * MAX_SORTED_MATCHES } else { self.limit + 2 };
        let rows = if self.is_of_business {
            self.rows(SEARCH.for_form("", PageDirection::Descending)?, Vec::new(), self.range, max_rows, &[]).await?
        } else {
            let sql = SEARCH_BY_NUMBER.for_form("", PageDirection::Descending)?;
            self.rows(sql, self.numbers.values(), self.range, max_rows, &[]).await?
        };
        Ok(self.page(rows, None))
    }

    /// A page of a term that many calls match.
    async fn recent(&self) -> Result<Page, Error> {
        let page = self.scan(FIRST_SCAN).await?;
        if page.scanned_back_to.is_none() { Ok(page) } else { self.scan(MAX_SCAN).await }
    }

    async fn scan(&self, max_rows: i64) -> Result<Page, Error> {
        let (db, is_of_business) = (self.db, self.is_of_business);
        let sql = SCAN.for_form(if is_of_business { "" } else { "numbers" }, PageDirection::Descending)?;
        let max_calls = self.limit + 1;
        let mut windows = TimeWindows::new(db.kind(), self.range, db.now(), false);
        let (mut calls, mut range) = (Vec::new(), self.range);
        loop {
            // The business's calls are in order as they are, and need no windows.
            let (end, is_last) = if is_of_business { (range.end, true) } else { windows.next() };
            let rows = self
                .rows::<ScannedRow>(sql, self.numbers.values(), range.until(end), max_rows, &[&self.inside])
                .await?;
            let reached = rows.last().filter(|row| row.is_last).map(|row| older_than(&row.call));
            let before = length(&calls);
            calls.extend(rows.into_iter().filter(|row| row.is_match).map(|row| row.call));
            if is_last || reached.is_some() || length(&calls) >= max_calls {
                return Ok(self.page(calls, reached));
            }
            windows.adapt(length(&calls) - before, max_calls);
            range = range.from(end);
        }
    }

    /// The page of the matching calls. `reached` is where a scan ended, with more calls beyond it.
    fn page(&self, calls: Vec<Call>, reached: Option<Cursor>) -> Page {
        if length(&calls) > self.limit {
            return Page::cut(calls, None, self.limit);
        }
        Page { calls, older: reached, newer: None, scanned_back_to: reached.map(|cursor| cursor.key) }
    }
}

fn older_than(call: &Call) -> Cursor {
    Cursor { direction: PageDirection::Descending, key: call.started_at, id: call.id }
}

/// A call that was scanned.
struct ScannedRow {
    /// Whether it matches the search.
    is_match: bool,
    /// Whether it is the last that was scanned, with more beyond it.
    is_last: bool,
    call: Call,
}

impl FromRow for ScannedRow {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let mut columns = row.columns();
        let (is_match, is_last) = (columns.take::<Option<bool>>()?.unwrap_or_default(), columns.take()?);
        Ok(Self { is_match, is_last, call: Call::from_columns(&mut columns)? })
    }
}

#[cfg(test)]
mod tests;

//! The answer to a question.

use std::ops::Range;

use super::cursor::digest;
use super::frame::{Figures, Frame};
use super::order::sort_rows;
use super::part::Part;
use super::query::Query;
use super::read::{read, too_many};
use super::tallies::PeriodTotals;
use super::time_keys::TimeKeys;
use super::{AnalyticsQuestion, Key, Limits, RowCursor, RowsPage};
use crate::access::{May, actions};
use crate::db::Db;
use crate::reports::Totals;
use crate::reports::calendar::Period;
use crate::{Error, Fields};

/// A row: the calls that have its keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnalyticsRow {
    /// A key for each grouping, in the order of the question.
    pub keys: Vec<Key>,
    /// The totals of the period.
    pub totals: Totals,
    /// Those of the same keys in the period before. A day, week or month is compared with that of the same place in it; `None`
    /// where it has none, or nothing is compared.
    pub totals_before: Option<Totals>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Analytics {
    /// The period, in the time zone of the figures.
    pub period: Period,
    /// The one before.
    pub before: Option<Period>,
    /// Whether the business has another time zone by now, and its figures are still being built.
    pub is_rebuilding: bool,
    /// The rows of the page.
    pub rows: Vec<AnalyticsRow>,
    /// How many rows there are in all.
    pub row_count: usize,
    /// The totals of the period. A call with two tags is in the rows of both, and here once.
    pub totals: Totals,
    /// Those of the one before.
    pub totals_before: Option<Totals>,
    /// Where the next rows begin; `None` at the end.
    pub next: Option<RowCursor>,
}

/// The rows of a page, out of an answer that has all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageRows<'a> {
    /// The rows.
    pub rows: &'a [AnalyticsRow],
    /// How many rows there are before them.
    pub begin: usize,
    /// Where the next rows begin; `None` at the end.
    pub next: Option<RowCursor>,
}

impl Analytics {
    /// The rows of a page of this answer to `question`, where the answer has all rows (see [`RowsPage::ALL`]).
    ///
    /// # Errors
    /// Returns the invalid field `cursor`.
    pub fn page(&self, question: &AnalyticsQuestion, page: RowsPage) -> Result<PageRows<'_>, Error> {
        let (range, next) = page_range(&self.rows, question, page)?;
        Ok(PageRows { begin: range.start, rows: self.rows.get(range).unwrap_or_default(), next })
    }
}

/// Answers a question: the sums of its calls by its groupings.
///
/// # Errors
/// Returns the invalid field `period`, `sort` or `cursor`, or a database error.
pub async fn analytics(
    db: &Db,
    may: &May<actions::SeeAnalytics>,
    question: &AnalyticsQuestion,
    page: RowsPage,
) -> Result<Analytics, Error> {
    // On the heap, since it is large and called from deep within a request.
    Box::pin(analytics_within(db, may, question, page, Limits::default())).await
}

/// The same, with other limits of the ways in which calls are read.
///
/// # Errors
/// As [`analytics`].
pub async fn analytics_within(
    db: &Db,
    may: &May<actions::SeeAnalytics>,
    question: &AnalyticsQuestion,
    page: RowsPage,
    limits: Limits,
) -> Result<Analytics, Error> {
    direct(db, may, question, page, limits).await?.ok_or_else(too_many)
}

/// The same; `None` for a question of too many calls to read them at once.
pub(in crate::reports) async fn direct(
    db: &Db,
    may: &May<actions::SeeAnalytics>,
    question: &AnalyticsQuestion,
    page: RowsPage,
    limits: Limits,
) -> Result<Option<Analytics>, Error> {
    let frame = Frame::at(db, may, question, db.now()).await?;
    let (query, facts) = (&frame.query, frame.query.facts());
    // Each is on the heap: together they are more than a thread's stack holds in a build for tests.
    let of_before = async {
        match frame.before.as_ref() {
            Some(before) => {
                let reading = read(db, may, &frame.build, before, query, facts, limits).await;
                reading.map(|reading| reading.map(Some))
            }
            None => Ok(Some(None)),
        }
    };
    let of_period = read(db, may, &frame.build, &frame.period, query, facts, limits);
    let (now, then) = tokio::try_join!(Box::pin(of_period), Box::pin(of_before))?;
    let Some((now, then)) = now.zip(then) else { return Ok(None) };
    let figures = Figures {
        now: PeriodTotals::of(now, query, &frame.keys()),
        then: frame.keys_before().zip(then).map(|(keys, reading)| PeriodTotals::of(reading, query, &keys)),
    };
    frame.answer(question, figures, page).map(Some)
}

impl Frame<'_> {
    /// The answer out of the figures of the two periods.
    ///
    /// # Errors
    /// Returns the invalid field `sort` or `cursor`.
    pub(in crate::reports) fn answer(
        self,
        question: &AnalyticsQuestion,
        figures: Figures,
        page: RowsPage,
    ) -> Result<Analytics, Error> {
        let Figures { now, then } = figures;
        let then = then.zip(self.keys_before());
        let (totals, totals_before) = (now.all, then.as_ref().map(|(then, _)| then.all));
        let rows = rows(&self.query, &self.keys(), now, then.as_ref());
        let mut rows = sort_rows(rows, self.query.groupings, question.sort)?;
        let row_count = rows.len();
        let (range, next) = page_range(&rows, question, page)?;
        rows.truncate(range.end);
        let rows = rows.split_off(range.start);
        let Self { period, before, is_rebuilding, .. } = self;
        Ok(Analytics { period, before, is_rebuilding, rows, row_count, totals, totals_before, next })
    }
}

/// The rows of a period that has calls, each with that of the same keys in the period before; and where a part of the period
/// is the only grouping, rows of zeros for the others.
fn rows(
    query: &Query<'_>,
    keys: &TimeKeys,
    now: PeriodTotals,
    then: Option<&(PeriodTotals, TimeKeys)>,
) -> Vec<AnalyticsRow> {
    let PeriodTotals { rows: mut all, .. } = now;
    match query.groupings.only() {
        Some(only) if only.is_over_time() => {
            for part in keys.all(only) {
                all.entry(vec![part]).or_default();
            }
        }
        None if query.groupings.as_slice().is_empty() => {
            all.entry(Vec::new()).or_default();
        }
        _ => {}
    }
    let row = |(parts, totals): (Vec<Part>, Totals)| {
        let of_before = then.filter(|(_, keys)| parts.iter().all(|part| keys.has(part)));
        let totals_before = of_before.map(|(then, _)| then.rows.get(&parts).copied().unwrap_or_default());
        let keys = parts.iter().map(|part| query.names.key(part)).collect::<Option<Vec<Key>>>()?;
        Some(AnalyticsRow { keys, totals, totals_before })
    };
    all.into_iter().filter_map(row).collect()
}

/// The places of the rows of a page, and where the next ones begin.
fn page_range(
    rows: &[AnalyticsRow],
    question: &AnalyticsQuestion,
    page: RowsPage,
) -> Result<(Range<usize>, Option<RowCursor>), Error> {
    let question = digest(&format!("{question:?}"));
    let row = |row: &AnalyticsRow| digest(&format!("{:?}", row.keys));
    let begin = match page.cursor {
        None => 0,
        Some(cursor) if cursor.question == question => {
            let place = usize::try_from(cursor.place).unwrap_or(usize::MAX);
            rows.iter().position(|each| row(each) == cursor.row).map_or(place, |at| at + 1)
        }
        Some(_) => {
            let sentence = "This page belongs to another question. Begin at its start.";
            return Err(Error::Fields(Fields(vec![("cursor", sentence.into())])));
        }
    };
    let begin = begin.min(rows.len());
    let end = begin.saturating_add(page.limit.max(1)).min(rows.len());
    let place = u64::try_from(end).unwrap_or(u64::MAX);
    let last = rows.get(begin..end).and_then(<[AnalyticsRow]>::last).filter(|_| end < rows.len());
    let next = last.map(|last| RowCursor { question, row: row(last), place });
    Ok((begin..end, next))
}

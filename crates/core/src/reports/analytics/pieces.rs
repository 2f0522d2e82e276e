//! A question of too many calls to read them at once, read in pieces: some numbers of a month at a time.

use std::time::Instant;

use futures_util::future::BoxFuture;

use super::answer::direct;
use super::frame::{Figures, Frame};
use super::item::{by_slot, by_sums, each_call};
use super::read::{Reading, sample_for};
use super::tallies::{PeriodTotals, Tallies};
use super::time_keys::TimeKeys;
use super::{Analytics, AnalyticsQuestion, Limits, RowsPage};
use crate::access::{May, actions};
use crate::calls::tally::Builds;
use crate::db::{self, Db};
use crate::ids::NumberId;
use crate::jobs::Failure;
use crate::reports::calendar::Period;
use crate::reports::filter::MAX_CHOSEN;
use crate::reports::read::{SumKeys, in_all, sums_within};
use crate::{Error, Fields};

/// Why calls were not read to the end.
#[derive(Debug)]
pub(in crate::reports) enum Interrupted {
    /// The question has no answer, or the database failed.
    Error(Error),
    /// The job that reads them has to end.
    Job(Failure),
    /// Nobody wants the answer any more.
    Unwanted,
}

impl From<Error> for Interrupted {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<db::Error> for Interrupted {
    fn from(error: db::Error) -> Self {
        Self::Error(error.into())
    }
}

impl From<Failure> for Interrupted {
    fn from(failure: Failure) -> Self {
        Self::Job(failure)
    }
}

impl From<Interrupted> for Failure {
    fn from(interrupted: Interrupted) -> Self {
        match interrupted {
            Interrupted::Error(error) => error.into(),
            Interrupted::Job(failure) => failure,
            Interrupted::Unwanted => Self::Permanent("Nobody wants the answer any more.".to_owned()),
        }
    }
}

/// Follows the reading of calls.
pub(in crate::reports) trait Follow: Send + Sync {
    /// Called before the first piece and after each: so many calls of all are read.
    fn advance(&mut self, done: i64, total: i64) -> BoxFuture<'_, Result<(), Interrupted>>;
}

/// How many calls a question reads in its two periods, before the filters that look at each call.
///
/// # Errors
/// When the database fails.
pub(in crate::reports) async fn calls_to_read(
    db: &Db,
    may: &May<actions::SeeAnalytics>,
    frame: &Frame<'_>,
) -> Result<i64, Error> {
    let mut calls = 0;
    for period in std::iter::once(&frame.period).chain(&frame.before) {
        calls += in_all(db, may, &frame.build, period, frame.query.filter).await?.calls;
    }
    Ok(calls)
}

/// Reads the calls of both periods in pieces. The sums are those of [`super::analytics_within`] with limits that no question
/// reaches.
///
/// # Errors
/// Returns the invalid field `group_by` where there would be too many rows, a database error, or the end that `follow` asks for.
pub(in crate::reports) async fn in_pieces(
    db: &Db,
    may: &May<actions::SeeAnalytics>,
    frame: &Frame<'_>,
    limits: Limits,
    follow: &mut dyn Follow,
) -> Result<Figures, Interrupted> {
    let total = calls_to_read(db, may, frame).await?;
    follow.advance(0, total).await?;
    let mut pieces = Pieces { db, may, frame, limits, follow, done: 0, total, began: Instant::now() };
    let now = pieces.read(&frame.period, &frame.keys()).await?;
    let then = match frame.before.as_ref().zip(frame.keys_before()) {
        Some((before, keys)) => Some(pieces.read(before, &keys).await?),
        None => None,
    };
    Ok(Figures { now, then })
}

struct Pieces<'p, 'q> {
    db: &'p Db,
    may: &'p May<actions::SeeAnalytics>,
    frame: &'p Frame<'q>,
    limits: Limits,
    follow: &'p mut dyn Follow,
    done: i64,
    total: i64,
    /// When the piece began that is being read.
    began: Instant,
}

impl Pieces<'_, '_> {
    async fn read(&mut self, period: &Period, keys: &TimeKeys) -> Result<PeriodTotals, Interrupted> {
        let (db, may, frame) = (self.db, self.may, self.frame);
        let (build, query, facts) = (&frame.build, &frame.query, frame.query.facts());
        let mut tallies = Tallies::new(query, keys);
        let numbers = self.numbers(period).await?;
        let calls: i64 = numbers.iter().map(|(_, calls)| calls).sum();
        if calls <= self.limits.each {
            let items = each_call(db, may, period, query.filter, facts, None).await?;
            let sample = tallies.add(Reading { items: query.passing(items), sample: None });
            self.advance(calls, &tallies).await?;
            return Ok(tallies.totals(sample));
        }
        let sample = sample_for(calls);
        let numbers: Vec<NumberId> = numbers.into_iter().map(|(number, _)| number).collect();
        for month in period.by_month() {
            for numbers in numbers.chunks(MAX_CHOSEN) {
                let filter = query.filter.with_numbers(numbers.to_vec());
                let items = match query.is_by_sums() {
                    true => by_sums(db, may, build, &month, &filter, facts, usize::MAX).await?.unwrap_or_default(),
                    false => by_slot(db, may, &month, &filter, facts).await?,
                };
                let calls = items.iter().map(|item| item.sums.calls).sum();
                let of_sample = each_call(db, may, &month, &filter, facts, Some(sample)).await?;
                let (items, of_sample) = (query.passing(items), query.passing(of_sample));
                tallies.add(Reading { items, sample: Some((sample, of_sample)) });
                self.advance(calls, &tallies).await?;
            }
        }
        Ok(tallies.totals(Some(sample)))
    }

    /// The numbers with calls in a period, each with how many.
    async fn numbers(&self, period: &Period) -> Result<Vec<(NumberId, i64)>, Error> {
        let by = SumKeys { number: true, ..SumKeys::default() };
        let (build, filter) = (&self.frame.build, self.frame.query.filter);
        let sums = sums_within(self.db, self.may, build, period, filter, by, usize::MAX).await?;
        let numbers = sums.unwrap_or_default().into_iter();
        let mut numbers: Vec<_> = numbers.filter_map(|keyed| Some((keyed.number?, keyed.sums.calls))).collect();
        numbers.sort_unstable();
        Ok(numbers)
    }

    async fn advance(&mut self, calls: i64, tallies: &Tallies<'_>) -> Result<(), Interrupted> {
        if tallies.row_count() > self.limits.rows {
            let sentence = format!(
                "The answer has more than {} rows. Choose fewer groupings, a filter or fewer days.",
                self.limits.rows
            );
            return Err(Error::Fields(Fields(vec![("group_by", sentence)])).into());
        }
        // Calls come in meanwhile.
        self.done = (self.done + calls).min(self.total);
        self.follow.advance(self.done, self.total).await?;
        // Others have the machine for as long as this piece had it.
        tokio::time::sleep(self.began.elapsed()).await;
        self.began = Instant::now();
        Ok(())
    }
}

/// Answers a question of any number of calls.
///
/// # Errors
/// As [`in_pieces`], and the invalid fields of [`super::analytics`].
pub(in crate::reports) async fn without_limit(
    db: &Db,
    may: &May<actions::SeeAnalytics>,
    question: &AnalyticsQuestion,
    page: RowsPage,
    limits: Limits,
    follow: &mut dyn Follow,
) -> Result<Analytics, Interrupted> {
    if let Some(answer) = direct(db, may, question, page, limits).await? {
        return Ok(answer);
    }
    loop {
        let frame = Frame::at(db, may, question, db.now()).await?;
        let figures = in_pieces(db, may, &frame, limits, follow).await?;
        // The sums of another time zone may have taken the place of those that were read, which are removed then.
        if Builds::read(db, may).await?.live == frame.build {
            return Ok(frame.answer(question, figures, page)?);
        }
    }
}

#[cfg(test)]
mod tests;

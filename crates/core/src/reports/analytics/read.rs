//! The ways of reading the calls of a question, and the choice of one by their number.

use super::item::{Facts, Item, by_slot, by_sums, each_call};
use super::query::Query;
use crate::access::Proof;
use crate::calls::tally::{Build, MAX_EXACT_CALLS, Sample};
use crate::db::Db;
use crate::reports::calendar::Period;
use crate::reports::read::in_all;
use crate::{Error, Fields};

/// How many calls of a period each way of reading is for. They are counted before the filters that look at each call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Each call is read, and all figures are exact.
    pub each: i64,
    /// Calls are summed by the database, for what only they themselves tell: their status and tags.
    pub by_slot: i64,
    /// How many sums of hours are read, where they are enough: they are kept in memory.
    pub sums: usize,
    /// How many rows an answer has that is prepared in pieces: they are kept in memory, and stored.
    pub rows: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { each: MAX_EXACT_CALLS, by_slot: 1_000_000, sums: 1_000_000, rows: 100_000 }
    }
}

/// The calls of a period that pass the filters of a question.
pub(in crate::reports) struct Reading {
    pub(in crate::reports) items: Vec<Item>,
    /// The calls of a sample of callers, where the items do not tell the callers.
    pub(in crate::reports) sample: Option<(Sample, Vec<Item>)>,
}

/// The calls of a period with the facts that are asked for, in the way that fits their number; `None` where there are too many to
/// read them at once.
pub(in crate::reports) async fn read(
    db: &Db,
    proof: &(impl Proof + ?Sized),
    build: &Build,
    period: &Period,
    query: &Query<'_>,
    facts: Facts,
    limits: Limits,
) -> Result<Option<Reading>, Error> {
    let filter = query.filter;
    if filter.matches_nothing() {
        return Ok(Some(Reading { items: Vec::new(), sample: None }));
    }
    let (calls, by_sums) = match query.is_by_sums() {
        true => {
            let Some(items) = by_sums(db, proof, build, period, filter, facts, limits.sums).await? else {
                return Ok(None);
            };
            (items.iter().map(|item| item.sums.calls).sum(), Some(items))
        }
        false => (in_all(db, proof, build, period, filter).await?.calls, None),
    };
    if calls <= limits.each {
        let items = each_call(db, proof, period, filter, facts, None).await?;
        return Ok(Some(Reading { items: query.passing(items), sample: None }));
    }
    let items = match by_sums {
        Some(items) => items,
        None if calls > limits.by_slot => return Ok(None),
        None => by_slot(db, proof, period, filter, facts).await?,
    };
    let sample = sample_for(calls);
    let of_sample = each_call(db, proof, period, filter, facts, Some(sample)).await?;
    Ok(Some(Reading { items: query.passing(items), sample: Some((sample, query.passing(of_sample))) }))
}

/// The sample of callers for so many calls, where they are not counted one by one.
pub(super) fn sample_for(calls: i64) -> Sample {
    Sample::for_calls(calls).unwrap_or(Sample::Large)
}

/// The refusal of a question of too many calls.
pub(in crate::reports) fn too_many() -> Error {
    let sentence = "These are too many calls to look at each of them. Choose a shorter period or fewer numbers.";
    Error::Fields(Fields(vec![("period", sentence.into())]))
}

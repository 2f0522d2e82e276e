//! The ways of reading the calls of a question, and the choice of one by their number.

use super::item::{by_day, by_slot, each_call};
use super::tallies::{PeriodTotals, Query, Tallies};
use super::time_keys::TimeKeys;
use crate::access::Proof;
use crate::calls::tally::Build;
use crate::db::Db;
use crate::reports::calendar::Period;
use crate::reports::read::{MAX_EXACT_CALLS, in_all};
use crate::{Error, Fields};

/// How many calls of a period each way of reading is for. They are counted before the filters that look at each call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Each call is read, and all figures are exact.
    pub each: i64,
    /// Calls are summed by the database, for what only they themselves tell: their status, tags and hour.
    pub by_slot: i64,
    /// The sums by day are read.
    pub by_day: i64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { each: MAX_EXACT_CALLS, by_slot: 1_000_000, by_day: 10_000_000 }
    }
}

/// The totals of the calls of a period, with the keys of its days.
pub(super) async fn period_totals(
    db: &Db,
    proof: &(impl Proof + ?Sized),
    build: &Build,
    period: &Period,
    query: &Query<'_>,
    keys: &TimeKeys,
    limits: Limits,
) -> Result<PeriodTotals, Error> {
    let (filter, facts) = (query.filter, query.facts());
    let mut tallies = Tallies::new(query, keys);
    if filter.matches_nothing() {
        return Ok(tallies.totals(false));
    }
    let calls = in_all(db, proof, build, period, filter).await?.calls;
    let is_sample = calls > limits.each;
    if is_sample {
        let limit = if query.is_by_day() { limits.by_day } else { limits.by_slot };
        if calls > limit {
            return Err(too_many());
        }
        let items = match query.is_by_day() {
            true => by_day(db, proof, build, period, filter, facts).await?,
            false => by_slot(db, proof, period, filter, facts).await?,
        };
        items.into_iter().for_each(|item| tallies.add(item));
    }
    for item in each_call(db, proof, period, filter, facts, is_sample).await? {
        if is_sample { tallies.add_callers(item) } else { tallies.add(item) }
    }
    Ok(tallies.totals(is_sample))
}

fn too_many() -> Error {
    let sentence = "These are too many calls to look at each of them. Choose a shorter period or fewer numbers.";
    Error::Fields(Fields(vec![("period", sentence.into())]))
}

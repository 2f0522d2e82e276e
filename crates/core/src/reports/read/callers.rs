//! Unique callers: exact where few calls are asked for, and beyond estimated from a sample of callers.

use crate::access::{Proof, VisibleSql, visible_sql};
use crate::calls::tally::SAMPLED_PART;
use crate::db::{Db, Error};
use crate::reports::calendar::Period;
use crate::reports::filter::{Chosen, Filter};

static CALLERS: VisibleSql = visible_sql!("callers.sql");
static SAMPLED_CALLERS: VisibleSql = visible_sql!("sampled_callers.sql");

/// The callers of more calls than these are estimated.
pub(in crate::reports) const MAX_EXACT_CALLS: i64 = 20_000;

/// How many callers called, the anonymous ones in none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::reports) struct UniqueCallers {
    pub(in crate::reports) count: i64,
    pub(in crate::reports) is_estimate: bool,
}

/// How many callers called in a period that has so many calls.
pub(in crate::reports) async fn unique_callers(
    db: &Db,
    proof: &(impl Proof + ?Sized),
    period: &Period,
    filter: &Filter,
    calls: i64,
) -> Result<UniqueCallers, Error> {
    if filter.matches_nothing() || calls == 0 {
        return Ok(UniqueCallers::default());
    }
    let (chosen, spam) = (Chosen::of(filter), filter.includes_spam());
    let (from, to) = (period.from(), period.to());
    let values = chosen.values(&[&from, &to, &spam]);
    let is_estimate = calls > MAX_EXACT_CALLS;
    let sql = if is_estimate { &SAMPLED_CALLERS } else { &CALLERS };
    let counted = db.read_visible::<(i64,)>(proof, sql, &values).await?.first().map_or(0, |(count,)| *count);
    let count = if is_estimate { (counted * SAMPLED_PART).min(calls) } else { counted };
    Ok(UniqueCallers { count, is_estimate })
}

//! Unique callers: exact where few calls are asked for, and beyond estimated from a sample of them.

use crate::access::{ListSql, PageDirection, Proof, VisibleSql, visible_list_sql, visible_sql};
use crate::calls::tally::Sample;
use crate::db::{Db, Error};
use crate::reports::calendar::Period;
use crate::reports::filter::{Chosen, Filter};

static CALLERS: VisibleSql = visible_sql!("callers.sql");
static SAMPLED_CALLERS: ListSql<VisibleSql> = visible_list_sql!("sampled_callers.sql");

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
    let sample = Sample::for_calls(calls);
    let sql = match sample {
        Some(sample) => SAMPLED_CALLERS.for_form(sample.form(), PageDirection::Ascending)?,
        None => &CALLERS,
    };
    let counted = db.read_visible::<(i64,)>(proof, sql, &values).await?.first().map_or(0, |(count,)| *count);
    let count = sample.map_or(counted, |sample| (counted * sample.part()).min(calls));
    Ok(UniqueCallers { count, is_estimate: sample.is_some() })
}

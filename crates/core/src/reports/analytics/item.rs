//! Calls as they are read: one, or the sums of some that are alike.

use std::collections::BTreeSet;

use super::time_keys::When;
use crate::access::{ListSql, PageDirection, Proof, VisibleSql, visible_list_sql, visible_sql};
use crate::calls::tally::{Build, Counted, Sample};
use crate::calls::{CallStatus, Sums};
use crate::db::{Db, Error, FromRow, Row};
use crate::ids::{NumberId, TagId};
use crate::reports::calendar::Period;
use crate::reports::filter::{Chosen, Filter};
use crate::reports::read::{ALL_TIME, KeyedSums, SumKeys, slot_millis, slot_start, sums_within};

static CALLS: ListSql<VisibleSql> = visible_list_sql!("calls.sql");
static SLOTS: VisibleSql = visible_sql!("slots.sql");

/// Calls that are alike in what is asked of them. A fact that is not asked for is left out.
#[derive(Clone, Debug)]
pub(in crate::reports) struct Item {
    pub(in crate::reports) number: Option<NumberId>,
    pub(in crate::reports) source: Option<String>,
    pub(in crate::reports) status: Option<CallStatus>,
    pub(in crate::reports) qualified: Option<bool>,
    pub(in crate::reports) tags: BTreeSet<TagId>,
    pub(in crate::reports) when: Option<When>,
    pub(in crate::reports) sums: Sums,
    /// The caller of a single call, if there is one.
    pub(in crate::reports) caller: Option<String>,
}

/// The facts that are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::reports) struct Facts {
    pub(in crate::reports) number: bool,
    pub(in crate::reports) source: bool,
    pub(in crate::reports) status: bool,
    pub(in crate::reports) qualified: bool,
    pub(in crate::reports) tags: bool,
    /// The hour of the clock, beside the day.
    pub(in crate::reports) hour: bool,
    pub(in crate::reports) time: bool,
}

struct CallRow {
    counted: Counted,
    caller: Option<String>,
    tags: BTreeSet<TagId>,
}

impl FromRow for CallRow {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let mut columns = row.columns();
        Ok(Self { counted: Counted::from_columns(&mut columns)?, caller: columns.take()?, tags: columns.take_set()? })
    }
}

struct SlotRow {
    number: Option<NumberId>,
    source: Option<String>,
    status: Option<CallStatus>,
    qualified: Option<bool>,
    tags: BTreeSet<TagId>,
    slot: i64,
    sums: Sums,
}

impl FromRow for SlotRow {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let mut columns = row.columns();
        Ok(Self {
            number: columns.take()?,
            source: columns.take()?,
            status: columns.take()?,
            qualified: columns.take()?,
            tags: columns.take_set()?,
            slot: columns.take()?,
            sums: Sums::from_columns(&mut columns)?,
        })
    }
}

/// Each call of a period, with its caller. Of a sample there are only the calls of its callers.
pub(super) async fn each_call(
    db: &Db,
    proof: &(impl Proof + ?Sized),
    period: &Period,
    filter: &Filter,
    facts: Facts,
    sample: Option<Sample>,
) -> Result<Vec<Item>, Error> {
    let (chosen, spam, from, to) = (Chosen::of(filter), filter.includes_spam(), period.from(), period.to());
    let values = chosen.values(&[&from, &to, &spam, &facts.tags]);
    let sql = CALLS.for_form(sample.map_or("", Sample::form), PageDirection::Ascending)?;
    let rows = db.read_visible::<CallRow>(proof, sql, &values).await?;
    let item = |CallRow { counted, caller, tags }| Item {
        sums: counted.sums(),
        number: Some(counted.number),
        status: Some(counted.status),
        qualified: counted.qualified,
        when: Some(When::Moment(counted.started_at)),
        source: Some(counted.source),
        tags,
        caller,
    };
    Ok(rows.into_iter().map(item).collect())
}

/// The sums of the calls of a period by what is asked of each.
pub(super) async fn by_slot(
    db: &Db,
    proof: &(impl Proof + ?Sized),
    period: &Period,
    filter: &Filter,
    facts: Facts,
) -> Result<Vec<Item>, Error> {
    let (chosen, spam, from, to) = (Chosen::of(filter), filter.includes_spam(), period.from(), period.to());
    let millis = if facts.time { slot_millis(period) } else { ALL_TIME };
    let Facts { number, source, status, qualified, tags, hour: _, time } = facts;
    let values = chosen.values(&[&from, &to, &spam, &number, &source, &status, &qualified, &tags, &millis]);
    let rows = db.read_visible::<SlotRow>(proof, &SLOTS, &values).await?;
    let item = |SlotRow { number, source, status, qualified, tags, slot, sums }| {
        // The first slot may have begun before the period.
        let when = time.then(|| When::Moment(slot_start(slot, millis).max(from)));
        Item { number, source, status, qualified, tags, when, sums, caller: None }
    };
    Ok(rows.into_iter().map(item).collect())
}

/// The sums of a period by number, source, day and hour, from the sums of hours; `None` where there are more than `limit`.
pub(super) async fn by_sums(
    db: &Db,
    proof: &(impl Proof + ?Sized),
    build: &Build,
    period: &Period,
    filter: &Filter,
    facts: Facts,
    limit: usize,
) -> Result<Option<Vec<Item>>, Error> {
    let by = SumKeys { number: facts.number, source: facts.source, day: facts.time, hour: facts.hour };
    let item = |KeyedSums { number, source, day, hour, sums }| Item {
        number,
        source,
        status: None,
        qualified: None,
        tags: BTreeSet::new(),
        when: day.map(|day| hour.map_or(When::Day(day), |hour| When::Hour(day, hour))),
        sums,
        caller: None,
    };
    let sums = sums_within(db, proof, build, period, filter, by, limit).await?;
    Ok(sums.map(|sums| sums.into_iter().map(item).collect()))
}

//! The rows of one month of a number.

use std::collections::BTreeMap;

use super::numbers::Month;
use crate::access::{BusinessSql, Change, DueJob, Scoped, business_sql};
use crate::calls::CountedKind;
use crate::calls::qualification::judge;
use crate::calls::tally::{Counted, Counts, Key, Remarked, add, is_in_sample};
use crate::db::{Db, Error, FromRow, Row, Value};
use crate::ids::{CallId, NumberId};
use crate::time::{day_from_number, day_number};

static ROWS: BusinessSql = business_sql!("rows.sql");
static LOCK: BusinessSql = business_sql!("lock.sql");
static CALLS: BusinessSql = business_sql!("calls.sql");
static PUT: BusinessSql = business_sql!("put.sql");
static DROP: BusinessSql = business_sql!("drop.sql");
static UNSET_FIRST: BusinessSql = business_sql!("unset_first.sql");
static SET_FIRST: BusinessSql = business_sql!("set_first.sql");
static SAMPLED: BusinessSql = business_sql!("sampled.sql");
static SET_SAMPLED: BusinessSql = business_sql!("set_sampled.sql");

/// The counts of a month by the rows that hold them. A row of zeros is as good as none.
pub(super) type Rows = BTreeMap<Key, Counts>;

/// A row of `report_days` without its build.
struct StoredRow {
    key: Key,
    counts: Counts,
}

impl FromRow for StoredRow {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let mut columns = row.columns();
        let number = columns.take::<NumberId>()?;
        let day = day_from_number(columns.take()?);
        let key = Key { number, day, source: columns.take()?, kind: columns.take::<CountedKind>()? };
        Ok(Self { key, counts: Counts::from_columns(&mut columns)? })
    }
}

fn by_key(rows: Vec<StoredRow>) -> Rows {
    rows.into_iter().map(|row| (row.key, row.counts)).collect()
}

/// Adds up calls.
fn summed(month: &Month, calls: &[Counted]) -> Rows {
    let mut rows = Rows::new();
    for call in calls {
        *rows.entry(call.key(&month.build.zone)).or_default() += call.counts(&month.build.zone);
    }
    rows
}

/// The rows as they are stored, and as the calls say. Read one after the other, so they may differ while calls come in.
pub(super) async fn compare(db: &Db, due: &DueJob, month: &Month) -> Result<(Rows, Rows), Error> {
    let (first, next) = (day_number(month.days.0), day_number(month.days.1));
    let stored = db.read::<StoredRow>(due, &ROWS, &[&month.build.build, &month.number, &first, &next]).await?;
    let calls = db.read::<Counted>(due, &CALLS, &[&month.number, &month.moments.0, &month.moments.1]).await?;
    Ok((by_key(stored), summed(month, &calls)))
}

/// The same, while no other transaction changes either until this one has ended.
pub(super) async fn compare_locked(tx: &mut Scoped<'_>, month: &Month) -> Result<(Rows, Rows), Error> {
    let (first, next) = (day_number(month.days.0), day_number(month.days.1));
    let mut stored = by_key(tx.all(&LOCK, &[&month.build.build, &month.number, &first, &next]).await?);
    let mut sums = sum(tx, month).await?;
    let missing: Vec<Key> = sums.keys().filter(|key| !stored.contains_key(key)).cloned().collect();
    if missing.is_empty() {
        return Ok((stored, sums));
    }
    for key in &missing {
        // A transaction that adds to this row waits from here on.
        add(tx, month.build.build, key, &Counts::default()).await?;
    }
    // Rows that another transaction added since are in both, now that they are locked; those of calls that came after the lock
    // are that transaction's.
    stored = by_key(tx.all(&LOCK, &[&month.build.build, &month.number, &first, &next]).await?);
    sums = sum(tx, month).await?;
    sums.retain(|key, _| stored.contains_key(key));
    Ok((stored, sums))
}

async fn sum(tx: &mut Scoped<'_>, month: &Month) -> Result<Rows, Error> {
    let calls = tx.all::<Counted>(&CALLS, &[&month.number, &month.moments.0, &month.moments.1]).await?;
    Ok(summed(month, &calls))
}

/// Takes the mark of a first call from the calls of a month that are none.
pub(super) async fn unset_first(tx: &mut Scoped<'_>, month: &Month) -> Result<(), Error> {
    remark(tx, &UNSET_FIRST, month).await
}

/// Changes wrong marks of first calls in a month, and asks the rules for qualified calls again about those calls. The sums that follow
/// from both are written by the same build.
async fn remark(tx: &mut Scoped<'_>, statement: &'static BusinessSql, month: &Month) -> Result<(), Error> {
    let calls = tx.all::<Remarked>(statement, &[&month.number, &month.moments.0, &month.moments.1]).await?;
    for Remarked { id, mut now } in calls {
        judge(tx, id, &mut now).await?;
        tx.notify(Change::Call(id));
    }
    Ok(())
}

/// The calls of a month that are in the sample of callers and should not be, or the other way round.
pub(super) async fn wrongly_sampled(db: &Db, due: &DueJob, month: &Month) -> Result<Vec<(CallId, bool)>, Error> {
    let (from, to) = month.moments;
    let calls = db.read::<(CallId, String, bool)>(due, &SAMPLED, &[&month.number, &from, &to]).await?;
    let wrong = |(call, caller, sampled): (CallId, String, bool)| {
        let is_sampled = is_in_sample(&caller);
        (is_sampled != sampled).then_some((call, is_sampled))
    };
    Ok(calls.into_iter().filter_map(wrong).collect())
}

/// Puts calls into the sample of callers, or takes them out of it.
pub(super) async fn sample(tx: &mut Scoped<'_>, calls: &[(CallId, bool)]) -> Result<(), Error> {
    for (call, is_sampled) in calls {
        tx.run(&SET_SAMPLED, &[call, is_sampled]).await?;
    }
    Ok(())
}

/// Marks the first calls of a month, and writes its rows as the calls say.
pub(super) async fn write(tx: &mut Scoped<'_>, month: &Month) -> Result<(), Error> {
    remark(tx, &SET_FIRST, month).await?;
    let (stored, sums) = compare_locked(tx, month).await?;
    for (key, before) in &stored {
        let after = sums.get(key).copied().unwrap_or_default();
        let day = day_number(key.day);
        let mut values: Vec<&(dyn Value + '_)> = vec![&month.build.build, &key.number, &day, &key.source, &key.kind];
        if after == Counts::default() {
            tx.run(&DROP, &values).await?;
        } else if after != *before {
            values.extend(after.values());
            tx.run(&PUT, &values).await?;
        }
    }
    Ok(())
}

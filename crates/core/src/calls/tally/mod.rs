//! The sums of calls by hour, number and source, which reports are read from.
//!
//! **Invariant.** The row of `report_hours` and the entry of `report_months` of an hour, number, source and kind are together the sum
//! over the calls that have ended and came in that hour. A transaction that changes a call calls [`record_many`] with what the call was
//! before and what it is now; a test lists
//! the statements that write calls. Calls under way are in no row, so a call costs one row, when it ends: the rows of a busy
//! number would else make its calls wait for one another on PostgreSQL.

mod builds;
mod counted;
mod first_call;
mod packed;
mod sample;
mod sums;

use std::collections::BTreeMap;

pub(crate) use builds::{Build, Builds};
pub(crate) use counted::{Counted, Key};
pub use counted::{CountedOutcome, Kind as CountedKind};
pub(crate) use first_call::{Remarked, lock_with_first, make_way, settle};
pub(crate) use packed::{Grain, HourOfMonth, PackedSums};
pub(crate) use sample::{MAX_EXACT_CALLS, Sample, sample_level};
pub use sums::Sums;

use crate::access::{BusinessSql, Scoped, business_sql};
use crate::db::{Error, Value};
use crate::ids::CallId;
use crate::time::day_number;

static ADD: BusinessSql = business_sql!("add.sql");
static FIND: BusinessSql = business_sql!("find.sql");

/// The counted facts of a call, as they are now.
///
/// # Errors
/// When the business has no such call, or the database fails.
pub(crate) async fn find(tx: &mut Scoped<'_>, call: CallId) -> Result<Counted, Error> {
    tx.one(&FIND, &[&call]).await
}

/// Records changes of calls: what each was before, if it was there, and what it is now. A call's row has to be locked by this
/// transaction when `before` is read, so that no other changes it in between. It comes once, after the last change of a call: a
/// transaction that has locked a row of the sums waits for no call, since the transaction that has the call may wait for the row.
///
/// # Errors
/// When the database fails.
pub(crate) async fn record_many(
    tx: &mut Scoped<'_>,
    calls: &[(Option<&Counted>, Option<&Counted>)],
) -> Result<(), Error> {
    let ended = |call: Option<&'_ Counted>| call.filter(|call| call.has_ended()).cloned();
    let changed: Vec<_> = calls.iter().map(|(before, after)| (ended(*before), ended(*after))).collect();
    if changed.iter().all(|(before, after)| before == after) {
        return Ok(());
    }
    for Build { build, zone } in Builds::of(tx).await?.all() {
        let mut changes: BTreeMap<Key, Sums> = BTreeMap::new();
        for (before, after) in &changed {
            if let Some(call) = before {
                *changes.entry(call.key(&zone)).or_default() -= call.sums();
            }
            if let Some(call) = after {
                *changes.entry(call.key(&zone)).or_default() += call.sums();
            }
        }
        let mut changes: Vec<(Key, Sums)> = changes.into_iter().filter(|(_, sums)| *sums != Sums::default()).collect();
        // In the order of the table's key within a number, so that two transactions do not wait for each other. The job that moves
        // the rows takes those of one number in a transaction.
        changes.sort_by(|(a, _), (b, _)| {
            let place = |key: &'_ Key| (key.number, key.day, key.hour);
            place(a).cmp(&place(b)).then_with(|| (&a.source, a.kind.word()).cmp(&(&b.source, b.kind.word())))
        });
        for (key, sums) in changes {
            add(tx, build, &key, &sums).await?;
        }
    }
    Ok(())
}

/// Adds sums to a row, which may not be there yet.
async fn add(tx: &mut Scoped<'_>, build: i64, key: &Key, sums: &Sums) -> Result<(), Error> {
    let (day, hour) = (day_number(key.day), i64::from(key.hour));
    let mut values: Vec<&(dyn Value + '_)> = vec![&build, &key.number, &day, &hour, &key.source, &key.kind];
    values.extend(sums.values());
    tx.run(&ADD, &values).await.map(drop)
}

#[cfg(test)]
mod tests;

//! The sums of one month of a number.

use super::numbers::Month;
use super::stored_month::{StoredMonth, StoredRow, day_numbers, values};
use crate::access::{BusinessSql, Change, DueJob, Scoped, business_sql};
use crate::calls::qualification::judge;
use crate::calls::tally::{Remarked, sample_level};
use crate::db::{Db, Error};
use crate::ids::CallId;
use crate::reports::months;

static LOCK: BusinessSql = business_sql!("lock.sql");
static STORED_AND_COUNTED: BusinessSql = business_sql!("stored_and_counted.sql");
static UNSET_FIRST: BusinessSql = business_sql!("unset_first.sql");
static SET_FIRST: BusinessSql = business_sql!("set_first.sql");
static SAMPLED: BusinessSql = business_sql!("sampled.sql");
static SET_SAMPLED: BusinessSql = business_sql!("set_sampled.sql");

/// The sums of a month as they are stored, and as its calls say.
///
/// # Errors
/// When the database fails.
pub(super) async fn read(db: &Db, due: &DueJob, month: &Month) -> Result<StoredMonth, Error> {
    let days = day_numbers(month);
    let rows = db.read::<StoredRow>(due, &STORED_AND_COUNTED, &values(month, &days)).await?;
    StoredMonth::of(month, rows)
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

/// The calls of a month that are in other samples of callers than they should be, each with the right level.
pub(super) async fn wrongly_sampled(db: &Db, due: &DueJob, month: &Month) -> Result<Vec<(CallId, i64)>, Error> {
    let (from, to) = month.moments;
    let calls = db.read::<(CallId, String, i64)>(due, &SAMPLED, &[&month.number, &from, &to]).await?;
    let wrong = |(call, caller, stored): (CallId, String, i64)| {
        let level = sample_level(&caller);
        (level != stored).then_some((call, level))
    };
    Ok(calls.into_iter().filter_map(wrong).collect())
}

/// Puts calls into their samples of callers.
pub(super) async fn sample(tx: &mut Scoped<'_>, calls: &[(CallId, i64)]) -> Result<(), Error> {
    for (call, level) in calls {
        tx.run(&SET_SAMPLED, &[call, level]).await?;
    }
    Ok(())
}

/// Marks the first calls of a month, and corrects its sums as the calls say.
pub(super) async fn write(tx: &mut Scoped<'_>, month: &Month) -> Result<(), Error> {
    // Another build of the same number would add the same correction.
    tx.run(&LOCK, &[&month.number]).await?;
    remark(tx, &SET_FIRST, month).await?;
    let days = day_numbers(month);
    let rows = tx.all::<StoredRow>(&STORED_AND_COUNTED, &values(month, &days)).await?;
    let correction = StoredMonth::of(month, rows)?.correction();
    months::add_to_number(tx, month.build.build, month.number, &correction).await?;
    months::add_to_business(tx, month.build.build, &correction).await
}

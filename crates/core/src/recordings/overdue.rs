//! Ends recordings that the carrier never reported as ready, or whose fetch was lost.

use crate::access::{BusinessSql, Change, Scoped, business_sql};
use crate::db::Error;
use crate::ids::CallId;
use crate::time::Timestamp;

static OVERDUE: BusinessSql = business_sql!("overdue.sql");

const FAILURE: &str = "The carrier never reported that the recording is ready.";

/// Ends at most `limit` recordings: those without an address that began before `before`, and those with one before `fetch`. A
/// report that comes later still has it fetched.
pub(crate) async fn end_overdue(
    tx: &mut Scoped<'_>,
    before: Timestamp,
    fetch: Timestamp,
    limit: i64,
) -> Result<i64, Error> {
    let calls = tx.all::<(CallId,)>(&OVERDUE, &[&before, &fetch, &limit, &FAILURE]).await?;
    let mut ended = 0;
    for (call,) in calls {
        tx.notify(Change::Call(call));
        ended += 1;
    }
    Ok(ended)
}

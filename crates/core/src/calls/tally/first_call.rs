//! Whether a call is its caller's first to its number: by the moment at which it came, and then by its id. A call of an anonymous
//! caller is never one.
//!
//! A unique index allows one first call of a caller to a number, so that two calls at once can't both be it.

use super::{Counted, record};
use crate::access::{BusinessSql, Change, Scoped, business_sql};
use crate::calls::qualification::judge;
use crate::db::{Error, FromRow, Row};
use crate::ids::{CallId, NumberId};
use crate::time::Timestamp;

static MAKE_WAY: BusinessSql = business_sql!("make_way.sql");
static FIRST: BusinessSql = business_sql!("first.sql");
static PROMOTE: BusinessSql = business_sql!("promote.sql");

/// A call whose mark of a first call has changed.
pub(crate) struct Remarked {
    pub(crate) id: CallId,
    pub(crate) now: Counted,
}

impl FromRow for Remarked {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let mut columns = row.columns();
        Ok(Self { id: columns.take()?, now: Counted::from_columns(&mut columns)? })
    }
}

/// Makes way for a call that came before the one that was its caller's first so far.
///
/// # Errors
/// When the database fails.
pub(crate) async fn make_way(
    tx: &mut Scoped<'_>,
    number: NumberId,
    caller: &str,
    before: Timestamp,
) -> Result<(), Error> {
    for Remarked { id, mut now } in tx.all::<Remarked>(&MAKE_WAY, &[&number, &caller, &before]).await? {
        let was = Counted { first_time: true, ..now.clone() };
        judge(tx, id, &mut now).await?;
        record(tx, Some(&was), Some(&now)).await?;
        tx.notify(Change::Call(id));
    }
    Ok(())
}

/// Makes a call its caller's first to the number if it is, after its start has moved to an earlier moment. Returns whether it is.
///
/// # Errors
/// When the database fails.
pub(crate) async fn settle(
    tx: &mut Scoped<'_>,
    call: CallId,
    number: NumberId,
    caller: &str,
    started_at: Timestamp,
) -> Result<bool, Error> {
    let first = tx.optional::<(CallId,)>(&FIRST, &[&number, &caller]).await?;
    if first != Some((call,)) {
        return Ok(false);
    }
    make_way(tx, number, caller, started_at).await?;
    tx.run(&PROMOTE, &[&call]).await?;
    Ok(true)
}

//! Whether a call is its caller's first to its number: by the moment at which it came, and then by its id. A call of an anonymous
//! caller is never one.
//!
//! A unique index allows one first call of a caller to a number, so that two calls at once can't both be it.

use std::collections::BTreeSet;

use super::Counted;
use crate::access::{BusinessSql, Change, Scoped, business_sql};
use crate::calls::qualification::{judge, lock};
use crate::db::{Error, FromRow, Row};
use crate::ids::{CallId, NumberId};
use crate::time::Timestamp;

static MAKE_WAY: BusinessSql = business_sql!("make_way.sql");
static FIRST_SO_FAR: BusinessSql = business_sql!("first_so_far.sql");
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

/// Locks a call and its caller's first call to the number until the transaction ends, in the order in which all transactions lock
/// several calls. It comes before any change of the call that may make it the first.
///
/// # Errors
/// When the database fails.
pub(crate) async fn lock_with_first(
    tx: &mut Scoped<'_>,
    call: CallId,
    number: NumberId,
    caller: &str,
) -> Result<(), Error> {
    let first = tx.optional::<(CallId,)>(&FIRST_SO_FAR, &[&number, &caller]).await?;
    let calls: BTreeSet<CallId> = first.into_iter().map(|(first,)| first).chain([call]).collect();
    for id in calls {
        lock(tx, id).await?;
    }
    Ok(())
}

/// Makes way for a call that came before the one that was its caller's first so far. Returns what the calls were that are no longer
/// the first, and what they are now: the caller records them together with its own call, after the last call is written.
///
/// # Errors
/// When the database fails.
pub(crate) async fn make_way(
    tx: &mut Scoped<'_>,
    number: NumberId,
    caller: &str,
    before: Timestamp,
) -> Result<Vec<(Counted, Counted)>, Error> {
    let mut changes = Vec::new();
    for Remarked { id, mut now } in tx.all::<Remarked>(&MAKE_WAY, &[&number, &caller, &before]).await? {
        let was = Counted { first_time: true, ..now.clone() };
        judge(tx, id, &mut now).await?;
        tx.notify(Change::Call(id));
        changes.push((was, now));
    }
    Ok(changes)
}

/// Makes a call its caller's first to the number if it is, after its start has moved to an earlier moment. Returns the changes of
/// the calls that made way, as [`make_way`] does; `None` where the call is not the first.
///
/// # Errors
/// When the database fails.
pub(crate) async fn settle(
    tx: &mut Scoped<'_>,
    call: CallId,
    number: NumberId,
    caller: &str,
    started_at: Timestamp,
) -> Result<Option<Vec<(Counted, Counted)>>, Error> {
    let first = tx.optional::<(CallId,)>(&FIRST, &[&number, &caller]).await?;
    if first != Some((call,)) {
        return Ok(None);
    }
    let changes = make_way(tx, number, caller, started_at).await?;
    tx.run(&PROMOTE, &[&call]).await?;
    Ok(Some(changes))
}

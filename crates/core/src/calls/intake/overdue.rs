//! Ends calls whose last report was lost.

use super::merge::merge_report;
use crate::access::{BusinessSql, Scoped, business_sql};
use crate::carrier::facts::CallFacts;
use crate::carrier::id::CarrierId;
use crate::db::Error;
use crate::time::Timestamp;

static OVERDUE: BusinessSql = business_sql!("overdue.sql");

/// Ends at most `limit` calls that began before a moment and never ended, with the outcome that is known. A report that comes
/// later still corrects it.
pub(crate) async fn end_overdue(tx: &mut Scoped<'_>, before: Timestamp, limit: i64) -> Result<i64, Error> {
    let rows = tx.all::<(String,)>(&OVERDUE, &[&before, &limit]).await?;
    let mut ended = 0;
    for (id,) in rows {
        let id = CarrierId::new(&id).map_err(|_| Error::Internal("a call's id can't be read".into()))?;
        merge_report(tx, &id, CallFacts::overdue()).await?;
        ended += 1;
    }
    Ok(ended)
}

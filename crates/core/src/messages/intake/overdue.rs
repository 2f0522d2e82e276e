//! Ends texts that were given to the carrier, which never reported whether it sent them.

use crate::access::{BusinessSql, Change, Scoped, business_sql};
use crate::db::Error;
use crate::ids::MessageId;
use crate::time::Timestamp;

static OVERDUE: BusinessSql = business_sql!("overdue.sql");

/// Ends at most `limit` texts from before a moment as failed. A report that comes later still corrects it.
pub(crate) async fn end_overdue(tx: &mut Scoped<'_>, before: Timestamp, limit: i64) -> Result<i64, Error> {
    let messages = tx.all::<(MessageId,)>(&OVERDUE, &[&before, &limit]).await?;
    let mut ended = 0;
    for (message,) in messages {
        tx.notify(Change::Message(message));
        ended += 1;
    }
    Ok(ended)
}

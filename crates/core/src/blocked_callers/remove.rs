//! Takes back that a caller is blocked.

use super::BlockedCaller;
use crate::Error;
use crate::access::{BusinessSql, Held, Refusal, actions, business_sql};
use crate::audit::Event;
use crate::db::Db;

static REMOVE: BusinessSql = business_sql!("remove.sql");

/// Takes back that a caller is blocked. The calls that were rejected stay blocked ones.
///
/// # Errors
/// Returns [`Refusal::NotFound`] when it was taken back in the meantime, or a database error.
pub async fn remove(db: &Db, held: &Held<BlockedCaller, actions::BlockCallers>) -> Result<(), Error> {
    let (id, caller) = (held.id, held.caller.clone());
    db.change(held, move |tx| {
        Box::pin(async move {
            if tx.run(&REMOVE, &[&id]).await? == 0 {
                return Err(Refusal::NotFound.into());
            }
            Ok(((), Event::of("caller.unblocked", "caller", id, &caller)))
        })
    })
    .await
}

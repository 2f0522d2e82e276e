//! Announces calls and texts to a business's watchers, as a carrier's report would.

use crate::Error;
use crate::access::{Carrier, Change, Operator};
use crate::db::Db;

/// Notifies a business's watchers of changes, in their order.
///
/// # Errors
/// When the database fails.
pub async fn announce(db: &Db, operator: &Operator, changes: Vec<Change>) -> Result<(), Error> {
    db.change_unaudited(&Carrier::of_demo(operator), move |tx| {
        Box::pin(async move {
            for change in changes {
                tx.notify(change);
            }
            Ok(())
        })
    })
    .await
}

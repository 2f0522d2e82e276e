//! Allows changes under Log in as, which begins read-only.

use crate::Error;
use crate::access::{BusinessSql, May, Refusal, actions, business_sql};
use crate::audit::Event;
use crate::db::Db;
use crate::members::recheck_in_transaction;

static ALLOW: BusinessSql = business_sql!("allow_changes.sql");

/// Allows changes for the rest of the period. The second call does nothing.
///
/// # Errors
/// Returns [`Refusal::NotFound`] when no Log in as period is active, or a database error.
pub async fn allow_changes(db: &Db, may: &May<actions::AllowChanges>) -> Result<(), Error> {
    let viewpoint = may.viewpoint().clone();
    let period = viewpoint.impersonation().ok_or(Refusal::NotFound)?.id;
    db.change(may, move |tx| {
        Box::pin(async move {
            recheck_in_transaction(tx, &viewpoint, actions::AllowChanges).await?;
            let now = tx.now();
            let is_new = tx.run(&ALLOW, &[&period, &now]).await? == 1;
            let event = || Event::of("log_in_as.changes_allowed", "member", viewpoint.member(), viewpoint.name());
            Ok(((), is_new.then(event)))
        })
    })
    .await
}

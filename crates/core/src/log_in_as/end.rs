//! Ends a Log in as period: Return to my account.

use crate::Error;
use crate::access::{BusinessSql, Change, May, actions, business_sql};
use crate::audit::Event;
use crate::db::Db;

static END: BusinessSql = business_sql!("end.sql");
static END_SESSION: BusinessSql = business_sql!("end_session.sql");

/// Ends the viewpoint's own period and its session. Returns whether there was one to end.
///
/// # Errors
/// When the database fails.
pub async fn end(db: &Db, may: &May<actions::Return>) -> Result<bool, Error> {
    let viewpoint = may.viewpoint().clone();
    let Some(period) = viewpoint.impersonation() else { return Ok(false) };
    db.change(may, move |tx| {
        Box::pin(async move {
            let now = tx.now();
            let ended = tx.run(&END, &[&period.id, &now]).await? == 1;
            tx.run(&END_SESSION, &[&period.id]).await?;
            tx.notify(Change::Member(viewpoint.member()));
            let event = || Event::of("log_in_as.ended", "member", viewpoint.member(), viewpoint.name());
            Ok((ended, ended.then(event)))
        })
    })
    .await
}

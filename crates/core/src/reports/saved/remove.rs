//! Removes a saved report.

use super::change::lock_for_edit;
use super::recipients::recipient_names;
use super::report::SavedReport;
use crate::Error;
use crate::access::{BusinessSql, Held, actions, business_sql};
use crate::audit::Event;
use crate::db::Db;
use crate::members::end_outside_of_report;

static REMOVE_RECIPIENTS: BusinessSql = business_sql!("clear_recipients.sql");
static REMOVE_LETTERS: BusinessSql = business_sql!("remove_letters.sql");
static REMOVE: BusinessSql = business_sql!("remove.sql");

/// Removes a report: its author, and of a shared one also those who may edit what others have shared.
///
/// # Errors
/// Returns a refusal, [`crate::access::Refusal::NotFound`] when it was removed in the meantime, or a database error.
pub async fn remove(db: &Db, held: &Held<SavedReport, actions::SaveReports>) -> Result<(), Error> {
    let (id, viewpoint) = (held.id, held.viewpoint().clone());
    db.change(held, move |tx| {
        Box::pin(async move {
            let stored = lock_for_edit(tx, &viewpoint, id).await?;
            let recipients = recipient_names(tx, id).await?;
            let mut events = end_outside_of_report(tx, id).await?;
            tx.run(&REMOVE_RECIPIENTS, &[&id]).await?;
            tx.run(&REMOVE_LETTERS, &[&id]).await?;
            tx.run(&REMOVE, &[&id]).await?;
            let event = Event::of("report.removed", "report", id, &stored.name);
            events.push(event.before(stored.to_audit_json(&recipients)));
            Ok(((), events))
        })
    })
    .await
}

//! Removes a view.

use super::change::lock_for_edit;
use super::view::CallView;
use crate::Error;
use crate::access::{BusinessSql, Held, actions, business_sql};
use crate::audit::Event;
use crate::db::Db;

static REMOVE: BusinessSql = business_sql!("remove.sql");

/// Removes a view: its author, and of a shared one also those who may edit what others have shared.
///
/// # Errors
/// Returns a refusal, [`crate::access::Refusal::NotFound`] when it was removed in the meantime, or a database error.
pub async fn remove(db: &Db, held: &Held<CallView, actions::SaveReports>) -> Result<(), Error> {
    let (id, viewpoint) = (held.id, held.viewpoint().clone());
    db.change(held, move |tx| {
        Box::pin(async move {
            let stored = lock_for_edit(tx, &viewpoint, id).await?;
            tx.run(&REMOVE, &[&id]).await?;
            let event = Event::of("call_view.removed", "call_view", id, &stored.name);
            Ok(((), event.before(stored.to_audit_json())))
        })
    })
    .await
}

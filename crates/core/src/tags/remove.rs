//! Removes a tag.

use super::edit::lock_and_load;
use super::merged::notify_viewers;
use super::tag::Tag;
use crate::Error;
use crate::access::{BusinessSql, Held, actions, business_sql};
use crate::audit::Event;
use crate::db::{self, Db};
use crate::qualified_rules::{Named, refuse_if_named};

static LEAVE_ALL: BusinessSql = business_sql!("leave_all.sql");
static FORGET_MERGES: BusinessSql = business_sql!("forget_merges.sql");
pub(super) static DELETE: BusinessSql = business_sql!("delete.sql");

/// Removes a tag, also from the calls that carry it, and notifies those who see one of them. Returns how many those were.
///
/// # Errors
/// Returns [`crate::access::Refusal::NotFound`] when it was removed in the meantime, a conflict when a rule for
/// qualified calls names it or a call was given it at the same moment, or a database error.
pub async fn remove(db: &Db, held: &Held<Tag, actions::ManageTags>) -> Result<u64, Error> {
    let id = held.id;
    let change = db.change(held, move |tx| {
        Box::pin(async move {
            let tag = lock_and_load(tx, id).await?;
            refuse_if_named(tx, Named::Tag(id)).await?;
            notify_viewers(tx, id).await?;
            let calls = tx.run(&LEAVE_ALL, &[&id]).await?;
            tx.run(&FORGET_MERGES, &[&id]).await?;
            tx.run(&DELETE, &[&id]).await?;
            let event = Event::of("tag.removed", "tag", id, &tag.name).before(tag.to_audit_json());
            Ok((calls, event.after(serde_json::json!({ "calls": calls }))))
        })
    });
    change.await.map_err(|error| match error {
        Error::Db(db::Error::ForeignKeyViolation) => Error::Conflict {
            code: "conflict",
            sentence: "Somebody gave a call this tag at the same moment. Try again.".into(),
        },
        other => other,
    })
}

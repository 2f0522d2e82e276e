//! Merges a tag into another.

use super::edit::lock_and_load;
use super::merged::notify_viewers;
use super::remove::DELETE;
use super::tag::Tag;
use crate::access::{BusinessSql, Held, Refusal, Scoped, actions, business_sql};
use crate::audit::Event;
use crate::db::Db;
use crate::ids::TagId;
use crate::qualified_rules::replace_tag;
use crate::{Error, Fields};

static LEAVE_JOINED: BusinessSql = business_sql!("leave_joined.sql");
static JOIN: BusinessSql = business_sql!("join.sql");
static FOLLOW_MERGE: BusinessSql = business_sql!("follow_merge.sql");
static NOTE_MERGE: BusinessSql = business_sql!("note_merge.sql");

/// Merges a tag into another: every call that carries it carries the other, rules for qualified calls and saved reports name the
/// other, and it is no more. Those who see a call with it are notified. Returns the other.
///
/// # Errors
/// Returns the invalid field `into` when it is the same tag or no tag of the business, [`crate::access::Refusal::NotFound`]
/// when the first was removed in the meantime, or a database error.
pub async fn merge(db: &Db, held: &Held<Tag, actions::ManageTags>, into: TagId) -> Result<Tag, Error> {
    let id = held.id;
    db.change(held, move |tx| {
        Box::pin(async move {
            if id == into {
                return Err(not_another());
            }
            // In one order, so that two merges at once do not wait for each other.
            let (tag, other) = if id < into {
                let tag = lock_and_load(tx, id).await?;
                (tag, lock_other(tx, into).await?)
            } else {
                let other = lock_other(tx, into).await?;
                (lock_and_load(tx, id).await?, other)
            };
            // Rules name the other tag from now on.
            let mut events = replace_tag(tx, id, into).await?;
            notify_viewers(tx, id).await?;
            tx.run(&JOIN, &[&id, &into]).await?;
            let calls = tx.run(&LEAVE_JOINED, &[&id, &into]).await?;
            // A saved report that has the id of this tag, or of one that was merged into it, finds the other.
            tx.run(&FOLLOW_MERGE, &[&id, &into]).await?;
            tx.run(&NOTE_MERGE, &[&id, &into]).await?;
            tx.run(&DELETE, &[&id]).await?;
            let event = Event::of("tag.merged", "tag", id, &tag.name).before(tag.to_audit_json());
            let after = serde_json::json!({ "into": other.name, "into_id": other.id, "calls": calls });
            events.push(event.after(after));
            Ok((other, events))
        })
    })
    .await
}

async fn lock_other(tx: &mut Scoped<'_>, into: TagId) -> Result<Tag, Error> {
    lock_and_load(tx, into).await.map_err(|error| match error {
        Error::Refused(Refusal::NotFound) => not_another(),
        other => other,
    })
}

fn not_another() -> Error {
    Error::Fields(Fields(vec![("into", "Choose another tag from the list.".to_owned())]))
}

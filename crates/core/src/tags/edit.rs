//! Renames a tag, and gives it another colour.

use super::draft::{Draft, name_taken};
use super::merged::notify_viewers;
use super::tag::Tag;
use crate::access::{BusinessSql, Held, Refusal, Scoped, actions, business_sql};
use crate::audit::Event;
use crate::db::{self, Db};
use crate::ids::TagId;
use crate::{Error, text};

static LOCK: BusinessSql = business_sql!("lock.sql");
static EDIT: BusinessSql = business_sql!("edit.sql");

/// Changes a tag's name and colour, and notifies those who see a call with it. Its calls keep it.
///
/// # Errors
/// Returns the invalid fields (`name`, `colour`), [`Refusal::NotFound`] when it was removed in the meantime, or a database
/// error.
pub async fn edit(db: &Db, held: &Held<Tag, actions::ManageTags>, draft: &Draft) -> Result<Tag, Error> {
    let (name, colour) = draft.check()?;
    let id = held.id;
    let change = db.change(held, move |tx| {
        Box::pin(async move {
            let before = lock_and_load(tx, id).await?;
            let tag = Tag {
                name: name.unwrap_or_else(|| before.name.clone()),
                colour: colour.unwrap_or(before.colour),
                ..before.clone()
            };
            if tag == before {
                return Ok((tag, None));
            }
            tx.run(&EDIT, &[&id, &tag.name, &text::fold_case(&tag.name), &tag.colour]).await?;
            notify_viewers(tx, id).await?;
            let event = Event::of("tag.edited", "tag", id, &before.name);
            let event = event.before(before.to_audit_json()).after(tag.to_audit_json());
            Ok((tag, Some(event)))
        })
    });
    change
        .await
        .map_err(|error| if matches!(error, Error::Db(db::Error::UniqueViolation)) { name_taken() } else { error })
}

/// Locks a tag until the transaction ends, and reads it.
pub(super) async fn lock_and_load(tx: &mut Scoped<'_>, id: TagId) -> Result<Tag, Error> {
    Ok(tx.optional::<Tag>(&LOCK, &[&id]).await?.ok_or(Refusal::NotFound)?)
}

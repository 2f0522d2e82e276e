//! Changes the name and the numbers of a number group.

use std::collections::BTreeSet;

use super::contents::{numbers_in, replace};
use super::draft::name_taken;
use super::group::FIND;
use super::{Draft, Group};
use crate::access::{BusinessSql, Change, Held, Refusal, Scoped, actions, business_sql};
use crate::audit::Event;
use crate::db::{self, Db};
use crate::ids::{GroupId, NumberId};
use crate::members::{Changed, Saving, recheck_in_transaction, with_effect};
use crate::{Error, text};

static LOCK: BusinessSql = business_sql!("lock.sql");
static RENAME: BusinessSql = business_sql!("rename.sql");

/// Changes a number group: its name, and its active numbers, which leave the groups they were in. It is saved whatever its
/// effect.
///
/// # Errors
/// Returns the invalid fields (`name`, `number_ids`), [`Refusal::NotFound`] when it was deleted in the meantime, or a
/// database error.
pub async fn edit(db: &Db, held: &Held<Group, actions::EditNumberGroups>, draft: &Draft) -> Result<Group, Error> {
    Ok(edit_if(db, held, draft, Saving::Now).await?.thing)
}

/// The same, saved depending on who sees more or less by it.
///
/// # Errors
/// Returns the errors of [`edit`].
pub async fn edit_if(
    db: &Db,
    held: &Held<Group, actions::EditNumberGroups>,
    draft: &Draft,
    saving: Saving,
) -> Result<Changed<Group>, Error> {
    let (name, numbers) = draft.check()?;
    let (id, viewpoint) = (held.id, held.viewpoint().clone());
    let change = db.change_if_decided(held, move |tx| {
        Box::pin(async move {
            recheck_in_transaction(tx, &viewpoint, actions::EditNumberGroups).await?;
            let name_before = lock_and_load(tx, id).await?;
            let numbers_before = numbers_in(tx, id).await?;
            tx.run(&RENAME, &[&id, &name, &text::fold_case(&name)]).await?;
            let (moved, effect) = replace(tx, id, &numbers_before, &numbers).await?;
            if name != name_before {
                tx.notify(Change::Numbers);
            }
            let group = tx.read_visible::<Group>(&FIND, &[&id]).await?.into_iter().next().ok_or(Refusal::NotFound)?;
            let ids: BTreeSet<NumberId> = numbers_before.keys().copied().collect();
            let mut digits_before: Vec<String> = numbers_before.into_values().collect();
            digits_before.sort();
            let mut before = serde_json::json!({ "name": name_before, "numbers": digits_before, "number_ids": ids });
            if !moved.from.is_empty() {
                before["moved_from"] = serde_json::json!(moved.from);
                before["moved_from_ids"] = serde_json::json!(moved.from_ids);
            }
            let event = Event::of("number_group.edited", "number_group", id, &name).before(before);
            let after = serde_json::json!({ "name": name, "numbers": moved.numbers, "number_ids": moved.ids });
            let event = event.after(with_effect(after, &effect));
            Ok(Changed::decided(group, effect, &saving, event))
        })
    });
    change
        .await
        .map_err(|error| if matches!(error, Error::Db(db::Error::UniqueViolation)) { name_taken() } else { error })
}

/// Locks the group until the transaction ends, and reads its name.
pub(super) async fn lock_and_load(tx: &mut Scoped<'_>, id: GroupId) -> Result<String, Error> {
    let (name,) = tx.optional::<(String,)>(&LOCK, &[&id]).await?.ok_or(Refusal::NotFound)?;
    Ok(name)
}

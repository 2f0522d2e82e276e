//! Changes the name and the numbers of a number group.

use std::collections::BTreeSet;

use super::contents::{numbers_in, replace};
use super::draft::name_taken;
use super::group::FIND;
use super::{Draft, Group};
use crate::access::{BusinessSql, Held, Refusal, Scoped, actions, business_sql};
use crate::audit::Event;
use crate::db::{self, Db};
use crate::ids::{GroupId, NumberId};
use crate::{Error, text};

static LOCK: BusinessSql = business_sql!("lock.sql");
static RENAME: BusinessSql = business_sql!("rename.sql");

/// Changes a number group: its name, and its active numbers, which leave the groups they were in.
///
/// # Errors
/// Returns the invalid fields (`name`, `number_ids`), [`Refusal::NotFound`] when it was deleted in the meantime, or a
/// database error.
pub async fn edit(db: &Db, held: &Held<Group, actions::EditNumberGroups>, draft: &Draft) -> Result<Group, Error> {
    let (name, numbers) = draft.check()?;
    let id = held.id;
    let change = db.change(held, move |tx| {
        Box::pin(async move {
            let name_before = lock_and_load(tx, id).await?;
            let numbers_before = numbers_in(tx, id).await?;
            tx.run(&RENAME, &[&id, &name, &text::fold_case(&name)]).await?;
            let moved = replace(tx, id, &numbers_before, &numbers).await?;
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
            Ok((group, event.after(after)))
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

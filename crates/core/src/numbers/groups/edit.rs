//! Renames a number group and says which numbers are in it.

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
/// What to change, by field (`name`, `number_ids`); [`Refusal::NotFound`] where it was deleted in the meantime; or that
/// the database failed.
pub async fn edit(db: &Db, held: &Held<Group, actions::EditNumberGroups>, draft: &Draft) -> Result<Group, Error> {
    let (name, wanted) = draft.check()?;
    let id = held.id;
    let edited = db.change(held, move |tx| {
        Box::pin(async move {
            let former_name = lock_and_load(tx, id).await?;
            let had = numbers_in(tx, id).await?;
            tx.run(&RENAME, &[&id, &name, &text::fold_case(&name)]).await?;
            let moved = replace(tx, id, &had, &wanted).await?;
            let group = tx.read_visible::<Group>(&FIND, &[&id]).await?.into_iter().next().ok_or(Refusal::NotFound)?;
            let ids: BTreeSet<NumberId> = had.keys().copied().collect();
            let mut former: Vec<String> = had.into_values().collect();
            former.sort();
            let mut before = serde_json::json!({ "name": former_name, "numbers": former, "number_ids": ids });
            if !moved.from.is_empty() {
                before["moved_from"] = serde_json::json!(moved.from);
                before["moved_from_ids"] = serde_json::json!(moved.from_ids);
            }
            let event = Event::of("number_group.edited", "number_group", id, &name).before(before);
            let after = serde_json::json!({ "name": name, "numbers": moved.numbers, "number_ids": moved.ids });
            Ok((group, event.after(after)))
        })
    });
    edited
        .await
        .map_err(|error| if matches!(error, Error::Db(db::Error::UniqueViolation)) { name_taken() } else { error })
}

/// The group's name as it is, kept from other changes until the transaction ends.
pub(super) async fn lock_and_load(tx: &mut Scoped<'_>, id: GroupId) -> Result<String, Error> {
    let (name,) = tx.optional::<(String,)>(&LOCK, &[&id]).await?.ok_or(Refusal::NotFound)?;
    Ok(name)
}

//! Makes a number group.

use super::contents::{Numbers, replace};
use super::draft::name_taken;
use super::group::FIND;
use super::{Draft, Group};
use crate::access::{BusinessSql, May, Refusal, actions, business_sql};
use crate::audit::Event;
use crate::db::Db;
use crate::ids::GroupId;
use crate::{Error, text};

static CREATE: BusinessSql = business_sql!("create.sql");

/// Makes a number group. Its numbers leave the groups they were in.
///
/// # Errors
/// Returns the invalid fields (`name`, `number_ids`), or a database error.
pub async fn create(db: &Db, may: &May<actions::EditNumberGroups>, draft: &Draft) -> Result<Group, Error> {
    let (name, numbers) = draft.check()?;
    db.change(may, move |tx| {
        Box::pin(async move {
            let now = tx.now();
            let row = tx.optional::<(GroupId,)>(&CREATE, &[&name, &text::fold_case(&name), &now]).await?;
            let (id,) = row.ok_or_else(name_taken)?;
            let moved = replace(tx, id, &Numbers::new(), &numbers).await?;
            let group = tx.read_visible::<Group>(&FIND, &[&id]).await?.into_iter().next().ok_or(Refusal::NotFound)?;
            let event = Event::of("number_group.created", "number_group", id, &name);
            let event =
                event.after(serde_json::json!({ "name": name, "numbers": moved.numbers, "number_ids": moved.ids }));
            let event = match moved.from.is_empty() {
                true => event,
                false => {
                    let from = serde_json::json!({ "moved_from": moved.from, "moved_from_ids": moved.from_ids });
                    event.before(from)
                }
            };
            Ok((group, event))
        })
    })
    .await
}

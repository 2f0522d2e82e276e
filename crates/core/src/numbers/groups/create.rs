//! Makes a number group.

use super::contents::{Numbers, fill_new, plan};
use super::draft::name_taken;
use super::group::FIND;
use super::{Draft, Group};
use crate::access::{BusinessSql, May, Refusal, actions, business_sql};
use crate::audit::{Decision, Event};
use crate::db::Db;
use crate::ids::{GroupId, IdBounds as _};
use crate::members::{AccessEffect, Changed, Saving, recheck_in_transaction, with_effect};
use crate::{Error, text};

static CREATE: BusinessSql = business_sql!("create.sql");

/// Makes a number group. Its numbers leave the groups they were in. It is saved whatever its effect.
///
/// # Errors
/// Returns the invalid fields (`name`, `number_ids`), or a database error.
pub async fn create(db: &Db, may: &May<actions::EditNumberGroups>, draft: &Draft) -> Result<Group, Error> {
    Ok(create_if(db, may, draft, Saving::Now).await?.thing)
}

/// The same, saved depending on who sees less because numbers leave their groups.
///
/// # Errors
/// Returns the errors of [`create`].
pub async fn create_if(
    db: &Db,
    may: &May<actions::EditNumberGroups>,
    draft: &Draft,
    saving: Saving,
) -> Result<Changed<Group>, Error> {
    let (name, numbers) = draft.check()?;
    let viewpoint = may.viewpoint().clone();
    db.change_if_decided(may, move |tx| {
        Box::pin(async move {
            recheck_in_transaction(tx, &viewpoint, actions::EditNumberGroups).await?;
            let now = tx.now();
            let row = tx.optional::<(GroupId,)>(&CREATE, &[&name, &text::fold_case(&name), &now]).await?;
            let (id,) = row.ok_or_else(name_taken)?;
            let (moved, effect) = fill_new(tx, id, &numbers).await?;
            let group = tx.read_visible::<Group>(&FIND, &[&id]).await?.into_iter().next().ok_or(Refusal::NotFound)?;
            let after = serde_json::json!({ "name": name, "numbers": moved.numbers, "number_ids": moved.ids });
            let event = Event::of("number_group.created", "number_group", id, &name).after(with_effect(after, &effect));
            let event = match moved.from.is_empty() {
                true => event,
                false => {
                    let from = serde_json::json!({ "moved_from": moved.from, "moved_from_ids": moved.from_ids });
                    event.before(from)
                }
            };
            Ok(Changed::decided(group, effect, &saving, event))
        })
    })
    .await
}

/// The effect of a new group with these numbers, whatever its name. It changes nothing.
///
/// # Errors
/// Returns the invalid field `number_ids`, or a database error.
pub async fn effect_of_create(
    db: &Db,
    may: &May<actions::EditNumberGroups>,
    number_ids: &[String],
) -> Result<AccessEffect, Error> {
    let (_, numbers) = Draft { name: "New".into(), number_ids: number_ids.to_vec() }.check()?;
    db.change_if_decided(may, move |tx| {
        Box::pin(async move {
            // No group has this id, as nobody has a new one.
            let (_, moves) = plan(tx, GroupId::LEAST, &Numbers::new(), &numbers).await?;
            Ok((moves.effect(tx).await?, Decision::<Event>::RollBack))
        })
    })
    .await
}

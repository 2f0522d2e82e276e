//! Adds a number that the business has at its carrier.

use super::draft::{number_to_audit_json, unknown_group};
use super::forwarding::refuse_circle;
use super::number::FIND;
use super::{Draft, Number, parse_phone_number};
use crate::access::{BusinessSql, May, actions, business_sql};
use crate::audit::{Decision, Event};
use crate::db::{self, Db};
use crate::ids::{IdBounds as _, NumberId};
use crate::members::{AccessEffect, Changed, GroupMoves, Saving, recheck_in_transaction, with_effect};
use crate::{Error, Fields, text};

static ADD: BusinessSql = business_sql!("add.sql");
static HAS: BusinessSql = business_sql!("has.sql");

/// Adds a number. Digits that were released before make a new number, with a history of its own. It is saved whatever its
/// effect.
///
/// # Errors
/// Returns the invalid fields (`phone_number`, `friendly_name`, `source`, `group_id`, `forward_to`), the conflict
/// `already_there` when the business has these digits, or a database error.
pub async fn add(db: &Db, may: &May<actions::AddNumbers>, phone_number: &str, draft: &Draft) -> Result<Number, Error> {
    Ok(add_if(db, may, phone_number, draft, Saving::Now).await?.thing)
}

/// The same, saved depending on who sees the number by its group. Members with All Numbers are not named: they see every
/// number.
///
/// # Errors
/// Returns the errors of [`add`].
pub async fn add_if(
    db: &Db,
    may: &May<actions::AddNumbers>,
    phone_number: &str,
    draft: &Draft,
    saving: Saving,
) -> Result<Changed<Number>, Error> {
    let country = may.viewpoint().country();
    let mut fields = Fields::none();
    let digits = fields.checked("phone_number", parse_phone_number(phone_number, country));
    let valid = draft.check(country, &mut fields);
    fields.into_result()?;
    let Some(digits) = digits else { return Err(Error::Fields(Fields::none())) };
    let viewpoint = may.viewpoint().clone();
    let change = db.change_if_decided(may, move |tx| {
        Box::pin(async move {
            recheck_in_transaction(tx, &viewpoint, actions::AddNumbers).await?;
            valid.group_name(tx).await?;
            refuse_circle(tx, valid.forward_to.as_ref(), &digits).await?;
            let now = tx.now();
            let row = tx
                .optional::<(NumberId,)>(
                    &ADD,
                    &[
                        &digits,
                        &valid.friendly_name,
                        &text::fold_case(&valid.friendly_name),
                        &valid.source,
                        &text::fold_case(&valid.source),
                        &valid.group_id,
                        &valid.forward_to,
                        &valid.records_calls,
                        &now,
                    ],
                )
                .await?;
            let Some((id,)) = row else {
                let name = tx.optional::<(String,)>(&HAS, &[&digits]).await?.map(|(name,)| name).unwrap_or_default();
                return Err(already_exists(&name));
            };
            valid.note_source(tx, id).await?;
            tx.reload_standby();
            // As in the preview, where the number has no id yet.
            let effect = GroupMoves::of(NumberId::LEAST, None, valid.group_id).effect(tx).await?;
            effect.notify(tx);
            let number = tx.read_visible::<Number>(&FIND, &[&id]).await?.into_iter().next();
            let number = number.ok_or_else(|| db::Error::Internal("a number just added is not there".into()))?;
            let after = with_effect(number_to_audit_json(&number), &effect);
            let event = Event::of("number.added", "number", id, &number.friendly_name).after(after);
            Ok(Changed::decided(number, effect, &saving, event))
        })
    });
    // A group that was deleted in the meantime is no longer in the list either.
    change.await.map_err(|error| {
        if matches!(error, Error::Db(db::Error::ForeignKeyViolation)) { unknown_group() } else { error }
    })
}

/// The members who would see a new number by a group. It changes nothing.
///
/// # Errors
/// Returns the invalid field `group_id`, or a database error.
pub async fn effect_of_add(db: &Db, may: &May<actions::AddNumbers>, group_id: &str) -> Result<AccessEffect, Error> {
    let mut fields = Fields::none();
    let draft = Draft { friendly_name: "New".into(), group_id: group_id.into(), ..Draft::default() };
    let valid = draft.check(may.viewpoint().country(), &mut fields);
    fields.into_result()?;
    db.change_if_decided(may, move |tx| {
        Box::pin(async move {
            valid.group_name(tx).await?;
            // No number has this id.
            let effect = GroupMoves::of(NumberId::LEAST, None, valid.group_id).effect(tx).await?;
            Ok((effect, Decision::<Event>::RollBack))
        })
    })
    .await
}

fn already_exists(name: &str) -> Error {
    Error::Conflict {
        code: "already_there",
        sentence: format!("You have this number already: it is called “{name}”. Edit that one."),
    }
}

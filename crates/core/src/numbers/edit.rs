//! Changes the settings of a number.

use super::draft::{number_to_audit_json, unknown_group};
use super::forwarding::refuse_circle;
use super::number::FIND;
use super::{Draft, Number};
use crate::access::{BusinessSql, Change, Held, Scoped, actions, business_sql};
use crate::audit::Event;
use crate::db::{self, Db};
use crate::ids::NumberId;
use crate::members::{Changed, GroupMoves, Saving, recheck_in_transaction, with_effect};
use crate::{Error, Fields, text};

static LOCK: BusinessSql = business_sql!("lock.sql");
static EDIT: BusinessSql = business_sql!("edit.sql");

/// The error for a number that was released in the meantime.
const RELEASED: &str = "This number was released. Its history stays, but it can't be changed any more.";

/// Changes a number: everything but its digits. It is saved whatever its effect.
///
/// # Errors
/// Returns the invalid fields (`friendly_name`, `source`, `group_id`, `forward_to`), [`Error::Gone`] when it was
/// released, or a database error.
pub async fn edit(db: &Db, held: &Held<Number, actions::EditNumbers>, draft: &Draft) -> Result<Number, Error> {
    Ok(edit_if(db, held, draft, Saving::Now).await?.thing)
}

/// The same, saved depending on who sees more or less by it.
///
/// # Errors
/// Returns the errors of [`edit`].
pub async fn edit_if(
    db: &Db,
    held: &Held<Number, actions::EditNumbers>,
    draft: &Draft,
    saving: Saving,
) -> Result<Changed<Number>, Error> {
    let mut fields = Fields::none();
    let valid = draft.check(held.viewpoint().country(), &mut fields);
    fields.into_result()?;
    let (id, viewpoint) = (held.id, held.viewpoint().clone());
    let change = db.change_if_decided(held, move |tx| {
        Box::pin(async move {
            recheck_in_transaction(tx, &viewpoint, actions::EditNumbers).await?;
            let before = lock_and_load(tx, id).await?;
            let group = valid.group_name(tx).await?;
            // A circle that others have closed does not keep anybody from changing the name.
            if valid.forward_to != before.forward_to {
                refuse_circle(tx, valid.forward_to.as_ref(), &before.phone_number).await?;
            }
            let effect = GroupMoves::of(id, before.group_id, valid.group_id).effect(tx).await?;
            tx.run(
                &EDIT,
                &[
                    &id,
                    &valid.friendly_name,
                    &text::fold_case(&valid.friendly_name),
                    &valid.source,
                    &text::fold_case(&valid.source),
                    &valid.group_id,
                    &valid.forward_to,
                    &valid.records_calls,
                ],
            )
            .await?;
            valid.note_source(tx, id).await?;
            tx.reload_standby();
            effect.notify(tx);
            let before_json = number_to_audit_json(&before);
            let number = Number {
                friendly_name: valid.friendly_name,
                source: valid.source,
                group_id: valid.group_id,
                group_name: group,
                forward_to: valid.forward_to,
                records_calls: valid.records_calls,
                ..before.clone()
            };
            if number != before {
                tx.notify(Change::Numbers);
            }
            let event = Event::of("number.edited", "number", id, &number.friendly_name)
                .before(before_json)
                .after(with_effect(number_to_audit_json(&number), &effect));
            Ok(Changed::decided(number, effect, &saving, event))
        })
    });
    // A group that was deleted in the meantime is no longer in the list either.
    change.await.map_err(|error| {
        if matches!(error, Error::Db(db::Error::ForeignKeyViolation)) { unknown_group() } else { error }
    })
}

/// Locks the number until the transaction ends, and reads it.
pub(super) async fn lock_and_load(tx: &mut Scoped<'_>, id: NumberId) -> Result<Number, Error> {
    if tx.run(&LOCK, &[&id]).await? == 0 {
        return Err(Error::Gone(RELEASED));
    }
    let number = tx.read_visible::<Number>(&FIND, &[&id]).await?.into_iter().next();
    number.ok_or_else(|| crate::access::Refusal::NotFound.into())
}

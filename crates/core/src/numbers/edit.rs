//! Changes what may be set about a number.

use super::draft::{number_to_audit_json, unknown_group};
use super::number::FIND;
use super::{Draft, Number};
use crate::access::{BusinessSql, Change, Held, Scoped, actions, business_sql};
use crate::audit::Event;
use crate::db::{self, Db};
use crate::ids::NumberId;
use crate::{Error, Fields, text};

static LOCK: BusinessSql = business_sql!("lock.sql");
static EDIT: BusinessSql = business_sql!("edit.sql");

/// What people read where the number was released in the meantime.
const RELEASED: &str = "This number was released. Its history stays, but it can't be changed any more.";

/// Changes a number: everything but its digits.
///
/// # Errors
/// What to change, by field (`friendly_name`, `source`, `group_id`, `forward_to`); [`Error::Gone`] where it was
/// released; or that the database failed.
pub async fn edit(db: &Db, held: &Held<Number, actions::EditNumbers>, draft: &Draft) -> Result<Number, Error> {
    let mut fields = Fields::none();
    let checked = draft.check(held.viewpoint().country(), &mut fields);
    fields.into_result()?;
    let id = held.id;
    let edited = db.change(held, move |tx| {
        Box::pin(async move {
            let before = lock_and_load(tx, id).await?;
            let group = checked.group_name(tx).await?;
            tx.run(
                &EDIT,
                &[
                    &id,
                    &checked.friendly_name,
                    &text::fold_case(&checked.friendly_name),
                    &checked.source,
                    &text::fold_case(&checked.source),
                    &checked.group_id,
                    &checked.forward_to,
                    &checked.records_calls,
                ],
            )
            .await?;
            checked.note_source(tx, id).await?;
            if checked.group_id != before.group_id {
                tx.notify(Change::Access);
            }
            let was = number_to_audit_json(&before);
            let number = Number {
                friendly_name: checked.friendly_name,
                source: checked.source,
                group_id: checked.group_id,
                group_name: group,
                forward_to: checked.forward_to,
                records_calls: checked.records_calls,
                ..before
            };
            let event = Event::of("number.edited", "number", id, &number.friendly_name)
                .before(was)
                .after(number_to_audit_json(&number));
            Ok((number, event))
        })
    });
    // A group that was deleted in the meantime is no longer in the list either.
    edited.await.map_err(|error| {
        if matches!(error, Error::Db(db::Error::ForeignKeyViolation)) { unknown_group() } else { error }
    })
}

/// The number as it is, kept from other changes until the transaction ends.
pub(super) async fn lock_and_load(tx: &mut Scoped<'_>, id: NumberId) -> Result<Number, Error> {
    if tx.run(&LOCK, &[&id]).await? == 0 {
        return Err(Error::Gone(RELEASED));
    }
    let number = tx.read_visible::<Number>(&FIND, &[&id]).await?.into_iter().next();
    number.ok_or_else(|| crate::access::Refusal::NotFound.into())
}

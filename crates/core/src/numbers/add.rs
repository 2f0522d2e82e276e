//! Adds a number that the business has at its carrier.

use super::draft::{number_to_audit_json, unknown_group};
use super::number::FIND;
use super::{Draft, Number, parse_phone_number};
use crate::access::{BusinessSql, Change, May, actions, business_sql};
use crate::audit::Event;
use crate::db::{self, Db};
use crate::ids::NumberId;
use crate::{Error, Fields, text};

static ADD: BusinessSql = business_sql!("add.sql");
static HAS: BusinessSql = business_sql!("has.sql");

/// Adds a number. Digits that were released before make a new number, with a history of its own.
///
/// # Errors
/// What to change, by field (`phone_number`, `friendly_name`, `source`, `group_id`, `forward_to`); `already_there`
/// where the business has these digits; or that the database failed.
pub async fn add(db: &Db, may: &May<actions::AddNumbers>, phone_number: &str, draft: &Draft) -> Result<Number, Error> {
    let country = may.viewpoint().country();
    let mut fields = Fields::none();
    let digits = fields.checked("phone_number", parse_phone_number(phone_number, country));
    let checked = draft.check(country, &mut fields);
    fields.into_result()?;
    let Some(digits) = digits else { return Err(Error::Fields(Fields::none())) };
    let added = db.change(may, move |tx| {
        Box::pin(async move {
            checked.group_name(tx).await?;
            let now = tx.now();
            let added = tx
                .optional::<(NumberId,)>(
                    &ADD,
                    &[
                        &digits,
                        &checked.friendly_name,
                        &text::fold_case(&checked.friendly_name),
                        &checked.source,
                        &text::fold_case(&checked.source),
                        &checked.group_id,
                        &checked.forward_to,
                        &checked.records_calls,
                        &now,
                    ],
                )
                .await?;
            let Some((id,)) = added else {
                let name = tx.optional::<(String,)>(&HAS, &[&digits]).await?.map(|(name,)| name).unwrap_or_default();
                return Err(already_exists(&name));
            };
            checked.note_source(tx, id).await?;
            if checked.group_id.is_some() {
                tx.notify(Change::Access);
            }
            let number = tx.read_visible::<Number>(&FIND, &[&id]).await?.into_iter().next();
            let number = number.ok_or_else(|| db::Error::Internal("a number just added is not there".into()))?;
            let event =
                Event::of("number.added", "number", id, &number.friendly_name).after(number_to_audit_json(&number));
            Ok((number, event))
        })
    });
    // A group that was deleted in the meantime is no longer in the list either.
    added.await.map_err(|error| {
        if matches!(error, Error::Db(db::Error::ForeignKeyViolation)) { unknown_group() } else { error }
    })
}

fn already_exists(name: &str) -> Error {
    Error::Conflict {
        code: "already_there",
        sentence: format!("You have this number already: it is called “{name}”. Edit that one."),
    }
}

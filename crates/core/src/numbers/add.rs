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
/// Returns the invalid fields (`phone_number`, `friendly_name`, `source`, `group_id`, `forward_to`), the conflict
/// `already_there` when the business has these digits, or a database error.
pub async fn add(db: &Db, may: &May<actions::AddNumbers>, phone_number: &str, draft: &Draft) -> Result<Number, Error> {
    let country = may.viewpoint().country();
    let mut fields = Fields::none();
    let digits = fields.checked("phone_number", parse_phone_number(phone_number, country));
    let valid = draft.check(country, &mut fields);
    fields.into_result()?;
    let Some(digits) = digits else { return Err(Error::Fields(Fields::none())) };
    let change = db.change(may, move |tx| {
        Box::pin(async move {
            valid.group_name(tx).await?;
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
            if valid.group_id.is_some() {
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
    change.await.map_err(|error| {
        if matches!(error, Error::Db(db::Error::ForeignKeyViolation)) { unknown_group() } else { error }
    })
}

fn already_exists(name: &str) -> Error {
    Error::Conflict {
        code: "already_there",
        sentence: format!("You have this number already: it is called “{name}”. Edit that one."),
    }
}

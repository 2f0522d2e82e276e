//! The settings of a number: as entered, then checked.

use super::phone_number::{BadPhoneNumber, parse_phone_number};
use super::{Number, PhoneNumber};
use crate::access::{BusinessSql, Scoped, business_sql};
use crate::ids::{GroupId, NumberId};
use crate::{Error, Fields, text};

static GROUP: BusinessSql = business_sql!("group_name.sql");
static NOTE_SOURCE: BusinessSql = business_sql!("note_source.sql");

/// The error for a group that is not the business's: the same for an unknown group and another business's.
const UNKNOWN_GROUP: &str = "Choose a group from the list.";

/// The settings of a number, as entered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Its friendly name.
    pub friendly_name: String,
    /// Where its calls come from; may be empty.
    pub source: String,
    /// Its group's id in the outside form; empty for none.
    pub group_id: String,
    /// The number that its calls are forwarded to; empty for none.
    pub forward_to: String,
    /// Whether its calls are recorded.
    pub records_calls: bool,
}

/// The settings, checked as far as it is possible without the database.
#[derive(Clone, Debug, Default)]
pub(super) struct ValidDraft {
    pub(super) friendly_name: String,
    pub(super) source: String,
    pub(super) group_id: Option<GroupId>,
    pub(super) forward_to: Option<PhoneNumber>,
    pub(super) records_calls: bool,
}

impl Draft {
    /// The current settings of a number, for a change of some of them.
    pub fn of(number: &Number) -> Self {
        Self {
            friendly_name: number.friendly_name.clone(),
            source: number.source.clone(),
            group_id: number.group_id.map(|id| id.to_string()).unwrap_or_default(),
            forward_to: number.forward_to.as_ref().map(ToString::to_string).unwrap_or_default(),
            records_calls: number.records_calls,
        }
    }

    /// Checks it, and adds the invalid fields to `fields`.
    pub(super) fn check(&self, country: &str, fields: &mut Fields) -> ValidDraft {
        let friendly_name = fields.checked("friendly_name", text::label(&self.friendly_name, 80));
        let source = fields.checked("source", text::optional_line(&self.source, 80));
        let group_id = match self.group_id.trim() {
            "" => None,
            id => fields.checked("group_id", id.parse::<GroupId>().map_err(|_| UNKNOWN_GROUP)),
        };
        let forward_to = match parse_phone_number(&self.forward_to, country) {
            Err(BadPhoneNumber::Empty) => None,
            number => fields.checked("forward_to", number),
        };
        ValidDraft {
            friendly_name: friendly_name.unwrap_or_default(),
            source: source.flatten().unwrap_or_default(),
            group_id,
            forward_to,
            records_calls: self.records_calls,
        }
    }
}

impl ValidDraft {
    /// Adds the source to those that the number has had.
    pub(super) async fn note_source(&self, tx: &mut Scoped<'_>, number: NumberId) -> Result<(), Error> {
        if !self.source.is_empty() {
            tx.run(&NOTE_SOURCE, &[&number, &self.source]).await?;
        }
        Ok(())
    }

    /// The name of the group, which has to be of the business.
    pub(super) async fn group_name(&self, tx: &mut Scoped<'_>) -> Result<Option<String>, Error> {
        let Some(group) = self.group_id else { return Ok(None) };
        let row = tx.optional::<(String,)>(&GROUP, &[&group]).await?;
        row.map(|(name,)| Some(name)).ok_or_else(unknown_group)
    }
}

/// A number in an entry of the audit log.
pub(super) fn number_to_audit_json(number: &Number) -> serde_json::Value {
    serde_json::json!({
        "phone_number": number.phone_number,
        "friendly_name": number.friendly_name,
        "source": number.source,
        "group": number.group_name,
        "group_id": number.group_id,
        "forward_to": number.forward_to,
        "records_calls": number.records_calls,
    })
}

/// The group is not there, or no longer.
pub(super) fn unknown_group() -> Error {
    Error::Fields(Fields(vec![("group_id", UNKNOWN_GROUP.to_owned())]))
}

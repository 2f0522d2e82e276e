//! The audit log in the JSON API.

use axum::Json;
use axum::extract::State;
use crewline_core::access::{May, actions};
use crewline_core::audit::{self, Action, Filter};
use crewline_core::time::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::list::{Paging, cursor, parse_moment, parse_word, refuse_reversed};
use crate::api::refusals::{Always, ByRole, WithParameters};
use crate::api::{Answer, schema_words};
use crate::http::api_failure::ApiFailure;
use crate::http::extract::Params;
use crate::http::guard::Api;
use crate::state::App;

/// A page of the audit log, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct Entries {
    entries: Vec<Entry>,
    /// The cursor of the next page; null at the end.
    #[schema(required)]
    next_cursor: Option<String>,
}

/// An entry.
#[derive(Serialize, ToSchema)]
struct Entry {
    id: String,
    /// Its place in the business's chain, counted from 1.
    sequence: i64,
    /// When it happened: RFC 3339, UTC.
    #[schema(format = DateTime)]
    at: String,
    /// The person at the keyboard.
    actor: String,
    /// The member that they were logged in as, under Log in as.
    #[schema(required)]
    acting_as: Option<String>,
    /// The action, such as `number.edited`.
    action: String,
    /// The thing that was changed.
    subject: Subject,
    /// The values before the change.
    #[schema(required)]
    before: Option<serde_json::Value>,
    /// The values after the change.
    #[schema(required)]
    after: Option<serde_json::Value>,
    /// The network address of the request.
    #[schema(required)]
    address: Option<String>,
}

/// The thing that an entry is about.
#[derive(Serialize, ToSchema)]
struct Subject {
    kind: String,
    id: String,
    name: String,
}

impl From<audit::Entry> for Entry {
    fn from(entry: audit::Entry) -> Self {
        let json = |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok());
        Self {
            id: entry.id.to_string(),
            sequence: entry.sequence,
            at: entry.at.to_string(),
            actor: entry.actor_name,
            acting_as: entry.as_name,
            action: entry.action,
            subject: Subject { kind: entry.subject_kind, id: entry.subject_id, name: entry.subject_name },
            before: json(entry.before),
            after: json(entry.after),
            address: entry.address,
        }
    }
}

/// The filters of the log: an entry has to match all of them.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// A member's id: entries of changes by this member, and of changes made as them under Log in as. Entries of their
    /// earlier memberships are included.
    actor: Option<String>,
    /// Entries of this action.
    #[param(schema_with = schema_words::audit_action, required = false)]
    action: Option<String>,
    /// Entries from this moment on (RFC 3339), or from the beginning of this day in the business's time zone.
    from: Option<String>,
    /// Entries before this moment (RFC 3339), or until the end of this day in the business's time zone.
    to: Option<String>,
    /// Entries in which this text stands: in a name, a value before or after, the action in words, or the address. A page
    /// looks at 20,000 entries at most, and so may hold fewer than `limit`, or none, before the last page.
    q: Option<String>,
}

impl ListQuery {
    fn filter(&self, zone: &TimeZone) -> Result<Filter, ApiFailure> {
        let moment = |name, typed: &Option<String>, is_end| -> Result<Option<Timestamp>, ApiFailure> {
            typed.as_deref().map(|typed| parse_moment(name, typed, zone, is_end)).transpose()
        };
        let action = match self.action.as_deref().map(|name| (name, Action::find(name))) {
            Some((_, None)) => return Err(ApiFailure::field("action", "The log has no such action.")),
            named => named.map(|(name, _)| name.to_owned()),
        };
        let (from, to) = (moment("from", &self.from, false)?, moment("to", &self.to, true)?);
        refuse_reversed(from, to)?;
        Ok(Filter {
            person: parse_word("actor", self.actor.as_deref(), "This is not the id of a member.")?,
            action,
            from,
            to,
            q: self.q.clone(),
        })
    }
}

/// The audit log, newest first.
#[utoipa::path(
    get, path = "/api/v1/audit", tag = "audit", operation_id = "list_audit_entries",
    params(ListQuery, Paging),
    responses(
        (status = 200, description = "A page of the log", body = Entries),
        Always, ByRole, WithParameters,
    ),
)]
pub(crate) async fn index(
    Api(may): Api<May<actions::SeeAuditLog>>,
    State(app): State<App>,
    Params(query): Params<ListQuery>,
    Params(paging): Params<Paging>,
) -> Answer<Entries> {
    let zone = TimeZone::get(may.viewpoint().business_time_zone()).unwrap_or(TimeZone::UTC);
    let filter = query.filter(&zone)?;
    let page = audit::list(&app.db, &may, &filter, paging.place()?, paging.limit()?).await?;
    Ok(Json(Entries {
        entries: page.entries.into_iter().map(Entry::from).collect(),
        next_cursor: page.older.as_ref().map(cursor),
    }))
}

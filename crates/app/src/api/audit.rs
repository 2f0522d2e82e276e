//! The audit log.

use axum::Json;
use axum::extract::State;
use crewline_core::access::{May, actions};
use crewline_core::audit::{self, Cursor};
use serde::Serialize;
use utoipa::ToSchema;

use super::Answer;
use super::list::{Paging, cursor};
use super::refusals::{Always, ByRole, WithParameters};
use crate::http::extract::Params;
use crate::http::guard::Api;
use crate::state::App;

/// A page of the audit log, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct Entries {
    entries: Vec<Entry>,
    /// Where the next page begins; null at the end.
    #[schema(required)]
    next_cursor: Option<String>,
}

/// An entry.
#[derive(Serialize, ToSchema)]
struct Entry {
    id: String,
    /// Its place in the business's chain, from 1.
    sequence: i64,
    /// When: RFC 3339, UTC.
    #[schema(format = DateTime)]
    at: String,
    /// Who was at the keyboard.
    actor: String,
    /// As whom, under Log in as.
    #[schema(required)]
    acting_as: Option<String>,
    /// What: `number.edited`.
    action: String,
    /// On what.
    subject: Subject,
    /// What it was before.
    #[schema(required)]
    before: Option<serde_json::Value>,
    /// What it is after.
    #[schema(required)]
    after: Option<serde_json::Value>,
    /// From which network address.
    #[schema(required)]
    address: Option<String>,
}

/// What something was done on.
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

/// The audit log, newest first.
#[utoipa::path(
    get, path = "/api/v1/audit", tag = "audit", operation_id = "list_audit_entries",
    params(Paging),
    responses(
        (status = 200, description = "A page of the log", body = Entries),
        Always, ByRole, WithParameters,
    ),
)]
pub(crate) async fn index(
    Api(may): Api<May<actions::SeeAuditLog>>,
    State(app): State<App>,
    Params(paging): Params<Paging>,
) -> Answer<Entries> {
    let (limit, from) = (paging.limit()?, paging.place()?.map(Cursor));
    let found = audit::list(&app.db, &may, from, limit).await?;
    Ok(Json(Entries {
        entries: found.entries.into_iter().map(Entry::from).collect(),
        next_cursor: found.next.map(|place| cursor(&place.0)),
    }))
}

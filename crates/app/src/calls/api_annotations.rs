//! Annotations and notes of calls in the JSON API.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use crewline_core::access::{Held, actions};
use crewline_core::calls::notes::{self, Note};
use crewline_core::calls::{self, Annotation, Call, TagChange};
use crewline_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::api_call::CallRow;
use super::api_changes::NoteAuthor;
use crate::api::refusals::{Always, ByRole, OnOne, WithBody};
use crate::api::{Answer, patch};
use crate::http::api_failure::{ApiFailure, Problem};
use crate::http::extract;
use crate::http::guard::Api;
use crate::state::App;

/// A call after a change.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChangedCall {
    call: CallRow,
}

/// A change of a call's annotations. Fields that are left out stay as they are.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CallChange {
    /// The complete list of its tags, by their names. A tag that the business does not have yet is made.
    #[serde(default, deserialize_with = "patch::non_null")]
    #[schema(value_type = Vec<String>, required = false, max_items = 20)]
    tags: Option<Vec<String>>,
    /// Null: not said.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<bool>, required = false)]
    qualified: Option<Option<bool>>,
    /// In the hundredth part of the business's currency; null: nothing said.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<i64>, required = false, minimum = 0)]
    value_cents: Option<Option<i64>>,
    #[serde(default, deserialize_with = "patch::non_null")]
    #[schema(value_type = bool, required = false)]
    spam: Option<bool>,
}

/// Tags and rates a call.
#[utoipa::path(
    patch, path = "/api/v1/calls/{call}", tag = "calls", operation_id = "annotate_call",
    params(("call" = String, Path, description = "The call's id")),
    request_body = CallChange,
    responses(
        (status = 200, description = "The call after the change", body = ChangedCall),
        (status = 409, description = "The business has as many tags as it may, or one was removed at the same moment", body = Problem),
        Always, ByRole, OnOne, WithBody,
    ),
)]
pub(crate) async fn update(
    Api(held): Api<Held<Call, actions::AnnotateCalls>>,
    State(app): State<App>,
    extract::Json(change): extract::Json<CallChange>,
) -> Answer<ChangedCall> {
    let CallChange { tags, qualified, value_cents, spam } = change;
    let annotation = Annotation { tags: tags.map(TagChange::Replace), qualified, value_cents, spam };
    let call = calls::annotate(&app.db, &held, &annotation).await?;
    Ok(Json(ChangedCall { call: call.into() }))
}

/// The notes of a call.
#[derive(Serialize, ToSchema)]
pub(crate) struct Notes {
    /// Oldest first.
    notes: Vec<ShownNote>,
}

/// One note.
#[derive(Serialize, ToSchema)]
#[schema(as = OneNote)]
pub(crate) struct OneNote {
    note: ShownNote,
}

/// A note on a call.
#[derive(Serialize, ToSchema)]
#[schema(as = Note)]
pub(crate) struct ShownNote {
    id: String,
    call_id: String,
    author: NoteAuthor,
    text: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When its text was last changed, if it was.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    edited_at: Option<Timestamp>,
}

impl From<Note> for ShownNote {
    fn from(note: Note) -> Self {
        Self {
            id: note.id.to_string(),
            call_id: note.call_id.to_string(),
            author: NoteAuthor { member_id: note.author.to_string(), name: note.author_name },
            text: note.text,
            created_at: note.created_at,
            edited_at: note.edited_at,
        }
    }
}

impl From<Note> for OneNote {
    fn from(note: Note) -> Self {
        Self { note: note.into() }
    }
}

/// The text of a note.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoteText {
    /// It may have several lines.
    #[serde(default)]
    #[schema(required, max_length = 4000)]
    text: String,
}

/// The notes of a call, oldest first.
#[utoipa::path(
    get, path = "/api/v1/calls/{call}/notes", tag = "calls", operation_id = "list_notes",
    params(("call" = String, Path, description = "The call's id")),
    responses((status = 200, description = "The notes", body = Notes), Always, OnOne),
)]
pub(crate) async fn index(Api(held): Api<Held<Call, actions::SeeCalls>>, State(app): State<App>) -> Answer<Notes> {
    let notes = notes::notes_of(&app.db, &held).await?;
    Ok(Json(Notes { notes: notes.into_iter().map(ShownNote::from).collect() }))
}

/// Writes a note on a call.
#[utoipa::path(
    post, path = "/api/v1/calls/{call}/notes", tag = "calls", operation_id = "add_note",
    params(("call" = String, Path, description = "The call's id")),
    request_body = NoteText,
    responses(
        (status = 201, description = "It is written", body = OneNote),
        (status = 409, description = "The call has as many notes as it may", body = Problem),
        Always, ByRole, OnOne, WithBody,
    ),
)]
pub(crate) async fn create(
    Api(held): Api<Held<Call, actions::AnnotateCalls>>,
    State(app): State<App>,
    extract::Json(new): extract::Json<NoteText>,
) -> Result<(StatusCode, Json<OneNote>), ApiFailure> {
    let note = notes::add(&app.db, &held, &new.text).await?;
    Ok((StatusCode::CREATED, Json(note.into())))
}

/// Changes the text of one's own note.
#[utoipa::path(
    patch, path = "/api/v1/notes/{note}", tag = "calls", operation_id = "edit_note",
    params(("note" = String, Path, description = "The note's id")),
    request_body = NoteText,
    responses((status = 200, description = "The note after the change", body = OneNote), Always, ByRole, OnOne, WithBody),
)]
pub(crate) async fn edit(
    Api(held): Api<Held<Note, actions::AnnotateCalls>>,
    State(app): State<App>,
    extract::Json(change): extract::Json<NoteText>,
) -> Answer<OneNote> {
    let note = notes::edit(&app.db, &held, &change.text).await?;
    Ok(Json(note.into()))
}

/// Removes a note: one's own, and as an Owner or Admin any.
#[utoipa::path(
    delete, path = "/api/v1/notes/{note}", tag = "calls", operation_id = "remove_note",
    params(("note" = String, Path, description = "The note's id")),
    responses((status = 204, description = "It is removed"), Always, ByRole, OnOne),
)]
pub(crate) async fn delete(
    Api(held): Api<Held<Note, actions::AnnotateCalls>>,
    State(app): State<App>,
) -> Result<StatusCode, ApiFailure> {
    notes::remove(&app.db, &held).await?;
    Ok(StatusCode::NO_CONTENT)
}

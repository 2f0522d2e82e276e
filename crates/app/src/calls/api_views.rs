//! Views of the list of calls in the JSON API.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use crewline_core::access::{Held, May, actions};
use crewline_core::call_views::{self, CallView, Cursor, Draft};
use crewline_core::calls::Omission;
use crewline_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::api_view_question::{ShownViewQuestion, TypedViewQuestion};
use crate::api::list::{Paging, cursor};
use crate::api::refusals::{Always, ByRole, OnOne, WithBody, WithParameters};
use crate::api::{Answer, patch, schema_words};
use crate::http::api_failure::{ApiFailure, Problem};
use crate::http::extract::{self, Params};
use crate::http::guard::Api;
use crate::state::App;

/// A page of views.
#[derive(Serialize, ToSchema)]
pub(crate) struct CallViews {
    /// The member's own by name, and then the shared ones by name.
    call_views: Vec<ShownView>,
    /// The cursor of the next page; null at the end.
    #[schema(required)]
    next_cursor: Option<String>,
}

/// One view.
#[derive(Serialize, ToSchema)]
#[schema(as = OneCallView)]
pub(crate) struct One {
    call_view: ShownView,
}

/// A view of the list of calls, as the member sees it.
#[derive(Serialize, ToSchema)]
#[schema(as = CallView)]
struct ShownView {
    id: String,
    name: String,
    question: ShownViewQuestion,
    /// Whether a filter chooses only what the member does not see. Then no call passes it.
    matches_nothing: bool,
    /// `removed`: something that a filter chose was removed since. `unseen`: to Viewers, wherever a filter chooses numbers, groups,
    /// sources or tags; whatever the Viewer does not see is left out. Null: nothing is left out.
    #[schema(schema_with = schema_words::omission, required)]
    omission: Option<Omission>,
    /// Whether the team sees it.
    shared: bool,
    /// Whether it is the member's own.
    own: bool,
    /// Whether the member may edit and remove it.
    may_edit: bool,
    /// The name of its author, for those who see the Users page; null also where the author is no member any more.
    #[schema(required)]
    author: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

impl From<&CallView> for ShownView {
    fn from(view: &CallView) -> Self {
        Self {
            id: view.id.to_string(),
            name: view.name.clone(),
            question: ShownViewQuestion::from(&view.question),
            matches_nothing: view.matches_nothing,
            omission: view.omission,
            shared: view.is_shared,
            own: view.is_own,
            may_edit: view.may_edit,
            author: view.author.clone(),
            created_at: view.created_at,
            updated_at: view.updated_at,
        }
    }
}

/// A view to save.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCallView {
    /// Unique among the views of the member.
    #[serde(default)]
    #[schema(required, max_length = 80)]
    name: String,
    #[serde(default)]
    #[schema(required)]
    question: Option<TypedViewQuestion>,
    /// Whether the team sees it. Viewers share none.
    #[serde(default)]
    shared: bool,
}

/// A change of a view. Fields that are left out stay as they are; the filters are replaced as a whole.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CallViewChange {
    #[serde(default, deserialize_with = "patch::non_null")]
    #[schema(value_type = String, required = false, max_length = 80)]
    name: Option<String>,
    #[serde(default, deserialize_with = "patch::non_null")]
    #[schema(value_type = TypedViewQuestion, required = false)]
    question: Option<TypedViewQuestion>,
    #[serde(default, deserialize_with = "patch::non_null")]
    #[schema(value_type = bool, required = false)]
    shared: Option<bool>,
}

/// The member's own views, and those that are shared.
#[utoipa::path(
    get, path = "/api/v1/call-views", tag = "calls", operation_id = "list_call_views",
    params(Paging),
    responses((status = 200, description = "A page of views", body = CallViews), Always, WithParameters),
)]
pub(crate) async fn index(
    Api(may): Api<May<actions::SeeCalls>>,
    State(app): State<App>,
    Params(paging): Params<Paging>,
) -> Answer<CallViews> {
    let (limit, place) = (paging.limit()?, paging.place::<Cursor>()?);
    let page = call_views::list(&app.db, &may, place.as_ref(), limit).await?;
    Ok(Json(CallViews {
        call_views: page.views.iter().map(ShownView::from).collect(),
        next_cursor: page.next.as_ref().map(cursor),
    }))
}

/// Saves a view. Viewers may share none.
#[utoipa::path(
    post, path = "/api/v1/call-views", tag = "calls", operation_id = "save_call_view",
    request_body = NewCallView,
    responses(
        (status = 201, description = "It is saved", body = One),
        (status = 409, description = "The member has as many views as a member may", body = Problem),
        Always, ByRole, OnOne, WithBody,
    ),
)]
pub(crate) async fn create(
    Api(may): Api<May<actions::SaveReports>>,
    State(app): State<App>,
    extract::Json(new): extract::Json<NewCallView>,
) -> Result<(StatusCode, Json<One>), ApiFailure> {
    let question = new.question.ok_or_else(|| ApiFailure::field("question", "Say which calls to show."))?;
    let question = question.read(&app, may.viewpoint())?;
    let draft = Draft { name: Some(new.name), question: Some(question), is_shared: Some(new.shared) };
    let view = call_views::add(&app.db, &may, &draft).await?;
    Ok((StatusCode::CREATED, Json(One { call_view: ShownView::from(&view) })))
}

/// Changes a view: its author, and of a shared one also Owners and Admins. Only its author makes it private again.
#[utoipa::path(
    patch, path = "/api/v1/call-views/{view}", tag = "calls", operation_id = "edit_call_view",
    params(("view" = String, Path, description = "The view's id")),
    request_body = CallViewChange,
    responses((status = 200, description = "The view after the change", body = One), Always, ByRole, OnOne, WithBody),
)]
pub(crate) async fn update(
    Api(held): Api<Held<CallView, actions::SaveReports>>,
    State(app): State<App>,
    extract::Json(change): extract::Json<CallViewChange>,
) -> Answer<One> {
    let question = change.question.map(|question| question.read(&app, held.viewpoint())).transpose()?;
    let draft = Draft { name: change.name, question, is_shared: change.shared };
    let view = call_views::edit(&app.db, &held, &draft).await?;
    Ok(Json(One { call_view: ShownView::from(&view) }))
}

/// Removes a view: its author, and a shared one also Owners and Admins.
#[utoipa::path(
    delete, path = "/api/v1/call-views/{view}", tag = "calls", operation_id = "remove_call_view",
    params(("view" = String, Path, description = "The view's id")),
    responses((status = 204, description = "It is removed"), Always, ByRole, OnOne),
)]
pub(crate) async fn delete(
    Api(held): Api<Held<CallView, actions::SaveReports>>,
    State(app): State<App>,
) -> Result<StatusCode, ApiFailure> {
    call_views::remove(&app.db, &held).await?;
    Ok(StatusCode::NO_CONTENT)
}

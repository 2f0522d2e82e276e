//! Blocked callers in the JSON API.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use crewline_core::access::{Held, May, actions};
use crewline_core::blocked_callers::{self, BlockedCaller, Cursor};
use crewline_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::Answer;
use crate::api::list::{Paging, cursor};
use crate::api::refusals::{Always, ByRole, OnOne, WithBody, WithParameters};
use crate::http::api_failure::{ApiFailure, Problem};
use crate::http::extract::{self, Params};
use crate::http::guard::Api;
use crate::state::App;

/// A page of blocked callers.
#[derive(Serialize, ToSchema)]
pub(crate) struct BlockedCallers {
    /// Newest first.
    blocked_callers: Vec<ShownBlockedCaller>,
    /// The cursor of the next page; null at the end.
    #[schema(required)]
    next_cursor: Option<String>,
}

/// One blocked caller.
#[derive(Serialize, ToSchema)]
#[schema(as = OneBlockedCaller)]
pub(crate) struct One {
    blocked_caller: ShownBlockedCaller,
}

/// A caller whose calls are rejected.
#[derive(Serialize, ToSchema)]
#[schema(as = BlockedCaller)]
pub(crate) struct ShownBlockedCaller {
    id: String,
    /// In E.164, or the caller's address in place of a number.
    caller: String,
    /// The name of the member who blocked the caller.
    blocked_by: String,
    #[schema(value_type = String, format = DateTime)]
    blocked_at: Timestamp,
}

impl From<BlockedCaller> for ShownBlockedCaller {
    fn from(blocked: BlockedCaller) -> Self {
        let BlockedCaller { id, caller, blocked_by, blocked_at } = blocked;
        Self { id: id.to_string(), caller, blocked_by, blocked_at }
    }
}

/// A caller to block.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewBlockedCaller {
    /// A phone number, in E.164 or in the form of the business's country, or an address that begins with `sip:` or `client:`.
    #[serde(default)]
    #[schema(required)]
    caller: String,
}

/// The callers whose calls are rejected, newest first.
#[utoipa::path(
    get, path = "/api/v1/blocked-callers", tag = "blocked callers", operation_id = "list_blocked_callers",
    params(Paging),
    responses(
        (status = 200, description = "A page of blocked callers", body = BlockedCallers),
        Always, ByRole, WithParameters,
    ),
)]
pub(crate) async fn index(
    Api(may): Api<May<actions::SeeBlockedCallers>>,
    State(app): State<App>,
    Params(paging): Params<Paging>,
) -> Answer<BlockedCallers> {
    let (limit, place) = (paging.limit()?, paging.place::<Cursor>()?);
    let page = blocked_callers::list(&app.db, &may, place, limit).await?;
    Ok(Json(BlockedCallers {
        blocked_callers: page.callers.into_iter().map(ShownBlockedCaller::from).collect(),
        next_cursor: page.older.as_ref().map(cursor),
    }))
}

/// Blocks a caller: the next calls are rejected before anybody is rung.
#[utoipa::path(
    post, path = "/api/v1/blocked-callers", tag = "blocked callers", operation_id = "block_caller",
    request_body = NewBlockedCaller,
    responses(
        (status = 201, description = "The caller is blocked", body = One),
        (status = 409, description = "The caller is blocked already", body = Problem),
        Always, ByRole, WithBody,
    ),
)]
pub(crate) async fn create(
    Api(may): Api<May<actions::BlockCallers>>,
    State(app): State<App>,
    extract::Json(new): extract::Json<NewBlockedCaller>,
) -> Result<(StatusCode, Json<One>), ApiFailure> {
    let blocked = blocked_callers::add(&app.db, &may, &new.caller).await?;
    Ok((StatusCode::CREATED, Json(One { blocked_caller: blocked.into() })))
}

/// Takes back that a caller is blocked.
#[utoipa::path(
    delete, path = "/api/v1/blocked-callers/{blocked_caller}", tag = "blocked callers",
    operation_id = "unblock_caller",
    params(("blocked_caller" = String, Path, description = "The id of the blocked caller")),
    responses((status = 204, description = "The caller is not blocked"), Always, ByRole, OnOne),
)]
pub(crate) async fn delete(
    Api(held): Api<Held<BlockedCaller, actions::BlockCallers>>,
    State(app): State<App>,
) -> Result<StatusCode, ApiFailure> {
    blocked_callers::remove(&app.db, &held).await?;
    Ok(StatusCode::NO_CONTENT)
}

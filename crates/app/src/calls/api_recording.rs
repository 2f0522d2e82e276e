//! A recording or voicemail in the JSON API.

use axum::extract::State;
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use crewline_core::access::{Held, actions};
use crewline_core::calls::Call;
use serde::Deserialize;

use super::recording_range;
use crate::api::list::parse_word;
use crate::api::refusals::{Always, OnOne, WithParameters};
use crate::http::api_failure::{ApiFailure, Problem};
use crate::http::extract::Params;
use crate::http::guard::Api;
use crate::state::App;

/// The choice of one of the call's recordings.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct RecordingQuery {
    /// The recording's id. By default, the newest stored recording is answered.
    recording_id: Option<String>,
}

/// A call's recording or voicemail, whole or in part.
#[utoipa::path(
    get, path = "/api/v1/calls/{call}/recording", tag = "calls", operation_id = "hear_recording",
    params(
        ("call" = String, Path, description = "The call's id"),
        RecordingQuery,
        ("Range" = Option<String>, Header, description = "A single range of bytes: `bytes=0-1023`"),
    ),
    responses(
        (status = 200, description = "The whole recording", content_type = "audio/*", headers(
            ("Accept-Ranges" = String, description = "`bytes`"),
            ("ETag" = String, description = "For `If-Range`"),
        )),
        (status = 206, description = "The requested bytes", content_type = "audio/*", headers(
            ("Content-Range" = String, description = "The range of the bytes and the total size"),
        )),
        (status = 410, description = "The recording's file is missing or damaged (`file_missing`)", body = Problem),
        (status = 416, description = "The recording has no such bytes", headers(
            ("Content-Range" = String, description = "The total size"),
        )),
        Always, OnOne, WithParameters,
    ),
)]
pub(crate) async fn show(
    Api(held): Api<Held<Call, actions::HearRecordings>>,
    State(app): State<App>,
    Params(query): Params<RecordingQuery>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, ApiFailure> {
    let which = parse_word("recording_id", query.recording_id.as_deref(), "This is not the id of a recording.")?;
    Ok(recording_range::recording(&app, &held, which, &method, &headers).await?)
}

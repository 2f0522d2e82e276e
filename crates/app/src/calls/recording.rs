//! A call's recording, which the page's player fetches.

use axum::extract::State;
use axum::http::{HeaderMap, Method};
use crewline_core::access::{Held, actions};
use crewline_core::calls::Call;

use super::recording_range;
use crate::http::guard::Page;
use crate::page::Answer;
use crate::state::App;

/// Answers the newest recording, whole or in part.
pub(crate) async fn show(
    Page(held): Page<Held<Call, actions::HearRecordings>>,
    State(app): State<App>,
    method: Method,
    headers: HeaderMap,
) -> Answer {
    Ok(recording_range::recording(&app, &held, None, &method, &headers).await?)
}

//! A call's recording, which the page's player fetches, and which can be kept as a file.

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, Method};
use crewline_core::access::{Held, actions};
use crewline_core::calls::Call;

use super::recording_name::attachment;
use super::recording_range;
use crate::http::extract::QueryString;
use crate::http::guard::Page;
use crate::page::Answer;
use crate::page::layout::Browser;
use crate::state::App;

/// Answers the newest recording, whole or in part; with `download=true` as a file with a name.
pub(crate) async fn show(
    Page(held): Page<Held<Call, actions::HearRecordings>>,
    State(app): State<App>,
    browser: Browser,
    query: QueryString,
    method: Method,
    headers: HeaderMap,
) -> Answer {
    let is_download: Option<bool> = query.read("download", "Download: use true, or leave it out.")?;
    let mut response = recording_range::recording(&app, &held, None, &method, &headers).await?;
    if is_download == Some(true) {
        let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let disposition = attachment(&held, &browser.zone(held.viewpoint()), kind);
        if let Ok(disposition) = HeaderValue::from_str(&disposition) {
            response.headers_mut().insert(CONTENT_DISPOSITION, disposition);
        }
    }
    Ok(response)
}

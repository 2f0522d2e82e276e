//! Recordings and their audio.

use std::sync::Arc;

use axum::Json;
use axum::extract::{OriginalUri, Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::answer::{self, Parameters};
use crate::account_data::RecordingRow;
use crate::carrier::Carrier;
use crate::clock::rfc2822;
use crate::{audio, mp3};

pub(super) async fn index(State(carrier): State<Arc<Carrier>>, Query(parameters): Query<Parameters>) -> Response {
    let call = parameters.get("CallSid").cloned();
    let path = format!("{}/Recordings.json", carrier.account_path());
    answer::page(&path, "recordings", &parameters, list(&carrier, call.as_deref()))
}

pub(super) async fn of_call(
    State(carrier): State<Arc<Carrier>>,
    Path((_, call)): Path<(String, String)>,
    Query(parameters): Query<Parameters>,
) -> Response {
    let path = format!("{}/Calls/{call}/Recordings.json", carrier.account_path());
    answer::page(&path, "recordings", &parameters, list(&carrier, Some(&call)))
}

/// The resource by `.json`, the audio by `.mp3`, by `.wav` and by the bare address.
pub(super) async fn show(
    State(carrier): State<Arc<Carrier>>,
    Path((_, file)): Path<(String, String)>,
    Query(parameters): Query<Parameters>,
    OriginalUri(uri): OriginalUri,
) -> Response {
    let answer = match file.strip_suffix(".json") {
        Some(sid) => {
            let data = carrier.data();
            let recording = data.recordings.iter().find(|recording| recording.sid == sid);
            recording.map(|recording| Json(json(&carrier, recording)).into_response())
        }
        None => play(&carrier, &file, parameters.get("RequestedChannels").map(String::as_str)),
    };
    answer.unwrap_or_else(|| answer::not_found(uri.path()))
}

pub(super) async fn delete(
    State(carrier): State<Arc<Carrier>>,
    Path((_, file)): Path<(String, String)>,
    OriginalUri(uri): OriginalUri,
) -> Response {
    let sid = stem(&file).0;
    let mut data = carrier.data();
    let before = data.recordings.len();
    data.recordings.retain(|recording| recording.sid != sid);
    if data.recordings.len() < before { StatusCode::NO_CONTENT.into_response() } else { answer::not_found(uri.path()) }
}

/// The audio at a signed address, until it expires.
pub(super) async fn expiring(
    State(carrier): State<Arc<Carrier>>,
    Path(file): Path<String>,
    Query(parameters): Query<Parameters>,
) -> Response {
    let sid = stem(&file).0;
    let expires = parameters.get("expires").and_then(|expires| expires.parse::<i64>().ok()).unwrap_or_default();
    let is_valid =
        parameters.get("signature").is_some_and(|signature| *signature == carrier.url_signature(sid, expires));
    if !is_valid || Timestamp::now().as_second() > expires {
        let body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>";
        return (StatusCode::FORBIDDEN, [(CONTENT_TYPE, "application/xml")], body).into_response();
    }
    play(&carrier, &file, None).unwrap_or_else(|| StatusCode::NOT_FOUND.into_response())
}

/// The audio, once it is ready.
fn play(carrier: &Carrier, file: &str, channels: Option<&str>) -> Option<Response> {
    let (sid, ending) = stem(file);
    let (seconds, recorded) = {
        let mut data = carrier.data();
        let recording = data.recordings.iter_mut().find(|recording| recording.sid == sid)?;
        if recording.late_fetches > 0 {
            recording.late_fetches -= 1;
            return None;
        }
        (recording.duration_seconds, recording.channels)
    };
    let channels = if channels == Some("1") { 1 } else { recorded };
    Some(match ending {
        "mp3" => ([(CONTENT_TYPE, "audio/mpeg")], mp3::mp3(sid, seconds, channels)).into_response(),
        _ => ([(CONTENT_TYPE, "audio/x-wav")], audio::wav(sid, seconds, channels)).into_response(),
    })
}

fn stem(file: &str) -> (&str, &str) {
    [".mp3", ".wav", ".json"]
        .iter()
        .find_map(|ending| file.strip_suffix(ending).map(|sid| (sid, &ending[1..])))
        .unwrap_or((file, ""))
}

fn list(carrier: &Carrier, call: Option<&str>) -> Vec<Value> {
    let data = carrier.data();
    let recordings =
        data.recordings.iter().rev().filter(|recording| call.is_none_or(|call| recording.call_sid == call));
    recordings.map(|recording| json(carrier, recording)).collect()
}

fn json(carrier: &Carrier, recording: &RecordingRow) -> Value {
    let path = format!("{}/Recordings/{}", carrier.account_path(), recording.sid);
    let started = rfc2822(recording.started_at);
    json!({
        "sid": recording.sid,
        "account_sid": carrier.config.account,
        "call_sid": recording.call_sid,
        "conference_sid": null,
        "api_version": "2010-04-01",
        "channels": recording.channels,
        "source": recording.source,
        "status": "completed",
        "duration": recording.duration_seconds.to_string(),
        "error_code": null,
        "price": null,
        "price_unit": "USD",
        "encryption_details": null,
        "start_time": started,
        "date_created": started,
        "date_updated": started,
        "media_url": format!("{}{path}", carrier.url),
        "uri": format!("{path}.json"),
        "subresource_uris": {
            "add_on_results": format!("{path}/AddOnResults.json"),
            "transcriptions": format!("{path}/Transcriptions.json"),
        },
    })
}

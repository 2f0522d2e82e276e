//! The audio of a recording: the whole, or the range of bytes that a player requests.

use std::ops::Range;

use axum::body::Body;
use axum::http::header::{ACCEPT_RANGES, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, IF_RANGE, RANGE};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use crewline_core::Error;
use crewline_core::access::{Held, actions};
use crewline_core::calls::Call;
use crewline_core::ids::RecordingId;
use crewline_core::recordings::{self, Audio, StoreError};

use crate::http::failure::not_found;
use crate::state::App;

/// The part of a recording that a request asks for.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    Whole,
    Some(Range<u64>),
    /// The range is beyond the end.
    Unsatisfiable,
}

/// Answers one recording of a call, by default the newest, with 200, 206 or 416. A HEAD request reads no audio.
///
/// # Errors
/// Returns not found when no such recording is stored, and an error of its own when its file is missing or the store does
/// not answer. When the database fails.
pub(crate) async fn recording(
    app: &App,
    call: &Held<Call, actions::HearRecordings>,
    which: Option<RecordingId>,
    method: &Method,
    headers: &HeaderMap,
) -> Result<Response, Error> {
    let audio = recordings::open(&app.db, call, which).await?.ok_or_else(not_found)?;
    let (length, tag) = (audio.bytes(), tag(&audio));
    let (status, range) = match requested_part(headers, &tag, length) {
        Part::Whole => (StatusCode::OK, 0..length),
        Part::Some(range) => (StatusCode::PARTIAL_CONTENT, range),
        Part::Unsatisfiable => return Ok(unsatisfiable(length)),
    };
    let body = match *method == Method::HEAD || range.is_empty() {
        true => {
            audio.check(&app.recordings).await.map_err(|error| store_failed(&audio, &error))?;
            Body::empty()
        }
        false => {
            let stream = audio.stream(&app.recordings, range.clone()).await;
            Body::from_stream(stream.map_err(|error| store_failed(&audio, &error))?)
        }
    };
    let mut response = (status, body).into_response();
    let response_headers = response.headers_mut();
    let kind = HeaderValue::from_str(&audio.media_type);
    response_headers.insert(CONTENT_TYPE, kind.unwrap_or(HeaderValue::from_static("application/octet-stream")));
    response_headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    response_headers.insert(CONTENT_LENGTH, HeaderValue::from(range.end - range.start));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response_headers.insert(ETAG, tag);
    }
    if status == StatusCode::PARTIAL_CONTENT
        && let Ok(value) = HeaderValue::from_str(&format!("bytes {}-{}/{length}", range.start, range.end - 1))
    {
        response_headers.insert(CONTENT_RANGE, value);
    }
    Ok(response)
}

/// The entity tag. A recording never changes, so its id is enough.
fn tag(audio: &Audio) -> String {
    format!("\"{}\"", audio.id)
}

fn unsatisfiable(length: u64) -> Response {
    let mut response = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
    if let Ok(value) = HeaderValue::from_str(&format!("bytes */{length}")) {
        response.headers_mut().insert(CONTENT_RANGE, value);
    }
    response
}

/// Tells the operator which recording can't be played.
fn store_failed(audio: &Audio, error: &StoreError) -> Error {
    let recording = audio.id;
    match error {
        StoreError::Missing | StoreError::Damaged(..) => {
            metrics::counter!("recording_files_missing_total").increment(1);
            tracing::error!(%recording, %error, "a recording can't be played");
            Error::FileMissing
        }
        StoreError::Unavailable(_) => {
            tracing::warn!(%recording, %error, "a recording can't be played now");
            Error::StoreUnavailable
        }
    }
}

/// The part that the headers ask for. Several ranges, another unit, or a range of an older version get the whole
/// recording, which every client accepts.
fn requested_part(headers: &HeaderMap, tag: &str, length: u64) -> Part {
    if headers.get(IF_RANGE).is_some_and(|version| version != tag) {
        return Part::Whole;
    }
    let requested = headers.get(RANGE).and_then(|range| range.to_str().ok());
    let Some((first, last)) = requested.and_then(|range| range.strip_prefix("bytes=")?.trim().split_once('-')) else {
        return Part::Whole;
    };
    let number = |text: &str| {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        // A number too large for u64 is certainly beyond the end.
        is_number.then(|| text.parse().unwrap_or(u64::MAX))
    };
    let range = match (first, number(first), last, number(last)) {
        ("", _, _, Some(count)) => length.saturating_sub(count)..length,
        (_, Some(first), "", _) => first..length,
        (_, Some(first), _, Some(last)) if first <= last => first..last.saturating_add(1).min(length),
        _ => return Part::Whole,
    };
    if range.start >= range.end { Part::Unsatisfiable } else { Part::Some(range) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn requested_part_of(range: &str, version: Option<&str>) -> Part {
        let mut headers = HeaderMap::new();
        headers.insert(RANGE, range.parse().unwrap());
        if let Some(version) = version {
            headers.insert(IF_RANGE, version.parse().unwrap());
        }
        requested_part(&headers, "\"rec\"", 100)
    }

    #[test]
    fn a_range_request_gets_the_requested_bytes() {
        for (range, expected) in [
            ("bytes=0-", 0..100),
            ("bytes=0-0", 0..1),
            ("bytes=10-19", 10..20),
            ("bytes=99-", 99..100),
            ("bytes=90-500", 90..100),
            ("bytes=-10", 90..100),
            ("bytes=-500", 0..100),
            ("bytes=5-99999999999999999999999", 5..100),
        ] {
            assert_eq!(requested_part_of(range, None), Part::Some(expected), "{range}");
        }
    }

    #[test]
    fn a_range_beyond_the_end_is_unsatisfiable() {
        for range in ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=99999999999999999999999-"] {
            assert_eq!(requested_part_of(range, None), Part::Unsatisfiable, "{range}");
        }
    }

    #[test]
    fn multiple_ranges_are_answered_whole() {
        for range in
            ["", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-2", "bytes=0-1,5-6", "lines=0-1", "bytes=+1-2"]
        {
            assert_eq!(requested_part_of(range, None), Part::Whole, "{range}");
        }
        assert_eq!(requested_part_of("bytes=0-1", Some("\"other\"")), Part::Whole);
        assert_eq!(requested_part_of("bytes=0-1", Some("\"rec\"")), Part::Some(0..2));
    }
}

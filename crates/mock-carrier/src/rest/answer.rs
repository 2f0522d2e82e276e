//! Lists and refusals in the carrier's shape.

use std::collections::HashMap;

use axum::Json;
use axum::extract::OriginalUri;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// Query parameters by name.
pub(super) type Parameters = HashMap<String, String>;

pub(super) fn refusal(status: StatusCode, code: u32, message: &str) -> Response {
    let body = json!({
        "code": code,
        "message": message,
        "more_info": format!("https://www.twilio.com/docs/errors/{code}"),
        "status": status.as_u16(),
    });
    (status, Json(body)).into_response()
}

/// The answer for an unknown resource.
pub(super) fn not_found(path: &str) -> Response {
    refusal(StatusCode::NOT_FOUND, 20404, &format!("The requested resource {path} was not found"))
}

/// The answer for an unknown path.
pub(super) async fn unknown_path(OriginalUri(uri): OriginalUri) -> Response {
    not_found(uri.path())
}

pub(super) fn page(path: &str, key: &str, parameters: &Parameters, items: Vec<Value>) -> Response {
    let count = |name: &str| parameters.get(name).and_then(|text| text.parse::<usize>().ok());
    let size = count("PageSize").unwrap_or(50).clamp(1, 1_000);
    let page = count("Page").unwrap_or(0).min(usize::MAX / 2_000);
    let total = items.len();
    let start = page * size;
    let mut query = form_urlencoded::Serializer::new(String::new());
    let mut others: Vec<_> = parameters.iter().filter(|(name, _)| !name.starts_with("Page")).collect();
    others.sort();
    query.extend_pairs(others);
    let others = query.finish();
    let uri = |page: usize| {
        let more = if others.is_empty() { String::new() } else { format!("&{others}") };
        format!("{path}?PageSize={size}&Page={page}{more}")
    };
    let items: Vec<Value> = items.into_iter().skip(start).take(size).collect();
    let mut body = json!({
        "first_page_uri": uri(0),
        "next_page_uri": (start + items.len() < total).then(|| uri(page + 1)),
        "previous_page_uri": page.checked_sub(1).map(uri),
        "uri": uri(page),
        "page": page,
        "page_size": size,
        "start": start,
        "end": (start + items.len()).saturating_sub(1),
    });
    body[key] = Value::Array(items);
    Json(body).into_response()
}

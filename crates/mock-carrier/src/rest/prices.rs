//! The prices of numbers, which Twilio has in an API of its own.

use std::sync::Arc;

use axum::Json;
use axum::extract::{OriginalUri, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::{answer, has_credentials};
use crate::carrier::Carrier;

pub(super) async fn show(
    State(carrier): State<Arc<Carrier>>,
    Path(country): Path<String>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    if !has_credentials(&carrier, &headers) {
        return answer::refusal(StatusCode::UNAUTHORIZED, 20003, "Authenticate");
    }
    let price = |kind: &str, amount: &str| json!({"number_type": kind, "base_price": amount, "current_price": amount});
    let (name, prices) = match country.as_str() {
        "US" => ("United States", vec![price("local", "1.15"), price("toll free", "2.15")]),
        "CA" => ("Canada", vec![price("local", "1.15"), price("toll free", "2.15")]),
        "GB" => ("United Kingdom", vec![price("local", "1.15"), price("mobile", "1.15")]),
        _ => return answer::not_found(uri.path()),
    };
    Json(json!({
        "country": name,
        "iso_country": country,
        "phone_number_prices": prices,
        "price_unit": "USD",
        "url": format!("{}{}", carrier.url, uri.path()),
    }))
    .into_response()
}

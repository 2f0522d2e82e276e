//! Telnyx' own shapes, as far as numbers go, and recordings at expiring addresses.

use std::sync::Arc;

use axum::Json;
use axum::Router;
use axum::extract::{Query, Request, State};
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Value, json};

use super::answer::Parameters;
use super::{available, recordings};
use crate::carrier::Carrier;

pub(super) fn router(carrier: &Arc<Carrier>) -> Router<Arc<Carrier>> {
    let v2 = Router::new()
        .route("/phone_numbers", get(numbers))
        .route("/available_phone_numbers", get(available_numbers))
        .fallback(unknown_path)
        .layer(middleware::from_fn_with_state(Arc::clone(carrier), require_key));
    Router::new().nest("/v2", v2).route("/recordings/{file}", get(recordings::expiring))
}

async fn require_key(State(carrier): State<Arc<Carrier>>, request: Request, next: Next) -> Response {
    let credentials = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    if credentials != Some(format!("Bearer {}", carrier.config.secret).as_str()) {
        return refusal(StatusCode::UNAUTHORIZED, "10009", "Authentication failed", "No key found matching the ID.");
    }
    next.run(request).await
}

async fn unknown_path() -> Response {
    refusal(StatusCode::NOT_FOUND, "10005", "Resource not found", "The requested resource or URL could not be found.")
}

async fn numbers(State(carrier): State<Arc<Carrier>>, Query(parameters): Query<Parameters>) -> Response {
    let digits = parameters.get("filter[phone_number]");
    let numbers: Vec<Value> = carrier
        .data()
        .numbers()
        .iter()
        .filter(|number| digits.is_none_or(|digits| number.phone_number.contains(digits.as_str())))
        .map(|number| {
            json!({
                "id": number.sid,
                "record_type": "phone_number",
                "phone_number": number.phone_number,
                "status": "active",
                "tags": [],
                "connection_id": "1494404757140276705",
                "connection_name": "Mock",
                "customer_reference": number.friendly_name,
                "phone_number_type": "local",
            })
        })
        .collect();
    let count = |name: &str| parameters.get(name).and_then(|text| text.parse::<usize>().ok());
    let size = count("page[size]").unwrap_or(20).clamp(1, 250);
    let page = count("page[number]").unwrap_or(1).clamp(1, 1_000_000);
    let total = numbers.len();
    let data: Vec<Value> = numbers.into_iter().skip((page - 1) * size).take(size).collect();
    Json(json!({
        "data": data,
        "meta": {
            "total_pages": total.div_ceil(size),
            "total_results": total,
            "page_number": page,
            "page_size": size,
        },
    }))
    .into_response()
}

async fn available_numbers(State(carrier): State<Arc<Carrier>>, Query(parameters): Query<Parameters>) -> Response {
    let country = parameters.get("filter[country_code]").map_or("US", String::as_str);
    let area = parameters.get("filter[national_destination_code]").map(String::as_str);
    let size = parameters.get("filter[limit]").and_then(|size| size.parse().ok()).unwrap_or(100);
    let part = parameters.get("filter[phone_number][contains]");
    let account = carrier.data();
    let data: Vec<Value> = available::candidates(country, "Local", area)
        .unwrap_or_default()
        .into_iter()
        .filter(|(number, _, _)| account.number(number).is_none())
        .filter(|(number, _, _)| part.is_none_or(|part| number.contains(part.as_str())))
        .take(size)
        .map(|(number, place, region)| {
            json!({
                "record_type": "available_phone_number",
                "phone_number": number,
                "best_effort": false,
                "quickship": true,
                "reservable": true,
                "features": [{"name": "voice"}, {"name": "sms"}],
                "cost_information": {"upfront_cost": "1.00", "monthly_cost": "1.00", "currency": "USD"},
                "region_information": [
                    {"region_type": "country_code", "region_name": country},
                    {"region_type": "rate_center", "region_name": place},
                    {"region_type": "state", "region_name": region},
                ],
            })
        })
        .collect();
    let total = data.len();
    Json(json!({"data": data, "meta": {"total_results": total, "best_effort_results": 0}})).into_response()
}

fn refusal(status: StatusCode, code: &str, title: &str, detail: &str) -> Response {
    (status, Json(json!({"errors": [{"code": code, "title": title, "detail": detail}]}))).into_response()
}

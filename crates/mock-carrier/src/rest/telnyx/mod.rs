//! Telnyx's own shapes: numbers, the applications and profiles that they refer to, orders, calls, and recordings at
//! expiring addresses.

mod numbers;
mod orders;
mod resources;

use std::sync::Arc;

use axum::Json;
use axum::Router;
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::answer::Parameters;
use super::{available, recordings};
use crate::call::{self, OutboundCall};
use crate::carrier::Carrier;
use crate::number::{Method, is_e164, is_web_address};

pub(super) fn router(carrier: &Arc<Carrier>) -> Router<Arc<Carrier>> {
    let v2 = Router::new()
        .route("/balance", get(balance))
        .route("/phone_numbers", get(numbers::index))
        .route("/phone_numbers/messaging", get(numbers::all_settings))
        .route("/phone_numbers/{id}", get(numbers::show).patch(numbers::update).delete(numbers::delete))
        .route("/phone_numbers/{id}/messaging", get(numbers::show_settings).patch(numbers::update_settings))
        .route("/available_phone_numbers", get(available_numbers))
        .route("/number_orders", get(orders::index).post(orders::create))
        .route("/number_orders/{id}", get(orders::show))
        .route("/texml_applications", get(resources::applications).post(resources::add_application))
        .route("/texml_applications/{id}", get(resources::application).patch(resources::change_application))
        .route("/messaging_profiles", get(resources::profiles).post(resources::add_profile))
        .route("/messaging_profiles/{id}", get(resources::profile).patch(resources::change_profile))
        .route("/texml/Accounts/{account}/Calls", post(place_call))
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
    not_found()
}

fn not_found() -> Response {
    refusal(StatusCode::NOT_FOUND, "10005", "Resource not found", "The requested resource or URL could not be found.")
}

/// The answer with one item.
fn one(item: Value) -> Response {
    Json(json!({ "data": item })).into_response()
}

/// One page of a list.
fn list(parameters: &Parameters, items: Vec<Value>) -> Response {
    let count = |name: &str| parameters.get(name).and_then(|text| text.parse::<usize>().ok());
    let size = count("page[size]").unwrap_or(20).clamp(1, 250);
    let page = count("page[number]").unwrap_or(1).clamp(1, 1_000_000);
    let total = items.len();
    let data: Vec<Value> = items.into_iter().skip((page - 1) * size).take(size).collect();
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

async fn balance() -> Response {
    one(json!({
        "record_type": "balance",
        "balance": "100.00",
        "credit_limit": "0.00",
        "available_credit": "100.00",
        "pending": "0.00",
        "currency": "USD",
    }))
}

async fn available_numbers(State(carrier): State<Arc<Carrier>>, Query(parameters): Query<Parameters>) -> Response {
    let country = parameters.get("filter[country_code]").map_or("US", String::as_str);
    let area = parameters.get("filter[national_destination_code]").map(String::as_str);
    let size = parameters.get("filter[limit]").and_then(|size| size.parse().ok()).unwrap_or(100);
    let part = parameters.get("filter[phone_number][contains]");
    let kind = match parameters.get("filter[phone_number_type]").map(String::as_str) {
        Some("toll_free") => "TollFree",
        Some("mobile") => "Mobile",
        _ => "Local",
    };
    let features =
        if kind == "TollFree" { json!([{"name": "voice"}]) } else { json!([{"name": "voice"}, {"name": "sms"}]) };
    let wanted = parameters.get("filter[locality]").map(|name| name.to_lowercase());
    let account = carrier.data();
    let data: Vec<Value> = available::candidates(country, kind, area)
        .unwrap_or_default()
        .into_iter()
        .filter(|(number, _, _)| account.number(number).is_none())
        .filter(|(number, _, _)| part.is_none_or(|part| number.contains(part.as_str())))
        .filter(|(_, place, _)| wanted.as_ref().is_none_or(|wanted| *wanted == place.to_lowercase()))
        .take(size)
        .map(|(number, place, region)| {
            json!({
                "record_type": "available_phone_number",
                "phone_number": number,
                "best_effort": false,
                "quickship": true,
                "reservable": true,
                "features": features,
                "cost_information": {"upfront_cost": "1.00000", "monthly_cost": "1.00000", "currency": "USD"},
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

/// Places a call from a number of an application.
async fn place_call(
    State(carrier): State<Arc<Carrier>>,
    Path(account): Path<String>,
    Json(body): Json<Value>,
) -> Response {
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    let call = OutboundCall {
        from: text("From"),
        to: text("To"),
        url: text("Url"),
        method: Method::from_name(body["UrlMethod"].as_str()),
        status_callback: text("StatusCallback"),
    };
    let application = text("ApplicationSid");
    let is_of_application = carrier.data().number(&call.from).is_some_and(|from| from.connection_id == application);
    if account != carrier.config.account || !is_of_application {
        return not_found();
    }
    if !is_e164(&call.to) || !is_web_address(&call.url) {
        return refusal(StatusCode::UNPROCESSABLE_ENTITY, "10015", "Bad Request", "To or Url is invalid.");
    }
    let row = call::place(&carrier, call);
    Json(json!({"sid": row.sid, "from": row.from, "to": row.to, "status": row.status})).into_response()
}

pub(super) fn refusal(status: StatusCode, code: &str, title: &str, detail: &str) -> Response {
    (status, Json(json!({"errors": [{"code": code, "title": title, "detail": detail}]}))).into_response()
}

//! Telnyx's orders of numbers.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::Value;

use super::{list, not_found, one, refusal};
use crate::carrier::Carrier;
use crate::ids::{self, Thing};
use crate::number::is_e164;
use crate::order::{self, OrderRow};
use crate::rest::answer::Parameters;

pub(super) async fn index(State(carrier): State<Arc<Carrier>>, Query(parameters): Query<Parameters>) -> Response {
    let reference = parameters.get("filter[customer_reference]");
    let matches = |order: &OrderRow| reference.is_none_or(|reference| *reference == order.reference);
    order::look(&carrier, matches);
    let orders = carrier.data().orders.iter().rev().filter(|order| matches(order)).map(OrderRow::json).collect();
    list(&parameters, orders)
}

pub(super) async fn show(State(carrier): State<Arc<Carrier>>, Path(id): Path<String>) -> Response {
    order::look(&carrier, |order| order.id == id);
    let data = carrier.data();
    data.orders.iter().find(|order| order.id == id).map_or_else(not_found, |order| one(order.json()))
}

pub(super) async fn create(State(carrier): State<Arc<Carrier>>, Json(body): Json<Value>) -> Response {
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    let phone_number = body["phone_numbers"][0]["phone_number"].as_str().unwrap_or_default().to_owned();
    let unprocessable = |code: &str, title: &str| refusal(StatusCode::UNPROCESSABLE_ENTITY, code, title, title);
    if !is_e164(&phone_number) {
        return unprocessable("10016", "Phone number must be in +E.164 format");
    }
    let mut data = carrier.data();
    let is_ordered = data.orders.iter().any(|order| order.phone_number == phone_number && order.status == "pending");
    if data.number(&phone_number).is_some() || is_ordered {
        return unprocessable("85000", "Phone number is not available");
    }
    let config = &carrier.config;
    let order = OrderRow {
        id: ids::id(config.provider, Thing::Message, config.seed, "order", data.orders.len() as u64),
        phone_number,
        reference: text("customer_reference"),
        connection_id: text("connection_id"),
        messaging_profile_id: text("messaging_profile_id"),
        script: data.order_script.clone(),
        status: "pending",
    };
    let json = order.json();
    data.orders.push(order);
    one(json)
}

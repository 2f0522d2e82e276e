//! The numbers of the account at Telnyx, and their messaging settings.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::{list, not_found, one, refusal};
use crate::carrier::Carrier;
use crate::number::Number;
use crate::rest::answer::Parameters;

pub(super) async fn index(State(carrier): State<Arc<Carrier>>, Query(parameters): Query<Parameters>) -> Response {
    let digits = parameters.get("filter[phone_number]");
    // The filter takes digits only: with a plus sign nothing matches.
    let matches = |number: &&Number| {
        digits.is_none_or(|digits| !digits.contains('+') && number.phone_number.contains(digits.as_str()))
    };
    let numbers = carrier.data().numbers().iter().filter(matches).map(json).collect();
    list(&parameters, numbers)
}

pub(super) async fn show(State(carrier): State<Arc<Carrier>>, Path(id): Path<String>) -> Response {
    carrier.data().number_by_sid(&id).map_or_else(not_found, |number| one(json(number)))
}

pub(super) async fn update(
    State(carrier): State<Arc<Carrier>>,
    Path(id): Path<String>,
    Json(body): Json<Value>,
) -> Response {
    change(&carrier, &id, &body, json)
}

pub(super) async fn delete(State(carrier): State<Arc<Carrier>>, Path(id): Path<String>) -> Response {
    let mut data = carrier.data();
    let Some(number) = data.number_by_sid(&id).cloned() else { return not_found() };
    data.remove_number(&id);
    let mut json = json(&number);
    json["status"] = json!("deleted");
    one(json)
}

pub(super) async fn all_settings(
    State(carrier): State<Arc<Carrier>>,
    Query(parameters): Query<Parameters>,
) -> Response {
    let numbers = carrier.data().numbers().iter().map(settings).collect();
    list(&parameters, numbers)
}

pub(super) async fn show_settings(State(carrier): State<Arc<Carrier>>, Path(id): Path<String>) -> Response {
    carrier.data().number_by_sid(&id).map_or_else(not_found, |number| one(settings(number)))
}

pub(super) async fn update_settings(
    State(carrier): State<Arc<Carrier>>,
    Path(id): Path<String>,
    Json(body): Json<Value>,
) -> Response {
    change(&carrier, &id, &body, settings)
}

/// Sets the fields that the body has.
fn change(carrier: &Carrier, id: &str, body: &Value, shown: fn(&Number) -> Value) -> Response {
    let now = carrier.now();
    let mut data = carrier.data();
    let Some(mut number) = data.number_by_sid(id).cloned() else { return not_found() };
    let set = |name: &str, place: &mut String| {
        if let Some(value) = body[name].as_str() {
            value.clone_into(place);
        }
    };
    set("connection_id", &mut number.connection_id);
    set("messaging_profile_id", &mut number.messaging_profile_id);
    set("customer_reference", &mut number.friendly_name);
    data.follow_resources(&mut number);
    match data.change_number(number, now) {
        Ok(Some(number)) => one(shown(&number)),
        Ok(None) => not_found(),
        Err(error) => refusal(StatusCode::UNPROCESSABLE_ENTITY, "10015", "Bad Request", &error.to_string()),
    }
}

fn text(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

fn json(number: &Number) -> Value {
    json!({
        "id": number.sid,
        "record_type": "phone_number",
        "phone_number": number.phone_number,
        "status": "active",
        "tags": [],
        "connection_id": text(&number.connection_id),
        "connection_name": text(&number.connection_id).map(|_| "Mock"),
        "messaging_profile_id": text(&number.messaging_profile_id),
        "customer_reference": number.friendly_name,
        "phone_number_type": "local",
    })
}

fn settings(number: &Number) -> Value {
    let features = json!({"domestic_two_way": true, "international_inbound": true, "international_outbound": true});
    let is_toll_free = number.phone_number.starts_with("+1800");
    json!({
        "id": number.sid,
        "record_type": "messaging_settings",
        "phone_number": number.phone_number,
        "messaging_profile_id": text(&number.messaging_profile_id),
        "type": if is_toll_free { "toll-free" } else { "long-code" },
        "features": {
            "sms": (!is_toll_free).then(|| features.clone()),
            "mms": (!is_toll_free).then_some(features),
        },
    })
}

//! Telnyx's TeXML applications and messaging profiles.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::{list, not_found, one, refusal};
use crate::account_data::Resource;
use crate::carrier::Carrier;
use crate::number::is_web_address;
use crate::rest::answer::Parameters;

pub(super) async fn applications(state: State<Arc<Carrier>>, parameters: Query<Parameters>) -> Response {
    index(&state, &parameters, Resource::Application)
}

pub(super) async fn profiles(state: State<Arc<Carrier>>, parameters: Query<Parameters>) -> Response {
    index(&state, &parameters, Resource::Profile)
}

pub(super) async fn add_application(State(carrier): State<Arc<Carrier>>, Json(body): Json<Value>) -> Response {
    create(&carrier, Resource::Application, body)
}

pub(super) async fn add_profile(State(carrier): State<Arc<Carrier>>, Json(body): Json<Value>) -> Response {
    if !body["whitelisted_destinations"].is_array() {
        return invalid("whitelisted_destinations is required");
    }
    create(&carrier, Resource::Profile, body)
}

pub(super) async fn application(State(carrier): State<Arc<Carrier>>, Path(id): Path<String>) -> Response {
    show(&carrier, Resource::Application, &id)
}

pub(super) async fn profile(State(carrier): State<Arc<Carrier>>, Path(id): Path<String>) -> Response {
    show(&carrier, Resource::Profile, &id)
}

pub(super) async fn change_application(
    State(carrier): State<Arc<Carrier>>,
    Path(id): Path<String>,
    Json(body): Json<Value>,
) -> Response {
    update(&carrier, Resource::Application, &id, &body)
}

pub(super) async fn change_profile(
    State(carrier): State<Arc<Carrier>>,
    Path(id): Path<String>,
    Json(body): Json<Value>,
) -> Response {
    update(&carrier, Resource::Profile, &id, &body)
}

fn index(carrier: &Carrier, parameters: &Parameters, kind: Resource) -> Response {
    let filter = match kind {
        Resource::Application => "filter[friendly_name]",
        Resource::Profile => "filter[name]",
    };
    // The filter matches parts of names, whatever their case.
    let wanted = parameters.get(filter).map(|name| name.to_lowercase());
    let matches = |item: &&Value| {
        let name = item[kind.name_field()].as_str().unwrap_or_default().to_lowercase();
        wanted.as_ref().is_none_or(|wanted| name.contains(wanted.as_str()))
    };
    let items = carrier.data().resources(kind).iter().filter(matches).cloned().collect();
    list(parameters, items)
}

fn show(carrier: &Carrier, kind: Resource, id: &str) -> Response {
    let data = carrier.data();
    let item = data.resources(kind).iter().find(|item| item["id"] == id);
    item.map_or_else(not_found, |item| one(item.clone()))
}

fn create(carrier: &Carrier, kind: Resource, body: Value) -> Response {
    if body[kind.name_field()].as_str().is_none_or(str::is_empty) {
        return invalid(&format!("{} is required", kind.name_field()));
    }
    if let Some(fault) = wrong_address(kind, &body) {
        return fault;
    }
    let item = carrier.data().add_resource(&carrier.config, kind, body);
    (StatusCode::CREATED, Json(json!({"data": item}))).into_response()
}

fn update(carrier: &Carrier, kind: Resource, id: &str, body: &Value) -> Response {
    if let Some(fault) = wrong_address(kind, body) {
        return fault;
    }
    carrier.data().change_resource(kind, id, body).map_or_else(not_found, one)
}

fn wrong_address(kind: Resource, body: &Value) -> Option<Response> {
    let is_wrong = |name: &&str| body[name].as_str().is_some_and(|text| !text.is_empty() && !is_web_address(text));
    let wrong = kind.address_fields().iter().copied().find(|name| is_wrong(name))?;
    Some(refusal(StatusCode::UNPROCESSABLE_ENTITY, "10003", "Invalid URL", &format!("{wrong} is not a valid URL.")))
}

fn invalid(detail: &str) -> Response {
    refusal(StatusCode::UNPROCESSABLE_ENTITY, "10004", "Missing required parameter", detail)
}

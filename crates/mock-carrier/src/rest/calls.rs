//! Calls and their legs.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Form, OriginalUri, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::answer::{self, Parameters};
use super::without_extension;
use crate::account_data::CallRow;
use crate::call::{self, OutboundCall};
use crate::carrier::Carrier;
use crate::clock::rfc2822;
use crate::number::{Method, is_e164, is_web_address};

pub(super) async fn index(State(carrier): State<Arc<Carrier>>, Query(parameters): Query<Parameters>) -> Response {
    let matches = |call: &CallRow| {
        let same = |name: &str, text: &str| parameters.get(name).is_none_or(|value| value == text);
        same("To", &call.to)
            && same("From", &call.from)
            && same("Status", &call.status)
            && same("ParentCallSid", call.parent_sid.as_deref().unwrap_or_default())
    };
    let calls =
        carrier.data().calls.iter().rev().filter(|call| matches(call)).map(|call| json(&carrier, call)).collect();
    answer::page(&format!("{}/Calls.json", carrier.account_path()), "calls", &parameters, calls)
}

pub(super) async fn show(
    State(carrier): State<Arc<Carrier>>,
    Path((_, call)): Path<(String, String)>,
    OriginalUri(uri): OriginalUri,
) -> Response {
    match carrier.data().call_mut(without_extension(&call)) {
        Some(call) => Json(json(&carrier, call)).into_response(),
        None => answer::not_found(uri.path()),
    }
}

/// Places a call from a number of the account.
pub(super) async fn create(State(carrier): State<Arc<Carrier>>, Form(fields): Form<Parameters>) -> Response {
    let field = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let refuse = |code, words: &str| answer::refusal(StatusCode::BAD_REQUEST, code, words);
    let call = OutboundCall {
        from: field("From"),
        to: field("To"),
        url: field("Url"),
        method: Method::from_name(fields.get("Method").map(String::as_str)),
        status_callback: field("StatusCallback"),
    };
    if !is_e164(&call.to) {
        return refuse(21211, "The 'To' number is not a valid phone number.");
    }
    if carrier.data().number(&call.from).is_none() {
        return refuse(21210, "The 'From' number is not a number of this account.");
    }
    if !is_web_address(&call.url) {
        return refuse(21205, "Url is not a valid URL.");
    }
    let row = call::place(&carrier, call);
    (StatusCode::CREATED, Json(json(&carrier, &row))).into_response()
}

fn json(carrier: &Carrier, call: &CallRow) -> Value {
    let path = format!("{}/Calls/{}", carrier.account_path(), call.sid);
    let direction = match (call.inbound, &call.parent_sid) {
        (true, _) => "inbound",
        (false, Some(_)) => "outbound-dial",
        (false, None) => "outbound-api",
    };
    json!({
        "sid": call.sid,
        "parent_call_sid": call.parent_sid,
        "account_sid": carrier.config.account,
        "api_version": "2010-04-01",
        "answered_by": null,
        "caller_name": call.caller_name,
        "direction": direction,
        "duration": call.ended_at.map(|_| call.duration_seconds.to_string()),
        "forwarded_from": null,
        "from": call.from,
        "from_formatted": call.from,
        "to": call.to,
        "to_formatted": call.to,
        "group_sid": null,
        "phone_number_sid": null,
        "price": null,
        "price_unit": "USD",
        "queue_time": "0",
        "status": call.status,
        "trunk_sid": null,
        "start_time": rfc2822(call.started_at),
        "end_time": call.ended_at.map(rfc2822),
        "date_created": rfc2822(call.started_at),
        "date_updated": rfc2822(call.ended_at.unwrap_or(call.started_at)),
        "uri": format!("{path}.json"),
        "subresource_uris": {
            "recordings": format!("{path}/Recordings.json"),
        },
    })
}

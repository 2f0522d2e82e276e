//! Messages: send, show, list.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Form, OriginalUri, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::answer::{self, Parameters};
use super::without_extension;
use crate::account_data::MessageRow;
use crate::carrier::Carrier;
use crate::clock::rfc2822;
use crate::message;
use crate::number::is_e164;

pub(super) async fn index(State(carrier): State<Arc<Carrier>>, Query(parameters): Query<Parameters>) -> Response {
    let matches = |message: &MessageRow| {
        let same = |name: &str, text: &str| parameters.get(name).is_none_or(|value| value == text);
        same("To", &message.to) && same("From", &message.from)
    };
    let data = carrier.data();
    let messages =
        data.messages.iter().rev().filter(|message| matches(message)).map(|message| json(&carrier, message)).collect();
    answer::page(&format!("{}/Messages.json", carrier.account_path()), "messages", &parameters, messages)
}

pub(super) async fn show(
    State(carrier): State<Arc<Carrier>>,
    Path((_, message)): Path<(String, String)>,
    OriginalUri(uri): OriginalUri,
) -> Response {
    match carrier.data().messages.iter().find(|key| key.sid == without_extension(&message)) {
        Some(message) => Json(json(&carrier, message)).into_response(),
        None => answer::not_found(uri.path()),
    }
}

pub(super) async fn create(State(carrier): State<Arc<Carrier>>, Form(fields): Form<Vec<(String, String)>>) -> Response {
    let field =
        |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()).unwrap_or_default();
    let refuse = |code, words: &str| answer::refusal(StatusCode::BAD_REQUEST, code, words);
    let (from, to, body) = (field("From"), field("To"), field("Body"));
    let media = fields.iter().filter(|(name, _)| name == "MediaUrl").count();
    if to.is_empty() {
        return refuse(21604, "A 'To' phone number is required.");
    }
    if !is_e164(&to) {
        return refuse(21211, &format!("Invalid 'To' Phone Number: {to}"));
    }
    if body.is_empty() && media == 0 {
        return refuse(21602, "Message body is required.");
    }
    if body.encode_utf16().count() > 1_600 {
        return refuse(21617, "The concatenated message body exceeds the 1600 character limit.");
    }
    let message = {
        let mut data = carrier.data();
        if data.number(&from).is_none() {
            return refuse(21606, "The 'From' phone number is not a number of this account.");
        }
        let sid = message::next_sid(&carrier, data.next_message());
        let message =
            MessageRow { sid, from, to, body, media, inbound: false, status: "queued", created_at: carrier.now() };
        data.messages.push(message.clone());
        message
    };
    let answer = (StatusCode::CREATED, Json(json(&carrier, &message))).into_response();
    tokio::spawn(message::send(carrier, message.sid, field("StatusCallback")));
    answer
}

fn json(carrier: &Carrier, message: &MessageRow) -> Value {
    let path = format!("{}/Messages/{}", carrier.account_path(), message.sid);
    let created = rfc2822(message.created_at);
    json!({
        "sid": message.sid,
        "account_sid": carrier.config.account,
        "api_version": "2010-04-01",
        "body": message.body,
        "direction": if message.inbound { "inbound" } else { "outbound-api" },
        "error_code": null,
        "error_message": null,
        "from": message.from,
        "to": message.to,
        "messaging_service_sid": null,
        "num_media": message.media.to_string(),
        "num_segments": message::segments(&message.body).to_string(),
        "price": null,
        "price_unit": "USD",
        "status": message.status,
        "date_created": created,
        "date_updated": created,
        "date_sent": (message.status != "queued").then_some(&created),
        "uri": format!("{path}.json"),
        "subresource_uris": {
            "media": format!("{path}/Media.json"),
        },
    })
}

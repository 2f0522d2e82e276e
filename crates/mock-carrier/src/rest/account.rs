//! The account, which a check of credentials requests.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::carrier::Carrier;
use crate::clock::rfc2822;

pub(super) async fn show(State(carrier): State<Arc<Carrier>>) -> Response {
    let path = carrier.account_path();
    let created = rfc2822(carrier.now());
    Json(json!({
        "sid": carrier.config.account,
        "owner_account_sid": carrier.config.account,
        "friendly_name": "Mock account",
        "status": "active",
        "type": "Full",
        "auth_token": "redacted",
        "date_created": created,
        "date_updated": created,
        "uri": format!("{path}.json"),
        "subresource_uris": {
            "available_phone_numbers": format!("{path}/AvailablePhoneNumbers.json"),
            "calls": format!("{path}/Calls.json"),
            "incoming_phone_numbers": format!("{path}/IncomingPhoneNumbers.json"),
            "messages": format!("{path}/Messages.json"),
            "recordings": format!("{path}/Recordings.json"),
        },
    }))
    .into_response()
}

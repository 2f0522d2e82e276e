//! The account's numbers: list, buy, configure, release.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Form, OriginalUri, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::answer::{self, Parameters};
use super::{available, without_extension};
use crate::carrier::Carrier;
use crate::number::{Method, Number, NumberError};

pub(super) async fn index(State(carrier): State<Arc<Carrier>>, Query(parameters): Query<Parameters>) -> Response {
    let matches = |number: &Number| {
        let part = |name: &str, text: &str| {
            parameters.get(name).is_none_or(|value| text.contains(value.trim_start_matches('+')))
        };
        part("PhoneNumber", &number.phone_number) && part("FriendlyName", &number.friendly_name)
    };
    let numbers =
        carrier.data().numbers().iter().filter(|number| matches(number)).map(|number| json(&carrier, number)).collect();
    let path = format!("{}/IncomingPhoneNumbers.json", carrier.account_path());
    answer::page(&path, "incoming_phone_numbers", &parameters, numbers)
}

pub(super) async fn show(
    State(carrier): State<Arc<Carrier>>,
    Path((_, number)): Path<(String, String)>,
    OriginalUri(uri): OriginalUri,
) -> Response {
    match carrier.data().number_by_sid(without_extension(&number)) {
        Some(number) => Json(json(&carrier, number)).into_response(),
        None => answer::not_found(uri.path()),
    }
}

pub(super) async fn create(State(carrier): State<Arc<Carrier>>, Form(fields): Form<Parameters>) -> Response {
    let digits = match (fields.get("PhoneNumber"), fields.get("AreaCode")) {
        (Some(phone_number), _) => phone_number.clone(),
        (None, Some(area)) => match available::first_available(&carrier, area) {
            Some(phone_number) => phone_number,
            None => {
                let words = format!("No phone numbers found in area code {area}");
                return answer::refusal(StatusCode::BAD_REQUEST, 21452, &words);
            }
        },
        (None, None) => {
            return answer::refusal(StatusCode::BAD_REQUEST, 21421, "PhoneNumber or AreaCode is required");
        }
    };
    let mut number = Number::new(&digits, "");
    configure(&mut number, &fields);
    let now = carrier.now();
    let added = carrier.data().add_number(&carrier.config, number, now);
    match added {
        Ok(number) => (StatusCode::CREATED, Json(json(&carrier, &number))).into_response(),
        Err(error) => refused(&error),
    }
}

pub(super) async fn update(
    State(carrier): State<Arc<Carrier>>,
    Path((_, number)): Path<(String, String)>,
    OriginalUri(uri): OriginalUri,
    Form(fields): Form<Parameters>,
) -> Response {
    let now = carrier.now();
    let mut data = carrier.data();
    let Some(mut number) = data.number_by_sid(without_extension(&number)).cloned() else {
        return answer::not_found(uri.path());
    };
    configure(&mut number, &fields);
    match data.change_number(number, now) {
        Ok(Some(number)) => Json(json(&carrier, &number)).into_response(),
        Ok(None) => answer::not_found(uri.path()),
        Err(error) => refused(&error),
    }
}

pub(super) async fn delete(
    State(carrier): State<Arc<Carrier>>,
    Path((_, number)): Path<(String, String)>,
    OriginalUri(uri): OriginalUri,
) -> Response {
    if carrier.data().remove_number(without_extension(&number)) {
        StatusCode::NO_CONTENT.into_response()
    } else {
        answer::not_found(uri.path())
    }
}

fn refused(error: &NumberError) -> Response {
    answer::refusal(StatusCode::BAD_REQUEST, error.code(), &error.to_string())
}

/// Sets the given fields; the others stay as they are.
fn configure(number: &mut Number, fields: &Parameters) {
    let text = |name: &str, place: &mut String| {
        if let Some(value) = fields.get(name) {
            place.clone_from(value);
        }
    };
    text("FriendlyName", &mut number.friendly_name);
    text("VoiceUrl", &mut number.voice_url);
    text("VoiceFallbackUrl", &mut number.voice_fallback_url);
    text("StatusCallback", &mut number.status_callback);
    text("SmsUrl", &mut number.sms_url);
    text("SmsFallbackUrl", &mut number.sms_fallback_url);
    text("VoiceApplicationSid", &mut number.voice_application_sid);
    text("TrunkSid", &mut number.trunk_sid);
    let method = |name: &str, place: &mut Method| {
        if let Some(value) = fields.get(name) {
            *place = Method::from_name(Some(value));
        }
    };
    method("VoiceMethod", &mut number.voice_method);
    method("VoiceFallbackMethod", &mut number.voice_fallback_method);
    method("StatusCallbackMethod", &mut number.status_callback_method);
    method("SmsMethod", &mut number.sms_method);
}

/// An address or an id; `None` if empty, since the published schema takes no empty ones.
fn address(url: &str) -> Option<&str> {
    (!url.is_empty()).then_some(url)
}

fn json(carrier: &Carrier, number: &Number) -> Value {
    let path = carrier.account_path();
    json!({
        "sid": number.sid,
        "account_sid": carrier.config.account,
        "phone_number": number.phone_number,
        "friendly_name": number.friendly_name,
        "api_version": "2010-04-01",
        "beta": false,
        "origin": "twilio",
        "status": "in-use",
        "type": "local",
        "capabilities": {"voice": true, "sms": true, "mms": true, "fax": false},
        "address_requirements": "none",
        "address_sid": null,
        "identity_sid": null,
        "bundle_sid": null,
        "trunk_sid": address(&number.trunk_sid),
        "emergency_status": "Inactive",
        "emergency_address_sid": null,
        "emergency_address_status": "unregistered",
        "voice_url": address(&number.voice_url),
        "voice_method": number.voice_method,
        "voice_fallback_url": address(&number.voice_fallback_url),
        "voice_fallback_method": number.voice_fallback_method,
        "voice_application_sid": address(&number.voice_application_sid),
        "voice_caller_id_lookup": false,
        "voice_receive_mode": "voice",
        "status_callback": address(&number.status_callback),
        "status_callback_method": number.status_callback_method,
        "sms_url": address(&number.sms_url),
        "sms_method": number.sms_method,
        "sms_fallback_url": address(&number.sms_fallback_url),
        "sms_fallback_method": "POST",
        "sms_application_sid": null,
        "date_created": number.date_created,
        "date_updated": number.date_updated,
        "uri": format!("{path}/IncomingPhoneNumbers/{}.json", number.sid),
        "subresource_uris": {
            "assigned_add_ons": format!("{path}/IncomingPhoneNumbers/{}/AssignedAddOns.json", number.sid),
        },
    })
}

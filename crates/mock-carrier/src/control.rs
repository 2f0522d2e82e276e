//! Drives the carrier from any language: JSON in, transcripts out. Loopback only, so there is no password.

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::json;

use crate::call;
use crate::carrier::{Carrier, PlaceError};
use crate::message::{self, TextScript};
use crate::number::Number;
use crate::order::{self, OrderScript};
use crate::rest::RestScript;
use crate::script::CallScript;
use crate::traffic::{self, RunningTraffic, Traffic};

#[derive(Clone)]
struct Control {
    carrier: Arc<Carrier>,
    traffic: Arc<Mutex<Option<RunningTraffic>>>,
}

pub(crate) fn router(carrier: &Arc<Carrier>) -> Router {
    Router::new()
        .route("/control", get(show))
        .route("/control/numbers", get(numbers).post(add_number))
        .route("/control/calls", post(place))
        .route("/control/texts", post(text))
        .route("/control/rest", get(rest_requests).post(script_rest))
        .route("/control/orders", post(script_orders))
        .route("/control/orders/end", post(end_orders))
        .route("/control/traffic", post(start_traffic).delete(stop_traffic))
        .with_state(Control { carrier: Arc::clone(carrier), traffic: Arc::default() })
}

/// Everything about the carrier that the product's settings need.
async fn show(State(control): State<Control>) -> Response {
    let config = &control.carrier.config;
    Json(json!({
        "provider": config.provider,
        "url": control.carrier.url,
        "account": config.account,
        "secret": config.secret,
        "signing_key": config.signing_key.as_ref().unwrap_or(&config.secret),
        "shared_key": config.shared_key,
        "public_key": control.carrier.public_key(),
        "numbers": control.carrier.data().numbers(),
    }))
    .into_response()
}

async fn numbers(State(control): State<Control>) -> Response {
    Json(control.carrier.data().numbers()).into_response()
}

/// Adds a number, or replaces the one with the same digits.
async fn add_number(State(control): State<Control>, Json(mut number): Json<Number>) -> Response {
    let now = control.carrier.now();
    let mut data = control.carrier.data();
    let existing = data.number(&number.phone_number).cloned();
    let result = match existing {
        Some(existing) => {
            number.sid = existing.sid;
            number.date_created = existing.date_created;
            data.adopt(&control.carrier.config, &mut number);
            data.change_number(number, now).map(|number| number.unwrap_or_default())
        }
        None => data.add_number(&control.carrier.config, number, now),
    };
    match result {
        Ok(number) => (StatusCode::CREATED, Json(number)).into_response(),
        Err(error) => refused(&error),
    }
}

/// Places a call and answers with its transcript when it is over.
async fn place(State(control): State<Control>, Json(script): Json<CallScript>) -> Response {
    placed(call::start(&control.carrier, script).await)
}

/// Sends a message to a number and answers with its transcript.
async fn text(State(control): State<Control>, Json(script): Json<TextScript>) -> Response {
    placed(message::receive(&control.carrier, script).await)
}

/// The requests to the REST API so far.
async fn rest_requests(State(control): State<Control>) -> Response {
    Json(control.carrier.data().rest_requests()).into_response()
}

/// Prepares an answer of the REST API.
async fn script_rest(State(control): State<Control>, Json(script): Json<RestScript>) -> Response {
    control.carrier.data().rest_scripts.push(script);
    StatusCode::CREATED.into_response()
}

/// Sets the course of the next orders.
async fn script_orders(State(control): State<Control>, Json(script): Json<OrderScript>) -> Response {
    control.carrier.data().order_script = script;
    StatusCode::CREATED.into_response()
}

/// Ends the orders that are under way.
async fn end_orders(State(control): State<Control>) -> Response {
    order::end_all(&control.carrier).await;
    StatusCode::NO_CONTENT.into_response()
}

/// Starts traffic in place of the running one.
async fn start_traffic(State(control): State<Control>, Json(traffic): Json<Traffic>) -> Response {
    let running = traffic::start(Arc::clone(&control.carrier), traffic);
    // Dropping the previous traffic stops it.
    *control.traffic.lock().unwrap_or_else(PoisonError::into_inner) = Some(running);
    StatusCode::ACCEPTED.into_response()
}

/// Stops the traffic, and answers when the running calls have ended.
async fn stop_traffic(State(control): State<Control>) -> Response {
    let running = control.traffic.lock().unwrap_or_else(PoisonError::into_inner).take();
    let placed = match running {
        Some(running) => running.stop().await,
        None => 0,
    };
    Json(json!({"placed": placed})).into_response()
}

fn placed(result: Result<crate::transcript::Transcript, PlaceError>) -> Response {
    match result {
        Ok(transcript) => Json(transcript).into_response(),
        Err(error) => refused(&error),
    }
}

fn refused(error: &dyn std::error::Error) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({"error": error.to_string()}))).into_response()
}

//! The webhook for the status of sent texts. Reports come in any order and any number of times.

use axum::extract::State;
use crewline_core::carrier::message::MessageEvent;
use crewline_core::carrier::webhooks::Reason;

use super::answer::{Answer, empty_response};
use super::message::record_message;
use super::webhook::Webhook;
use crate::state::App;

/// Records the status.
pub(super) async fn create(State(app): State<App>, webhook: Webhook) -> Answer {
    let answer = record(&app, &webhook).await;
    webhook.conclude(&app, answer, Reason::Number)
}

async fn record(app: &App, webhook: &Webhook) -> Answer {
    record_message(app, webhook, MessageEvent::from_status_webhook(webhook.carrier.request())?).await?;
    empty_response()
}

//! The webhook for the status of sent texts. Reports come in any order and any number of times.

use axum::extract::State;
use crewline_core::carrier::message::MessageEvent;

use super::answer::{Answer, empty_response};
use super::message::record_message;
use super::webhook::Webhook;
use crate::state::App;

/// Records the status.
pub(super) async fn create(State(app): State<App>, webhook: Webhook) -> Answer {
    record_message(&app, &webhook, MessageEvent::from_status_webhook(webhook.carrier.request())?).await?;
    empty_response()
}

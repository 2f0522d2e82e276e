//! News of a text that was sent, in any order and any number of times.

use axum::extract::State;
use crewline_core::carrier::message::MessageEvent;

use super::answer::{Answer, heard};
use super::message::note;
use super::webhook::Webhook;
use crate::state::App;

/// Notes it.
pub(super) async fn create(State(app): State<App>, webhook: Webhook) -> Answer {
    note(&app, &webhook, MessageEvent::of_status(webhook.carrier.request())?).await?;
    heard()
}

//! A dialling has ended.

use axum::extract::State;
use crewline_core::calls::{self, Event};
use crewline_core::carrier::dial::DialOutcome;
use crewline_core::carrier::inbound::InboundCall;

use super::addresses::WebhookAddresses;
use super::answer::{Answer, document};
use super::webhook::Webhook;
use crate::state::App;

/// Answers what to do next.
pub(super) async fn create(State(app): State<App>, webhook: Webhook) -> Answer {
    let outcome = DialOutcome::parse(webhook.form())?;
    webhook.of_account(outcome.account.as_ref())?;
    let has_recording = outcome.recording.is_some();
    let event = Event::DialEnded { outcome, arrival: InboundCall::parse(webhook.form()).ok() };
    let addresses = WebhookAddresses::of(&app, &webhook);
    let answer = calls::answer(&app.db, &app.bus, &webhook.carrier, &event, &addresses).await?;
    if has_recording {
        app.ring();
    }
    document(answer)
}

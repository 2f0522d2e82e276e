//! The webhook for incoming calls.

use axum::extract::State;
use crewline_core::calls::{self, Event};
use crewline_core::carrier::inbound::InboundCall;

use super::addresses::WebhookAddresses;
use super::answer::{Answer, document};
use super::webhook::Webhook;
use crate::state::App;

/// Answers the call.
pub(super) async fn create(State(app): State<App>, webhook: Webhook) -> Answer {
    let call = InboundCall::parse(webhook.form())?;
    webhook.check_account(call.account.as_ref())?;
    let addresses = WebhookAddresses::of(&app, &webhook);
    document(calls::answer(&app.db, &webhook.carrier, &Event::Arrival(call), &addresses).await?)
}

//! The webhook for the end of a dial.

use axum::extract::State;
use crewline_core::calls::{self, Event};
use crewline_core::carrier::dial::DialOutcome;
use crewline_core::carrier::inbound::InboundCall;
use crewline_core::carrier::webhooks::Reason;

use super::addresses::WebhookAddresses;
use super::answer::{Answer, document};
use super::webhook::Webhook;
use crate::state::App;

/// Responds with the next step of the call.
pub(super) async fn create(State(app): State<App>, webhook: Webhook) -> Answer {
    let answer = respond(&app, &webhook).await;
    webhook.conclude(&app, answer, Reason::Call)
}

async fn respond(app: &App, webhook: &Webhook) -> Answer {
    let outcome = DialOutcome::parse(webhook.form())?;
    webhook.check_account(outcome.account.as_ref())?;
    webhook.note_left_out(&outcome.left_out);
    let event = Event::DialEnded { outcome, arrival: InboundCall::parse(webhook.form()).ok() };
    let addresses = WebhookAddresses::new(app.config.public_url.as_str(), &webhook.slug);
    let answer = calls::answer(&app.db, &webhook.carrier, &event, &addresses).await?;
    webhook.note(app, answer.trouble);
    document(answer.document)
}

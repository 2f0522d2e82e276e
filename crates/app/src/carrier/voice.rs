//! The webhook for incoming calls.

use axum::extract::State;
use crewline_core::calls::{self, Event};
use crewline_core::carrier::event_error::EventError;
use crewline_core::carrier::inbound::InboundCall;
use crewline_core::carrier::webhooks::Reason;

use super::addresses::WebhookAddresses;
use super::answer::{Answer, document};
use super::webhook::Webhook;
use crate::state::App;

/// Answers the call.
pub(super) async fn create(State(app): State<App>, webhook: Webhook) -> Answer {
    let answer = respond(&app, &webhook).await;
    webhook.conclude(&app, answer, Reason::Number)
}

async fn respond(app: &App, webhook: &Webhook) -> Answer {
    let addresses = WebhookAddresses::new(app.config.public_url.as_str(), &webhook.slug);
    let answer = match InboundCall::parse(webhook.form()) {
        Ok(call) => {
            webhook.check_account(call.account.as_ref())?;
            webhook.note_left_out(&call.left_out);
            calls::answer(&app.db, &webhook.carrier, &Event::Arrival(call), &addresses).await?
        }
        // Nobody has the number that was called, and the caller waits for an answer.
        Err(EventError::Invalid("To")) => calls::answer_unreadable(&webhook.carrier, &addresses)?,
        Err(error) => return Err(error.into()),
    };
    webhook.note(app, answer.trouble);
    document(answer.document)
}

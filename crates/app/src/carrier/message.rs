//! A text comes in: it is noted, and nothing is said back.

use axum::extract::State;
use crewline_core::carrier::message::MessageEvent;
use crewline_core::carrier::provider::Provider;
use crewline_core::carrier::twiml::no_reply;
use crewline_core::messages::intake;

use super::answer::{Answer, WebhookRefusal, document, empty_response};
use super::webhook::Webhook;
use crate::state::App;

/// Notes it.
pub(super) async fn create(State(app): State<App>, webhook: Webhook) -> Answer {
    record_message(&app, &webhook, MessageEvent::from_message_webhook(webhook.carrier.request())?).await?;
    match webhook.carrier.provider() {
        provider @ (Provider::Twilio | Provider::SignalWire) => document(no_reply(provider)),
        Provider::Telnyx => empty_response(),
    }
}

/// Notes what either address for texts is called for: Telnyx knows but one.
pub(super) async fn record_message(app: &App, webhook: &Webhook, event: MessageEvent) -> Result<(), WebhookRefusal> {
    match event {
        MessageEvent::Received(message) => {
            webhook.check_account(message.account.as_ref())?;
            intake::inbound(&app.db, &webhook.carrier, &message).await?;
        }
        // Of a text that was not sent from here there is nothing to note.
        MessageEvent::Status(update) => {
            webhook.check_account(update.account.as_ref())?;
            intake::status(&app.db, &webhook.carrier, &update).await?;
        }
        MessageEvent::Other => {}
    }
    Ok(())
}

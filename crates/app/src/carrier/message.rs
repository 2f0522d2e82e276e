//! The webhook for incoming texts. No reply is sent.

use axum::extract::State;
use crewline_core::carrier::message::MessageEvent;
use crewline_core::carrier::provider::Provider;
use crewline_core::carrier::twiml::no_reply;
use crewline_core::carrier::webhooks::Reason;
use crewline_core::messages::intake;

use super::answer::{Answer, WebhookRefusal, document, empty_response};
use super::webhook::Webhook;
use crate::state::App;

/// Records the text.
pub(super) async fn create(State(app): State<App>, webhook: Webhook) -> Answer {
    let answer = respond(&app, &webhook).await;
    webhook.conclude(&app, answer, Reason::Number)
}

async fn respond(app: &App, webhook: &Webhook) -> Answer {
    record_message(app, webhook, MessageEvent::from_message_webhook(webhook.carrier.request())?).await?;
    match webhook.carrier.provider() {
        provider @ (Provider::Twilio | Provider::SignalWire) => document(no_reply(provider)),
        Provider::Telnyx => empty_response(),
    }
}

/// Records an event of a text. Telnyx sends both kinds of event to one webhook.
pub(super) async fn record_message(app: &App, webhook: &Webhook, event: MessageEvent) -> Result<(), WebhookRefusal> {
    match event {
        MessageEvent::Received(message) => {
            webhook.check_account(message.account.as_ref())?;
            webhook.note_left_out(&message.left_out);
            intake::inbound(&app.db, &webhook.carrier, &message).await?;
        }
        // The status of a text that was not sent from here changes nothing.
        MessageEvent::Status(update) => {
            webhook.check_account(update.account.as_ref())?;
            webhook.note_left_out(&update.left_out);
            intake::status(&app.db, &webhook.carrier, &update).await?;
        }
        MessageEvent::Other => {}
    }
    Ok(())
}

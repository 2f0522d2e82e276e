//! A call comes in: it is noted, and answered with what puts it through.

use axum::extract::State;
use crewline_core::calls::intake;
use crewline_core::carrier::inbound::InboundCall;
use crewline_core::carrier::twiml::{Forward, unavailable};

use super::addresses::below;
use super::answer::{Answer, document};
use super::webhook::Webhook;
use crate::state::App;

/// Answers a call.
pub(super) async fn create(State(app): State<App>, webhook: Webhook) -> Answer {
    let call = InboundCall::parse(webhook.form())?;
    webhook.of_account(call.account.as_ref())?;
    let provider = webhook.carrier.provider();
    let arrived = intake::inbound(&app.db, &webhook.carrier, &call).await?;
    let Some(target) = &arrived.target else {
        // The document ends the call, whether or not the carrier tells us so.
        intake::hung_up(&app.db, &webhook.carrier, &call.call).await?;
        return document(unavailable(provider));
    };
    let recording = if arrived.records { Some(below(&app, &webhook.slug, "recording")?) } else { None };
    let forward = Forward {
        target,
        caller: &call.from,
        number: &call.to,
        ring_seconds: None,
        recording: recording.as_ref(),
        next: &below(&app, &webhook.slug, "voice/next/dial")?,
        status: &below(&app, &webhook.slug, "status")?,
    };
    document(forward.document(provider))
}

//! The fallback webhook: it puts a call through even when the database is down. It reads the database if that answers
//! quickly, answers from memory if not, and writes nothing.

use std::time::Duration;

use axum::extract::State;
use crewline_core::calls;
use crewline_core::carrier::inbound::InboundCall;

use super::addresses::WebhookAddresses;
use super::answer::{Answer, WebhookRefusal, document};
use super::webhook::RawRequest;
use crate::state::App;

/// How long the database may take. The carrier waits only a few seconds.
const REFRESH_TIMEOUT: Duration = Duration::from_secs(2);

/// Puts the call through to its number's target.
pub(super) async fn create(State(app): State<App>, raw: RawRequest) -> Answer {
    if app.standby.snapshot().connection(&raw.slug).is_none() {
        // The business may have been connected a moment ago. For an unknown one this costs a quick read.
        let _timed_out = tokio::time::timeout(REFRESH_TIMEOUT, app.standby.refresh(&app.db, &app.seal)).await;
    }
    let standby = app.standby.snapshot();
    let connection = standby.connection(&raw.slug).ok_or(WebhookRefusal::Unverified)?;
    let webhook = raw.verify(&app, connection, app.db.now())?;
    let call = InboundCall::parse(webhook.form())?;
    webhook.check_account(call.account.as_ref())?;
    let target = standby.number(connection.business(), &call.to).flatten();
    let standby = if target.is_some() {
        standby
    } else {
        let _timed_out = tokio::time::timeout(REFRESH_TIMEOUT, app.standby.refresh(&app.db, &app.seal)).await;
        app.standby.snapshot()
    };
    let addresses = WebhookAddresses::of(&app, &webhook);
    document(calls::answer_from_memory(&standby, &webhook.carrier, &call, &addresses)?)
}

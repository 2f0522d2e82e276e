//! The fallback webhook: it puts a call through even when the database is down. It reads the database if that answers
//! quickly, answers from memory if not, and writes nothing.

use std::time::Duration;

use axum::extract::State;
use crewline_core::Error;
use crewline_core::calls;
use crewline_core::carrier::connection::{self, Connection};
use crewline_core::carrier::event_error::EventError;
use crewline_core::carrier::inbound::InboundCall;
use crewline_core::carrier::standby::Standby;
use crewline_core::carrier::webhooks::Reason;
use crewline_core::time::Timestamp;

use super::addresses::WebhookAddresses;
use super::answer::{Answer, WebhookRefusal, document};
use super::raw_request::RawRequest;
use super::webhook::{Webhook, is_of_account};
use crate::state::App;

/// How long the database may take. The carrier waits only a few seconds.
const READ_TIMEOUT: Duration = Duration::from_secs(1);

/// Puts the call through to its number's target.
pub(super) async fn create(State(app): State<App>, raw: RawRequest) -> Answer {
    let started = tokio::time::Instant::now();
    let found = if app.standby.trusts_database() {
        within(connection::look_up(&app.db, &app.seal, &raw.slug)).await
    } else {
        None
    };
    let Some(found) = found else {
        app.standby.database_failed();
        let standby = app.standby.snapshot();
        let answer = from_memory(&standby, app.config.public_url.as_str(), &raw, app.db.now());
        if answer.is_err() {
            let step = super::notes::next_step(started, tokio::time::Instant::now());
            tokio::time::sleep_until(step).await;
        }
        return answer;
    };
    let webhook = Webhook::verify_found(&app, raw, found, started).await?;
    let answer = respond(&app, &webhook).await;
    webhook.conclude(&app, answer, Reason::Number)
}

/// Answers with the database's present data, or from memory if it fails by now.
async fn respond(app: &App, webhook: &Webhook) -> Answer {
    let addresses = WebhookAddresses::new(app.config.public_url.as_str(), &webhook.slug);
    let call = match InboundCall::parse(webhook.form()) {
        Ok(call) => call,
        Err(EventError::Invalid("To")) => {
            let answer = calls::answer_unreadable(&webhook.carrier, &addresses)?;
            webhook.note(app, answer.trouble);
            return document(answer.document);
        }
        Err(error) => return Err(error.into()),
    };
    webhook.check_account(call.account.as_ref())?;
    webhook.note_left_out(&call.left_out);
    let answer = match within(calls::answer_without_recording(&app.db, &webhook.carrier, &call, &addresses)).await {
        Some(answer) => answer,
        None => {
            app.standby.database_failed();
            calls::answer_from_memory(&app.standby.snapshot(), &webhook.slug, &webhook.carrier, &call, &addresses)?
        }
    };
    webhook.note(app, answer.trouble);
    document(answer.document)
}

/// The database's answer, if it comes in time.
async fn within<T>(read: impl Future<Output = Result<T, Error>>) -> Option<T> {
    tokio::time::timeout(READ_TIMEOUT, read).await.ok()?.ok()
}

/// Answers from memory alone, also while the program waits for its database.
pub(super) fn from_memory(standby: &Standby, base: &str, raw: &RawRequest, now: Timestamp) -> Answer {
    let Some(connection) = standby.connection(&raw.slug) else {
        let _refused = raw.authenticate(base, &Connection::decoy(), now);
        return Err(WebhookRefusal::Unverified);
    };
    let carrier = raw.authenticate(base, connection, now).map_err(|_| WebhookRefusal::Unverified)?;
    let addresses = WebhookAddresses::new(base, &raw.slug);
    let answer = match InboundCall::parse(carrier.form()) {
        Ok(call) => {
            if !is_of_account(connection.provider(), connection.account(), call.account.as_ref()) {
                return Err(WebhookRefusal::Account);
            }
            calls::answer_from_memory(standby, &raw.slug, &carrier, &call, &addresses)?
        }
        Err(EventError::Invalid("To")) => calls::answer_unreadable(&carrier, &addresses)?,
        Err(error) => return Err(error.into()),
    };
    document(answer.document)
}

//! The webhook for recordings. One that is ready is fetched at once.

use axum::extract::State;
use crewline_core::calls::intake;
use crewline_core::carrier::recording::RecordingUpdate;
use crewline_core::carrier::webhooks::Reason;

use super::answer::{Answer, empty_response};
use super::webhook::Webhook;
use crate::state::App;

/// Records the update.
pub(super) async fn create(State(app): State<App>, webhook: Webhook) -> Answer {
    let answer = record(&app, &webhook).await;
    webhook.conclude(&app, answer, Reason::Call)
}

async fn record(app: &App, webhook: &Webhook) -> Answer {
    let update = RecordingUpdate::parse(webhook.form())?;
    webhook.check_account(update.account.as_ref())?;
    webhook.note_left_out(&update.left_out);
    intake::recording(&app.db, &webhook.carrier, &update).await?;
    empty_response()
}

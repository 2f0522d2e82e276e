//! The webhook for the status of calls and legs. Reports come in any order and any number of times.

use axum::extract::State;
use crewline_core::calls::intake;
use crewline_core::carrier::event::StatusUpdate;
use crewline_core::carrier::inbound::InboundCall;
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
    match StatusUpdate::parse(webhook.form())? {
        StatusUpdate::Call(update) => {
            webhook.check_account(update.account.as_ref())?;
            webhook.note_left_out(&update.left_out);
            let arrival = InboundCall::parse(webhook.form()).ok();
            intake::status(&app.db, &webhook.carrier, &update, arrival.as_ref()).await?;
        }
        StatusUpdate::Leg(update) => {
            webhook.check_account(update.account.as_ref())?;
            webhook.note_left_out(&update.left_out);
            intake::leg(&app.db, &webhook.carrier, &update, None).await?;
        }
        StatusUpdate::Other => {}
    }
    empty_response()
}

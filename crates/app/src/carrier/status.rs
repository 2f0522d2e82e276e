//! The webhook for the status of calls and legs. Reports come in any order and any number of times.

use axum::extract::State;
use crewline_core::calls::intake;
use crewline_core::carrier::event::StatusUpdate;
use crewline_core::carrier::inbound::InboundCall;

use super::answer::{Answer, empty_response};
use super::webhook::Webhook;
use crate::state::App;

/// Records the update.
pub(super) async fn create(State(app): State<App>, webhook: Webhook) -> Answer {
    match StatusUpdate::parse(webhook.form())? {
        StatusUpdate::Call(update) => {
            webhook.check_account(update.account.as_ref())?;
            let arrival = InboundCall::parse(webhook.form()).ok();
            intake::status(&app.db, &webhook.carrier, &update, arrival.as_ref()).await?;
        }
        StatusUpdate::Leg(update) => {
            webhook.check_account(update.account.as_ref())?;
            intake::leg(&app.db, &webhook.carrier, &update, None).await?;
        }
        StatusUpdate::Other => {}
    }
    empty_response()
}

//! What came of putting a call through.

use axum::extract::State;
use crewline_core::calls::intake;
use crewline_core::carrier::dial::DialOutcome;
use crewline_core::carrier::inbound::InboundCall;
use crewline_core::carrier::status::CarrierStatus;
use crewline_core::carrier::twiml::{AfterDial, after_dial};

use super::answer::{Answer, document};
use super::webhook::Webhook;
use crate::state::App;

/// Notes it, and ends the call with a word to who still listens.
pub(super) async fn create(State(app): State<App>, webhook: Webhook) -> Answer {
    let outcome = DialOutcome::parse(webhook.form())?;
    webhook.of_account(outcome.account.as_ref())?;
    let arrival = InboundCall::parse(webhook.form()).ok();
    intake::dial(&app.db, &webhook.carrier, &outcome, arrival.as_ref()).await?;
    let is_over = outcome.call_status.is_some_and(CarrierStatus::is_final);
    let after = if outcome.is_connected() || is_over { AfterDial::Done } else { AfterDial::Unreached };
    // Either document ends the call, whether or not the carrier tells us so.
    intake::hung_up(&app.db, &webhook.carrier, &outcome.call).await?;
    document(after_dial(after, webhook.carrier.provider()))
}

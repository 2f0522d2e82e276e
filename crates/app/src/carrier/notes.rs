//! Notes for the operator and the members who set a connection up: in the log, and on Settings → Carrier.

use std::time::Duration;

use crewline_core::carrier::webhooks::{Noted, Reason};
use crewline_core::ids::BusinessId;
use tokio::time::Instant;

use crate::state::App;

/// Refusals are answered at multiples of this time after the request.
const REFUSAL_STEP: Duration = Duration::from_millis(10);

/// Notes a webhook that was taken. The first one is shown at once.
pub(super) fn good(app: &App, business: BusinessId) {
    if app.webhooks.good(business, app.db.now()) {
        let app = app.clone();
        tokio::spawn(async move { app.save_webhooks().await });
    }
}

/// Notes a webhook that was refused. The log has one line a minute for each business and reason.
pub(super) fn refused(app: &App, business: BusinessId, reason: Reason, address: &str) {
    if let Noted::Log(unlogged) = app.webhooks.refused(business, reason, app.db.now()) {
        tracing::warn!(%business, %reason, address, unlogged, "a carrier's webhook was refused");
    }
}

/// The first multiple of the step after a start that is not before now.
pub(super) fn next_step(started: Instant, now: Instant) -> Instant {
    let step = REFUSAL_STEP.as_micros();
    let steps = now.duration_since(started).as_micros() / step + 1;
    started + REFUSAL_STEP * u32::try_from(steps).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_answered_at_a_step() {
        let started = Instant::now();
        for (micros, step) in [(0, 1), (40, 1), (9_999, 1), (10_000, 2), (25_000, 3)] {
            let at = next_step(started, started + Duration::from_micros(micros));
            assert_eq!(at - started, REFUSAL_STEP * step, "{micros}");
        }
    }
}

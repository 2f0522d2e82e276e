//! Health checks.

use axum::extract::State;
use axum::http::StatusCode;

use crate::state::App;

/// Answers as long as the process runs.
pub(crate) async fn liveness() -> &'static str {
    "ok\n"
}

/// Answers whether the database works and the server is not stopping.
pub(crate) async fn readiness(State(app): State<App>) -> (StatusCode, &'static str) {
    if *app.stopping.borrow() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
    }
    match app.db.ping().await {
        Ok(()) => (StatusCode::OK, "ok\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}

//! Health checks.

use axum::extract::State;
use axum::http::StatusCode;

use crate::state::App;

/// Answers as long as the process runs.
pub(crate) async fn liveness() -> &'static str {
    "ok\n"
}

/// Answers whether the database takes changes and the server is not stopping.
pub(crate) async fn readiness(State(app): State<App>) -> (StatusCode, String) {
    if *app.stopping.borrow() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n".into());
    }
    match app.readiness.check(&app.db).await {
        Ok(()) => (StatusCode::OK, "ok\n".into()),
        Err(why) => (StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n")),
    }
}

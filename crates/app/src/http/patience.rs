//! How long a request waits for the database.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use crewline_core::db::{within_each_wait, within_patience};

use crate::config::DATABASE_PATIENCE;
use crate::state::App;

/// Limits the waits of a request; beyond the limit, it is answered 503.
pub(crate) async fn limit_database_waits(State(app): State<App>, request: Request, next: Next) -> Response {
    within_patience(app.config.database_patience, next.run(request)).await
}

/// Limits each wait instead, for a request that reads a great many rows before it is answered.
pub(crate) async fn limit_each_wait<F: Future>(work: F) -> F::Output {
    within_each_wait(DATABASE_PATIENCE, work).await
}

//! The JSON API, `/api/v1`: one file a noun. Its answers are structs of their own, so that a change inside does not
//! become a change of the contract.

mod audit;
mod list;
mod me;
mod number_access;
pub(crate) mod openapi;

use axum::http::Method;

use crate::http::api_failure::ApiFailure;
use crate::http::routes::Routes;

/// What every call answers.
pub(crate) type Answer<T> = Result<axum::Json<T>, ApiFailure>;

/// The calls, one a line.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .open(Method::GET, "/api/v1/openapi.json", openapi::show)
        .business(Method::GET, "/api/v1/me", me::show)
        .business(Method::GET, "/api/v1/audit", audit::index)
}

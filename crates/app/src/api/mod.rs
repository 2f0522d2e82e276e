//! The JSON API, `/api/v1`: one file a noun. Its answers are structs of their own, so that a change inside does not
//! become a change of the contract.

mod acceptance;
mod audit;
pub(crate) mod call;
mod calls;
mod invitations;
mod list;
mod me;
mod members;
pub(crate) mod message;
mod number_access;
mod number_groups;
mod numbers;
pub(crate) mod openapi;
mod patch;
mod recording;
mod refusals;
mod seats;
mod words;

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
        .business(Method::GET, "/api/v1/members", members::index)
        .business(Method::GET, "/api/v1/members/{member}", members::show)
        .business(Method::PATCH, "/api/v1/members/{member}", members::update)
        .business(Method::DELETE, "/api/v1/members/{member}", members::delete)
        .business(Method::GET, "/api/v1/invitations", invitations::index)
        .business(Method::POST, "/api/v1/invitations", invitations::create)
        .open(Method::POST, "/api/v1/invitations/accept", acceptance::create)
        .business(Method::GET, "/api/v1/invitations/{invitation}", invitations::show)
        .business(Method::POST, "/api/v1/invitations/{invitation}/resend", invitations::resend)
        .business(Method::DELETE, "/api/v1/invitations/{invitation}", invitations::delete)
        .business(Method::GET, "/api/v1/seats", seats::show)
        .business(Method::GET, "/api/v1/numbers", numbers::index)
        .business(Method::POST, "/api/v1/numbers", numbers::create)
        .business(Method::GET, "/api/v1/numbers/{number}", numbers::show)
        .business(Method::PATCH, "/api/v1/numbers/{number}", numbers::update)
        .business(Method::DELETE, "/api/v1/numbers/{number}", numbers::delete)
        .business(Method::GET, "/api/v1/number-groups", number_groups::index)
        .business(Method::POST, "/api/v1/number-groups", number_groups::create)
        .business(Method::GET, "/api/v1/number-groups/{group}", number_groups::show)
        .business(Method::PATCH, "/api/v1/number-groups/{group}", number_groups::update)
        .business(Method::DELETE, "/api/v1/number-groups/{group}", number_groups::delete)
        .business(Method::GET, "/api/v1/calls", calls::index)
        .business(Method::GET, "/api/v1/calls/export", calls::export)
        .business(Method::GET, "/api/v1/calls/{call}", calls::show)
        .business(Method::GET, "/api/v1/calls/{call}/recording", recording::show)
        .business(Method::GET, "/api/v1/audit", audit::index)
}

//! Every call of the JSON API, one a line.

use axum::http::Method;

use crate::http::routes::Routes;
use crate::{audit, calls, invitations, members, numbers, openapi, seats};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .open(Method::GET, "/api/v1/openapi.json", openapi::show)
        .business(Method::GET, "/api/v1/me", members::api_me::show)
        .business(Method::GET, "/api/v1/members", members::api::index)
        .business(Method::GET, "/api/v1/members/{member}", members::api::show)
        .business(Method::PATCH, "/api/v1/members/{member}", members::api::update)
        .business(Method::DELETE, "/api/v1/members/{member}", members::api::delete)
        .business(Method::GET, "/api/v1/invitations", invitations::api::index)
        .business(Method::POST, "/api/v1/invitations", invitations::api::create)
        .open(Method::POST, "/api/v1/invitations/accept", invitations::api_acceptance::create)
        .business(Method::GET, "/api/v1/invitations/{invitation}", invitations::api::show)
        .business(Method::POST, "/api/v1/invitations/{invitation}/resend", invitations::api::resend)
        .business(Method::DELETE, "/api/v1/invitations/{invitation}", invitations::api::delete)
        .business(Method::GET, "/api/v1/seats", seats::api::show)
        .business(Method::GET, "/api/v1/numbers", numbers::api::index)
        .business(Method::POST, "/api/v1/numbers", numbers::api::create)
        .business(Method::GET, "/api/v1/numbers/{number}", numbers::api::show)
        .business(Method::PATCH, "/api/v1/numbers/{number}", numbers::api::update)
        .business(Method::DELETE, "/api/v1/numbers/{number}", numbers::api::delete)
        .business(Method::GET, "/api/v1/number-groups", numbers::groups::api::index)
        .business(Method::POST, "/api/v1/number-groups", numbers::groups::api::create)
        .business(Method::GET, "/api/v1/number-groups/{group}", numbers::groups::api::show)
        .business(Method::PATCH, "/api/v1/number-groups/{group}", numbers::groups::api::update)
        .business(Method::DELETE, "/api/v1/number-groups/{group}", numbers::groups::api::delete)
        .business(Method::GET, "/api/v1/calls", calls::api::index)
        .business(Method::GET, "/api/v1/calls/export", calls::api::export)
        .business(Method::GET, "/api/v1/calls/{call}", calls::api::show)
        .business(Method::GET, "/api/v1/calls/{call}/recording", calls::api_recording::show)
        .business(Method::GET, "/api/v1/audit", audit::api::index)
}

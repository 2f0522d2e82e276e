//! The OpenAPI 3.1 document, made from the code.

use axum::Json;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};

use crate::{audit, blocked_callers, calls, invitations, members, numbers, qualified_rules, reports, seats, tags};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Crewline",
        description = "Call tracking for teams. A token belongs to one member, so to one business, and may do at most what the member may.",
        license(name = "AGPL-3.0-only", identifier = "AGPL-3.0-only"),
    ),
    paths(
        members::api_me::show,
        members::api::index, members::api::show, members::api::update, members::api::delete,
        invitations::api::index, invitations::api::show, invitations::api::create,
        invitations::api::resend, invitations::api::update, invitations::api::delete, invitations::api_acceptance::create, seats::api::show,
        numbers::api::index, numbers::api::show,
        numbers::api::create, numbers::api::update, numbers::api::delete,
        numbers::groups::api::index, numbers::groups::api::show,
        numbers::groups::api::create, numbers::groups::api::update, numbers::groups::api::delete,
        calls::api::index, calls::api::show, calls::api::export, calls::api_recording::show,
        calls::api_annotations::update, calls::api_annotations::index, calls::api_annotations::create,
        calls::api_annotations::edit, calls::api_annotations::delete,
        calls::api_views::index, calls::api_views::create, calls::api_views::update, calls::api_views::delete,
        tags::api::index, tags::api::create, tags::api::update, tags::api::delete, tags::api::merge,
        blocked_callers::api::index, blocked_callers::api::create, blocked_callers::api::delete,
        qualified_rules::api::index, qualified_rules::api::create, qualified_rules::api::preview,
        qualified_rules::api::update, qualified_rules::api::delete,
        reports::api::dashboard, reports::api_analytics::show, reports::api_analytics::export,
        reports::api_saved::index, reports::api_saved::create, reports::api_saved::update, reports::api_saved::delete,
        reports::api_saved::send,
        reports::api_outside::create, reports::api_outside::show, reports::api_outside::update, reports::api_outside::delete,
        audit::api::index,
        show,
    ),
    components(schemas(crate::http::api_failure::Problem)),
    modifiers(&Bearer),
    security(("token" = [])),
)]
struct Document;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    }
}

/// The document.
pub(crate) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// This document, for everybody.
#[utoipa::path(
    get, path = "/api/v1/openapi.json", tag = "openapi", operation_id = "openapi", security(()),
    responses((status = 200, description = "The OpenAPI 3.1 document of the JSON API", body = serde_json::Value)),
)]
pub(crate) async fn show() -> Json<utoipa::openapi::OpenApi> {
    Json(document())
}

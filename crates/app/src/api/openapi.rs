//! The OpenAPI 3.1 document, made from the code.

use axum::Json;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Crewline",
        description = "Call tracking for teams. A token belongs to one member, so to one business, and may do at most what the member may.",
        license(name = "AGPL-3.0-only", identifier = "AGPL-3.0-only"),
    ),
    paths(
        super::me::show,
        super::members::index, super::members::show, super::members::update, super::members::delete,
        super::invitations::index, super::invitations::show, super::invitations::create,
        super::invitations::resend, super::invitations::delete, super::acceptance::create, super::seats::show,
        super::numbers::index, super::numbers::show,
        super::numbers::create, super::numbers::update, super::numbers::delete,
        super::number_groups::index, super::number_groups::show,
        super::number_groups::create, super::number_groups::update, super::number_groups::delete,
        super::calls::index, super::calls::show, super::calls::export, super::recording::show,
        super::audit::index,
        super::openapi::show,
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

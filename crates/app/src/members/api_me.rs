//! The owner of the token, and the token's permissions.

use axum::Json;
use axum::extract::State;
use crewline_core::access::{May, Role, actions};
use crewline_core::members;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::refusals::Always;
use crate::api::{Answer, schema_words};
use crate::http::guard::Api;
use crate::number_access::api::NumberAccess;
use crate::state::App;

/// The owner of the token, and the token's permissions.
#[derive(Serialize, ToSchema)]
pub(crate) struct Me {
    user: MeUser,
    business: Business,
    member: MeMember,
    /// The names of the permitted actions.
    permissions: Vec<&'static str>,
}

/// The account.
#[derive(Serialize, ToSchema)]
struct MeUser {
    id: String,
    name: String,
    email: String,
}

/// A business.
#[derive(Serialize, ToSchema)]
pub(crate) struct Business {
    id: String,
    slug: String,
    name: String,
}

impl Business {
    /// Builds it with the opaque id.
    pub(crate) fn of(id: &impl std::fmt::Display, slug: String, name: String) -> Self {
        Self { id: id.to_string(), slug, name }
    }
}

/// The membership.
#[derive(Serialize, ToSchema)]
struct MeMember {
    id: String,
    #[schema(schema_with = schema_words::role)]
    role: Role,
    name: String,
    number_access: NumberAccess,
}

/// The owner of the token, and the token's permissions.
#[utoipa::path(
    get, path = "/api/v1/me", tag = "me", operation_id = "me",
    responses(
        (status = 200, description = "The owner of the token", body = Me),
        Always,
    ),
)]
pub(crate) async fn show(Api(may): Api<May<actions::SeeNumbers>>, State(app): State<App>) -> Answer<Me> {
    let viewpoint = may.viewpoint();
    let access = members::own_access(&app.db, &may).await?;
    Ok(Json(Me {
        user: MeUser {
            id: viewpoint.user().to_string(),
            name: viewpoint.user_name().to_owned(),
            email: viewpoint.email().to_owned(),
        },
        business: Business {
            id: viewpoint.business().to_string(),
            slug: viewpoint.slug().to_owned(),
            name: viewpoint.business_name().to_owned(),
        },
        member: MeMember {
            id: viewpoint.member().to_string(),
            role: viewpoint.role(),
            name: viewpoint.name().to_owned(),
            number_access: access.into(),
        },
        permissions: viewpoint.permissions(),
    }))
}

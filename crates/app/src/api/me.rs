//! Whose token it is, and what it may do.

use axum::Json;
use crewline_core::access::{May, actions};
use serde::Serialize;
use utoipa::ToSchema;

use super::Answer;
use super::number_access::NumberAccess;
use crate::http::api_failure::Problem;
use crate::http::guard::Api;

/// Whose token it is, and what it may do.
#[derive(Serialize, ToSchema)]
pub(crate) struct Me {
    user: MeUser,
    business: Business,
    member: MeMember,
    /// The names of all that it may do.
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

/// The membership.
#[derive(Serialize, ToSchema)]
struct MeMember {
    id: String,
    role: &'static str,
    name: String,
    number_access: NumberAccess,
}

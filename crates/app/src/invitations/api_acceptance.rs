//! Accepting an invitation in the JSON API.

use axum::Json;
use axum::extract::State;
use axum::http::request::Parts;
use crewline_core::secret::digest;
use crewline_core::{Error, invitations};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::Answer;
use crate::api::refusals::WithBody;
use crate::http::api_failure::{ApiFailure, Problem};
use crate::http::{address, extract};
use crate::members::api::Member;
use crate::members::api_me::Business;
use crate::state::App;

/// What an invitation is accepted with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Acceptance {
    /// The last part of the link.
    #[serde(default)]
    #[schema(required)]
    token: String,
    /// What the person wants to be called; as they were invited, if it is left out. Of a new account only.
    #[schema(max_length = 80)]
    name: Option<String>,
    /// Of a new account; or of the one that the address has.
    #[serde(default)]
    #[schema(required)]
    password: String,
}

/// Somebody who has come in.
#[derive(Serialize, ToSchema)]
pub(crate) struct Accepted {
    member: Member,
    business: Business,
}

/// A link that is of no invitation, or of one that was sent again since.
const UNKNOWN: Error =
    Error::Gone("This link is not valid, or no longer. Use the newest one that you were sent, or ask for a new one.");

/// Accepts an invitation, with a new account or the one that the address has. No token is needed but the link's.
#[utoipa::path(
    post, path = "/api/v1/invitations/accept", tag = "invitations", operation_id = "accept_invitation", security(()),
    request_body = Acceptance,
    responses(
        (status = 200, description = "They are a member", body = Accepted),
        (status = 409, description = "An account of the address has appeared in the meantime", body = Problem),
        (status = 410, description = "The link lets nobody in any more: why, and whom to ask", body = Problem),
        (status = 429, description = "Too many tries; `Retry-After` says how long to wait", body = Problem),
        (status = 503, description = "The database does not answer just now", body = Problem),
        WithBody,
    ),
)]
pub(crate) async fn create(
    State(app): State<App>,
    parts: Parts,
    extract::Json(sent): extract::Json<Acceptance>,
) -> Answer<Accepted> {
    let address = address(&app.config, &parts);
    if sent.token.is_empty() {
        return Err(ApiFailure::field("token", "Send the last part of the invitation's link."));
    }
    let link = invitations::find_link(&app.db, &digest(&sent.token)).await?;
    // A password is guessed at no faster here than at the door.
    let account = link.as_ref().map_or_else(|| "an unknown invitation".to_owned(), invitations::Link::canonical_email);
    app.limits.sign_in(&address, &account).map_err(ApiFailure::too_many)?;
    let link = link.ok_or(UNKNOWN)?;
    let (name, password) = (sent.name.as_deref(), sent.password.into());
    let accepted = invitations::accept(&app.db, &app.passwords, &link, name, password, &address).await?;
    Ok(Json(Accepted {
        member: accepted.member.into(),
        business: Business::of(&accepted.business, accepted.slug, accepted.business_name),
    }))
}

//! Accepting an invitation in the JSON API.

use axum::Json;
use axum::extract::State;
use axum::http::request::Parts;
use crewline_core::accounts::Email;
use crewline_core::secret::digest;
use crewline_core::{Error, invitations};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::Answer;
use crate::api::refusals::WithBody;
use crate::http::api_failure::{ApiFailure, Problem};
use crate::http::{address, begin_guess, extract};
use crate::members::api::Member;
use crate::members::api_me::Business;
use crate::state::App;

/// The input to accept an invitation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Acceptance {
    /// The last part of the link.
    #[serde(default)]
    #[schema(required)]
    token: String,
    /// The name for a new account; the name in the invitation by default. Ignored for an existing account.
    #[schema(max_length = 80)]
    name: Option<String>,
    /// The password for the new account, or of the existing one.
    #[serde(default)]
    #[schema(required)]
    password: String,
}

/// The new membership.
#[derive(Serialize, ToSchema)]
pub(crate) struct Accepted {
    member: Member,
    business: Business,
}

/// The error for a link of no invitation, or of one that has been sent again.
const UNKNOWN: Error = Error::Gone(
    "This link is not valid, or no longer valid. Use the newest one that you were sent, or ask for a new one.",
);

/// Accepts an invitation with a new account, or with the account of its address. Only the link's token is needed.
#[utoipa::path(
    post, path = "/api/v1/invitations/accept", tag = "invitations", operation_id = "accept_invitation", security(()),
    request_body = Acceptance,
    responses(
        (status = 200, description = "The person is a member now", body = Accepted),
        (status = 409, description = "An account of the address was created in the meantime", body = Problem),
        (status = 410, description = "The link no longer works. The text says why, and whom to ask", body = Problem),
        (status = 429, description = "Too many attempts; `Retry-After` says how long to wait", body = Problem),
        (status = 503, description = "The database is unavailable", body = Problem),
        WithBody,
    ),
)]
pub(crate) async fn create(
    State(app): State<App>,
    parts: Parts,
    extract::Json(input): extract::Json<Acceptance>,
) -> Answer<Accepted> {
    let address = address(&app.config, &parts);
    if input.token.is_empty() {
        return Err(ApiFailure::field("token", "Send the last part of the invitation's link."));
    }
    let link = invitations::find_link(&app.db, &digest(&input.token)).await?;
    let Some(link) = link else {
        app.limits.unknown_link(&address).map_err(ApiFailure::too_many)?;
        return Err(UNKNOWN.into());
    };
    // The sign-in limit holds here too: otherwise this would be the faster way to guess passwords. A new account's password
    // is nobody's guess.
    let account = link.canonical_email();
    let guess = match link.has_account {
        true => Some(begin_guess(&app, &parts, &account, Email::read(&account).ok().as_ref()).await?),
        false => None,
    };
    let (name, password) = (input.name.as_deref(), input.password.into());
    let accepted = invitations::accept(&app.db, &app.passwords, &link, name, password, &address).await;
    match (guess, &accepted) {
        (Some(guess), Err(Error::Fields(_))) => guess.failed(),
        (Some(guess), Ok(_)) => guess.passed(),
        _ => {}
    }
    let accepted = accepted?;
    Ok(Json(Accepted {
        member: accepted.member.into(),
        business: Business::of(&accepted.business, accepted.slug, accepted.business_name),
    }))
}

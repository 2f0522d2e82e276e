//! Invitations in the JSON API.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use crewline_core::Error;
use crewline_core::access::{Held, May, Role, actions};
use crewline_core::invitations::{self, Draft, Filter, Outcome, SortKey, Status, Which as WhichOf};
use crewline_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::list::{Paging, cursor, sought, word};
use crate::api::refusals::{Always, ByRole, OnOne, WithBody, WithParameters};
use crate::api::{Answer, words};
use crate::emails;
use crate::http::api_failure::{ApiFailure, Problem};
use crate::http::extract::{self, Params};
use crate::http::guard::Api;
use crate::members::api::Member;
use crate::number_access::api::{NumberAccess, NumberAccessChange};
use crate::state::App;

/// A page of invitations.
#[derive(Serialize, ToSchema)]
pub(crate) struct Invitations {
    invitations: Vec<Invitation>,
    /// Where the next page begins; null at the end.
    #[schema(required)]
    next_cursor: Option<String>,
}

/// One invitation.
#[derive(Serialize, ToSchema)]
#[schema(as = OneInvitation)]
pub(crate) struct One {
    invitation: Invitation,
}

/// An invitation. Its link is told by the letter alone.
#[derive(Serialize, ToSchema)]
pub(crate) struct Invitation {
    id: String,
    name: String,
    email: String,
    #[schema(schema_with = words::role)]
    role: Role,
    number_access: NumberAccess,
    #[schema(schema_with = words::invitation_status)]
    status: Status,
    /// The id of the member who answers for it: who invited, or sent it again since.
    invited_by: String,
    /// What that member is called.
    inviter: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was last sent.
    #[schema(value_type = String, format = DateTime)]
    sent_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

impl From<invitations::Invitation> for Invitation {
    fn from(invitation: invitations::Invitation) -> Self {
        Self {
            id: invitation.id.to_string(),
            name: invitation.name,
            email: invitation.email,
            role: invitation.role,
            number_access: invitation.access.into(),
            status: invitation.status,
            invited_by: invitation.invited_by.to_string(),
            inviter: invitation.inviter,
            created_at: invitation.created_at,
            sent_at: invitation.sent_at,
            expires_at: invitation.expires_at,
        }
    }
}

/// Who is to be invited.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewInvitation {
    /// What the person is to be called in this business.
    #[serde(default)]
    #[schema(required, max_length = 80)]
    name: String,
    #[serde(default)]
    #[schema(required)]
    email: String,
    /// At most a role below one's own, unless one is an Owner.
    #[serde(default)]
    #[schema(schema_with = words::role, required)]
    role: String,
    /// Has to be said of a viewer; every other role sees all.
    number_access: Option<NumberAccessChange>,
}

/// What came of inviting somebody.
#[derive(Serialize, ToSchema)]
#[serde(tag = "result", rename_all = "snake_case")]
pub(crate) enum Invited {
    /// They have an invitation.
    Invited {
        /// The invitation.
        invitation: Invitation,
    },
    /// They had an account, and are a member now.
    Added {
        /// The member.
        member: Member,
    },
}

/// Which invitations.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// Part of the name or the e-mail address.
    q: Option<String>,
    /// Those to a role.
    #[param(schema_with = words::role, required = false)]
    role: Option<String>,
    /// By what became of them: the pending ones if it is left out; `open` are the pending and the expired ones.
    #[param(schema_with = words::invitation_which, required = false)]
    status: Option<String>,
    /// In which order; a minus turns it round.
    #[param(schema_with = words::invitation_sort, required = false)]
    sort: Option<String>,
}

/// The invitations of the business: the pending ones, unless others are asked for.
#[utoipa::path(
    get, path = "/api/v1/invitations", tag = "invitations", operation_id = "list_invitations",
    params(Which, Paging),
    responses((status = 200, description = "A page of invitations", body = Invitations), Always, ByRole, WithParameters),
)]
pub(crate) async fn index(
    Api(may): Api<May<actions::SeeUsers>>,
    State(app): State<App>,
    Params(which): Params<Which>,
    Params(paging): Params<Paging>,
) -> Answer<Invitations> {
    let role = word("role", which.role.as_deref(), "Use owner, admin, manager or viewer.")?;
    let status = word("status", which.status.as_deref(), "Use pending, expired, open, accepted, cancelled or all.")?;
    let sort = word("sort", which.sort.as_deref(), "Use name, role or created_at, with a minus to turn it round.")?;
    let (limit, place) = (paging.limit()?, paging.place()?);
    let filter = Filter { q: sought("q", which.q)?, role, which: status.unwrap_or(WhichOf::Pending) };
    let sort = sort.unwrap_or(SortKey::Created.descending());
    let page = invitations::list(&app.db, &may, &filter, sort, place.as_ref(), limit).await?;
    Ok(Json(Invitations {
        invitations: page.invitations.into_iter().map(Invitation::from).collect(),
        next_cursor: page.next.as_ref().map(cursor),
    }))
}

/// One invitation.
#[utoipa::path(
    get, path = "/api/v1/invitations/{invitation}", tag = "invitations", operation_id = "find_invitation",
    params(("invitation" = String, Path, description = "The invitation's id")),
    responses((status = 200, description = "The invitation", body = One), Always, ByRole, OnOne),
)]
pub(crate) async fn show(Api(held): Api<Held<invitations::Invitation, actions::SeeUsers>>) -> Answer<One> {
    let (_, invitation) = held.into_parts();
    Ok(Json(One { invitation: invitation.into() }))
}

/// Invites somebody. Who has an account is a member at once, unless the instance asks first.
#[utoipa::path(
    post, path = "/api/v1/invitations", tag = "invitations", operation_id = "invite",
    request_body = NewInvitation,
    responses(
        (status = 201, description = "They are invited, or a member already by their account", body = Invited),
        (
            status = 409,
            description = "A member already (`already_member`, with `member_id`), invited already (`already_invited`, with \
                `invitation_id`), or no seat left (`seat_limit_reached`, with `seats` and `upgrade_url`)",
            body = Problem,
        ),
        (status = 429, description = "The address was sent too many links; `Retry-After` says when the next one may be", body = Problem),
        Always, ByRole, WithBody,
    ),
)]
pub(crate) async fn create(
    Api(may): Api<May<actions::Invite>>,
    State(app): State<App>,
    extract::Json(new): extract::Json<NewInvitation>,
) -> Result<(StatusCode, Json<Invited>), ApiFailure> {
    let access = new.number_access.map(|access| Arc::new(access.into()));
    let draft = Draft { name: new.name, email: new.email, role: new.role, access };
    let composer = app.composer(emails::invitation);
    let outcome = invitations::invite(&app.db, &may, &app.config.terms, &composer, &draft).await;
    let outcome = outcome.map_err(|error| refused(&app, may.viewpoint().slug(), error))?;
    let invited = match outcome {
        Outcome::Invited { invitation, .. } => Invited::Invited { invitation: invitation.into() },
        Outcome::Added(member) => Invited::Added { member: member.into() },
    };
    Ok((StatusCode::CREATED, Json(invited)))
}

/// Sends an invitation again: a new link and a new expiry; the link before is dead.
#[utoipa::path(
    post, path = "/api/v1/invitations/{invitation}/resend", tag = "invitations", operation_id = "resend_invitation",
    params(("invitation" = String, Path, description = "The invitation's id")),
    responses(
        (status = 200, description = "As it is now", body = One),
        (
            status = 409,
            description = "The person is a member or invited otherwise by now, no seat is left for one that had expired, or \
                nothing is left of its numbers",
            body = Problem,
        ),
        (status = 410, description = "It was accepted or cancelled", body = Problem),
        (status = 429, description = "It was sent five times within a day; `Retry-After` says when the next may be", body = Problem),
        Always, ByRole, OnOne,
    ),
)]
pub(crate) async fn resend(
    Api(held): Api<Held<invitations::Invitation, actions::Invite>>,
    State(app): State<App>,
) -> Answer<One> {
    let resent = invitations::resend(&app.db, &held, &app.config.terms, &app.composer(emails::invitation)).await;
    let resent = resent.map_err(|error| refused(&app, held.viewpoint().slug(), error))?;
    Ok(Json(One { invitation: resent.invitation.into() }))
}

/// Cancels an invitation: its link is dead, and its seat is free.
#[utoipa::path(
    delete, path = "/api/v1/invitations/{invitation}", tag = "invitations", operation_id = "cancel_invitation",
    params(("invitation" = String, Path, description = "The invitation's id")),
    responses(
        (status = 204, description = "It is cancelled"),
        (status = 410, description = "It was accepted or cancelled before", body = Problem),
        Always, ByRole, OnOne,
    ),
)]
pub(crate) async fn delete(
    Api(held): Api<Held<invitations::Invitation, actions::Invite>>,
    State(app): State<App>,
) -> Result<StatusCode, ApiFailure> {
    invitations::cancel(&app.db, &held).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The way to a larger plan is Settings → Billing, where the operator has named none.
fn refused(app: &App, slug: &str, error: Error) -> ApiFailure {
    ApiFailure::from(error).or_upgrade_at(|| app.link(&format!("/b/{slug}/settings/billing")))
}

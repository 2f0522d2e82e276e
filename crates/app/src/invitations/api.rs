//! Invitations in the JSON API.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use crewline_core::Error;
use crewline_core::access::{Held, May, Role, actions};
use crewline_core::invitations::{self, DeliveryStatus, Draft, Edit, Filter, Outcome, SortKey, Status, StatusFilter};
use crewline_core::members;
use crewline_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::list::{Paging, cursor, parse_word, search_text};
use crate::api::refusals::{Always, ByRole, OnOne, WithBody, WithParameters};
use crate::api::{Answer, patch, schema_words};
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
    /// The cursor of the next page; null at the end.
    #[schema(required)]
    next_cursor: Option<String>,
}

/// One invitation.
#[derive(Serialize, ToSchema)]
#[schema(as = OneInvitation)]
pub(crate) struct One {
    invitation: Invitation,
}

/// An invitation. Only the e-mail has its link.
#[derive(Serialize, ToSchema)]
pub(crate) struct Invitation {
    id: String,
    name: String,
    email: String,
    #[schema(schema_with = schema_words::role)]
    role: Role,
    number_access: NumberAccess,
    #[schema(schema_with = schema_words::invitation_status)]
    status: Status,
    /// The id of the member who is responsible for it: the one who invited, or who last sent it again.
    invited_by: String,
    /// That member's name.
    inviter: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was last sent.
    #[schema(value_type = String, format = DateTime)]
    sent_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    delivery: Delivery,
}

/// How far the letter with an invitation's link has come.
#[derive(Serialize, ToSchema)]
pub(crate) struct Delivery {
    /// `waiting` to be sent for the first time or again, `sent` to the mail server, `failed` for good, or `by_hand` where the
    /// instance sends no mail.
    #[schema(schema_with = schema_words::delivery_status)]
    status: DeliveryStatus,
    /// Why the last attempt failed, mostly in the mail server's words; null where none has.
    #[schema(required)]
    problem: Option<String>,
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
            delivery: Delivery { status: invitation.delivery.status, problem: invitation.delivery.problem },
        }
    }
}

/// A new invitation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewInvitation {
    /// The person's display name in this business.
    #[serde(default)]
    #[schema(required, max_length = 80)]
    name: String,
    #[serde(default)]
    #[schema(required)]
    email: String,
    /// A role below the caller's own; an Owner may grant any role.
    #[serde(default)]
    #[schema(schema_with = schema_words::role, required)]
    role: String,
    /// Required for a viewer. Every other role sees all numbers.
    number_access: Option<NumberAccessChange>,
}

/// The result of inviting somebody.
#[derive(Serialize, ToSchema)]
#[serde(tag = "result", rename_all = "snake_case")]
pub(crate) enum Invited {
    /// An invitation was made.
    Invited {
        /// The invitation.
        invitation: Invitation,
    },
    /// The person had an account and is a member now.
    Added {
        /// The member.
        member: Member,
    },
}

/// The filters and the order of the list.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// Part of the name or the e-mail address.
    q: Option<String>,
    /// Invitations to this role.
    #[param(schema_with = schema_words::role, required = false)]
    role: Option<String>,
    /// Invitations in this state; `pending` by default. `open` is both the pending and the expired ones.
    #[param(schema_with = schema_words::invitation_which, required = false)]
    status: Option<String>,
    /// The sort key; a leading minus reverses the order.
    #[param(schema_with = schema_words::invitation_sort, required = false)]
    sort: Option<String>,
}

/// The invitations of the business; by default the pending ones.
#[utoipa::path(
    get, path = "/api/v1/invitations", tag = "invitations", operation_id = "list_invitations",
    params(ListQuery, Paging),
    responses((status = 200, description = "A page of invitations", body = Invitations), Always, ByRole, WithParameters),
)]
pub(crate) async fn index(
    Api(may): Api<May<actions::SeeUsers>>,
    State(app): State<App>,
    Params(query): Params<ListQuery>,
    Params(paging): Params<Paging>,
) -> Answer<Invitations> {
    let role = parse_word("role", query.role.as_deref(), "Use owner, admin, manager or viewer.")?;
    let status =
        parse_word("status", query.status.as_deref(), "Use pending, expired, open, accepted, cancelled or all.")?;
    let sort = parse_word(
        "sort",
        query.sort.as_deref(),
        "Use name, role or created_at, with a leading minus to reverse the order.",
    )?;
    let (limit, place) = (paging.limit()?, paging.place()?);
    let filter = Filter { q: search_text("q", query.q)?, role, status: status.unwrap_or(StatusFilter::Pending) };
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

/// Invites somebody. A person who has an account becomes a member at once, unless the instance asks them first.
#[utoipa::path(
    post, path = "/api/v1/invitations", tag = "invitations", operation_id = "invite",
    request_body = NewInvitation,
    responses(
        (status = 201, description = "The person is invited, or is a member now", body = Invited),
        (
            status = 409,
            description = "The person is a member (`already_member`, with `member_id`) or invited (`already_invited`, with \
                            `invitation_id`) already, or no seat is left (`seat_limit_reached`, with `seats` and `upgrade_url`)",
            body = Problem,
        ),
        (status = 429, description = "Too many links were sent to the address; `Retry-After` says when the next may be sent", body = Problem),
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
    let outcome = outcome.map_err(|error| api_failure(&app, may.viewpoint().slug(), error))?;
    let invited = match outcome {
        Outcome::Invited { invitation, .. } => Invited::Invited { invitation: invitation.into() },
        Outcome::Added(member) => Invited::Added { member: member.into() },
    };
    Ok((StatusCode::CREATED, Json(invited)))
}

/// Sends an invitation again, with a new link and a new expiry. The old link stops working.
#[utoipa::path(
    post, path = "/api/v1/invitations/{invitation}/resend", tag = "invitations", operation_id = "resend_invitation",
    params(("invitation" = String, Path, description = "The invitation's id")),
    responses(
        (status = 200, description = "As it is now", body = One),
        (
            status = 409,
            description = "The person has become a member or has another invitation, no seat is left for an expired \
                            invitation, or none of its numbers is left",
            body = Problem,
        ),
        (status = 410, description = "It was accepted or cancelled", body = Problem),
        (status = 429, description = "It was sent five times within a day; `Retry-After` says when it may be sent again", body = Problem),
        Always, ByRole, OnOne,
    ),
)]
pub(crate) async fn resend(
    Api(held): Api<Held<invitations::Invitation, actions::Invite>>,
    State(app): State<App>,
) -> Answer<One> {
    let resent = invitations::resend(&app.db, &held, &app.config.terms, &app.composer(emails::invitation)).await;
    let resent = resent.map_err(|error| api_failure(&app, held.viewpoint().slug(), error))?;
    Ok(Json(One { invitation: resent.invitation.into() }))
}

/// A change of an invitation. Fields that are left out stay as they are.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InvitationChange {
    /// Another address gets a letter with a new link, and the old link stops working.
    #[serde(default, deserialize_with = "patch::non_null")]
    #[schema(value_type = String, required = false)]
    email: Option<String>,
    /// A role below the caller's own; an Owner may grant any role.
    #[serde(default, deserialize_with = "patch::non_null")]
    #[schema(schema_with = schema_words::role, required = false)]
    role: Option<String>,
    /// The person's display name in this business.
    #[serde(default, deserialize_with = "patch::non_null")]
    #[schema(value_type = String, required = false, max_length = 80)]
    name: Option<String>,
    /// The number access of a viewer. Required when the role becomes viewer; every other role sees all numbers.
    #[serde(default, deserialize_with = "patch::non_null")]
    #[schema(value_type = NumberAccessChange, required = false)]
    number_access: Option<NumberAccessChange>,
}

/// Changes an open invitation. It keeps its seat; its link stays valid unless the address changes.
#[utoipa::path(
    patch, path = "/api/v1/invitations/{invitation}", tag = "invitations", operation_id = "edit_invitation",
    params(("invitation" = String, Path, description = "The invitation's id")),
    request_body = InvitationChange,
    responses(
        (status = 200, description = "As it is now", body = One),
        (
            status = 409,
            description = "The new address is a member's or has an invitation, no seat is left for an expired invitation, none \
                            of its numbers is left, or somebody else has changed it meanwhile",
            body = Problem,
        ),
        (status = 410, description = "It was accepted or cancelled", body = Problem),
        (status = 429, description = "Too many links were sent to the address; `Retry-After` says when the next may be sent", body = Problem),
        Always, ByRole, OnOne, WithBody,
    ),
)]
pub(crate) async fn update(
    Api(held): Api<Held<invitations::Invitation, actions::Invite>>,
    State(app): State<App>,
    extract::Json(change): extract::Json<InvitationChange>,
) -> Answer<One> {
    let composer = app.composer(emails::invitation);
    let InvitationChange { email, role, name, number_access } = change;
    let membership = members::Draft { role, name, access: number_access.map(Into::into) };
    let edit = Edit { email, membership };
    let edited = invitations::edit(&app.db, &held, &app.config.terms, &composer, &edit).await;
    let edited = edited.map_err(|error| api_failure(&app, held.viewpoint().slug(), error))?;
    Ok(Json(One { invitation: edited.invitation.into() }))
}

/// Cancels an invitation. Its link stops working, and its seat is free.
#[utoipa::path(
    delete, path = "/api/v1/invitations/{invitation}", tag = "invitations", operation_id = "cancel_invitation",
    params(("invitation" = String, Path, description = "The invitation's id")),
    responses(
        (status = 204, description = "It is cancelled"),
        (status = 410, description = "It was already accepted or cancelled", body = Problem),
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

/// Adds the upgrade address. It is Settings → Billing when the operator has set none.
fn api_failure(app: &App, slug: &str, error: Error) -> ApiFailure {
    ApiFailure::from(error).with_upgrade_url(|| app.link(&format!("/b/{slug}/settings/billing")))
}

//! Members in the JSON API.

use axum::Json;
use axum::extract::State;
use crewline_core::access::{Held, May, Role, actions};
use crewline_core::members::{self, Draft, Filter, SortKey, Status};
use crewline_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::list::{Paging, cursor, parse_word};
use crate::api::refusals::{Always, ByRole, OnOne, WithBody, WithParameters};
use crate::api::{Answer, patch, schema_words};
use crate::emails;
use crate::http::api_failure::Problem;
use crate::http::extract::{self, Params};
use crate::http::guard::Api;
use crate::number_access::api::{NumberAccess, NumberAccessChange};
use crate::state::App;

/// A page of members.
#[derive(Serialize, ToSchema)]
pub(crate) struct Members {
    members: Vec<Member>,
    /// The cursor of the next page; null at the end.
    #[schema(required)]
    next_cursor: Option<String>,
}

/// One member.
#[derive(Serialize, ToSchema)]
#[schema(as = OneMember)]
pub(crate) struct One {
    member: Member,
}

/// A member.
#[derive(Serialize, ToSchema)]
pub(crate) struct Member {
    id: String,
    /// The display name in this business.
    name: String,
    email: String,
    #[schema(schema_with = schema_words::role)]
    role: Role,
    number_access: NumberAccess,
    #[schema(schema_with = schema_words::member_status)]
    status: Status,
    #[schema(value_type = String, format = DateTime)]
    joined_at: Timestamp,
    /// To the minute; null for a member who was never active.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    last_active_at: Option<Timestamp>,
}

impl From<members::Member> for Member {
    fn from(member: members::Member) -> Self {
        Self {
            id: member.id.to_string(),
            name: member.name,
            email: member.email,
            role: member.role,
            number_access: member.access.into(),
            status: member.status,
            joined_at: member.joined_at,
            last_active_at: member.last_active_at,
        }
    }
}

/// A change of a member. Fields that are left out stay as they are.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MemberChange {
    /// A role below the caller's own; an Owner may grant any role.
    #[serde(default, deserialize_with = "patch::non_null")]
    #[schema(schema_with = schema_words::role, required = false)]
    role: Option<String>,
    /// The display name in this business.
    #[serde(default, deserialize_with = "patch::non_null")]
    #[schema(value_type = String, required = false, max_length = 80)]
    name: Option<String>,
    /// The number access of a viewer. Required when the role becomes viewer; every other role sees all numbers.
    #[serde(default, deserialize_with = "patch::non_null")]
    #[schema(value_type = NumberAccessChange, required = false)]
    number_access: Option<NumberAccessChange>,
}

/// The result of a removal.
#[derive(Serialize, ToSchema)]
pub(crate) struct Removal {
    removed: RemovalReceipt,
}

/// The counts of what ended with the membership.
#[derive(Serialize, ToSchema)]
pub(crate) struct RemovalReceipt {
    member_id: String,
    /// Signed-in browsers that lost access to the business.
    sessions: u64,
    /// API tokens.
    tokens: u64,
    /// Live streams that were open at the answering process.
    streams: u64,
    /// Pending invitations that the member had sent.
    invitations: u64,
    /// Periods of Log in as, in either direction.
    impersonations: u64,
}

/// The filters and the order of the list.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// Part of the name or the e-mail address.
    q: Option<String>,
    /// Members of this role.
    #[param(schema_with = schema_words::role, required = false)]
    role: Option<String>,
    /// The sort key; a leading minus reverses the order.
    #[param(schema_with = schema_words::member_sort, required = false)]
    sort: Option<String>,
}

/// The active members of the business.
#[utoipa::path(
    get, path = "/api/v1/members", tag = "members", operation_id = "list_members",
    params(ListQuery, Paging),
    responses((status = 200, description = "A page of members", body = Members), Always, ByRole, WithParameters),
)]
pub(crate) async fn index(
    Api(may): Api<May<actions::SeeUsers>>,
    State(app): State<App>,
    Params(query): Params<ListQuery>,
    Params(paging): Params<Paging>,
) -> Answer<Members> {
    let role = parse_word("role", query.role.as_deref(), "Use owner, admin, manager or viewer.")?;
    let sort = parse_word(
        "sort",
        query.sort.as_deref(),
        "Use name, email, role, joined_at or last_active_at, with a leading minus to reverse the order.",
    )?;
    let (limit, place) = (paging.limit()?, paging.place()?);
    let filter = Filter { q: query.q, role };
    let page =
        members::list(&app.db, &may, &filter, sort.unwrap_or(SortKey::Name.ascending()), place.as_ref(), limit).await?;
    Ok(Json(Members {
        members: page.members.into_iter().map(Member::from).collect(),
        next_cursor: page.next.as_ref().map(cursor),
    }))
}

/// One member.
#[utoipa::path(
    get, path = "/api/v1/members/{member}", tag = "members", operation_id = "find_member",
    params(("member" = String, Path, description = "The member's id")),
    responses((status = 200, description = "The member", body = One), Always, ByRole, OnOne),
)]
pub(crate) async fn show(Api(held): Api<Held<members::Member, actions::SeeUsers>>) -> Answer<One> {
    let (_, member) = held.into_parts();
    Ok(Json(One { member: member.into() }))
}

/// Changes a member. Members can't change their own role or number access. Only an Owner can change a member of their
/// own rank or above. The last Owner stays an Owner.
#[utoipa::path(
    patch, path = "/api/v1/members/{member}", tag = "members", operation_id = "edit_member",
    params(("member" = String, Path, description = "The member's id")),
    request_body = MemberChange,
    responses(
        (status = 200, description = "The member after the change", body = One),
        (status = 409, description = "This is the last Owner (`last_owner`)", body = Problem),
        Always, ByRole, OnOne, WithBody,
    ),
)]
pub(crate) async fn update(
    Api(held): Api<Held<members::Member, actions::EditMembers>>,
    State(app): State<App>,
    extract::Json(change): extract::Json<MemberChange>,
) -> Answer<One> {
    let MemberChange { role, name, number_access } = change;
    let draft = Draft { role, name, access: number_access.map(Into::into) };
    let edited = members::edit(&app.db, &held, &draft, &app.composer(emails::member_edited)).await?;
    Ok(Json(One { member: edited.after.into() }))
}

/// Removes a member, and ends everything that depends on the membership. Their past actions keep their name.
#[utoipa::path(
    delete, path = "/api/v1/members/{member}", tag = "members", operation_id = "remove_member",
    params(("member" = String, Path, description = "The member's id")),
    responses(
        (status = 200, description = "The member is removed; the counts say what ended", body = Removal),
        (status = 409, description = "This is the last Owner (`last_owner`)", body = Problem),
        Always, ByRole, OnOne,
    ),
)]
pub(crate) async fn delete(
    Api(held): Api<Held<members::Member, actions::RemoveMembers>>,
    State(app): State<App>,
) -> Answer<Removal> {
    let streams = app.bus.streams(held.id);
    let receipt = members::remove(&app.db, &held, &app.composer(emails::member_removed)).await?;
    Ok(Json(Removal {
        removed: RemovalReceipt {
            member_id: held.id.to_string(),
            sessions: receipt.sessions,
            tokens: receipt.tokens,
            streams,
            invitations: receipt.invitations,
            impersonations: receipt.impersonations,
        },
    }))
}

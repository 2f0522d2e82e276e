//! Members.

use axum::Json;
use axum::extract::State;
use crewline_core::access::{Held, May, Role, actions};
use crewline_core::members::{self, Filter, Sort, Status};
use crewline_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::list::{Paging, cursor, word};
use super::number_access::NumberAccess;
use super::refusals::{Always, ByRole, OnOne, WithParameters};
use super::{Answer, words};
use crate::http::extract::Params;
use crate::http::guard::Api;
use crate::state::App;

/// A page of members.
#[derive(Serialize, ToSchema)]
pub(crate) struct Members {
    members: Vec<Member>,
    /// Where the next page begins; null at the end.
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
    #[schema(schema_with = words::role)]
    role: Role,
    number_access: NumberAccess,
    #[schema(schema_with = words::member_status)]
    status: Status,
    #[schema(value_type = String, format = DateTime)]
    joined_at: Timestamp,
    /// To the minute; null for who was never here.
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

/// Which members.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// Part of the name or the e-mail address.
    q: Option<String>,
    /// Those of a role.
    #[param(schema_with = words::role, required = false)]
    role: Option<String>,
    /// In which order; a minus turns it round.
    #[param(schema_with = words::member_sort, required = false)]
    sort: Option<String>,
}

/// The active members of the business.
#[utoipa::path(
    get, path = "/api/v1/members", tag = "members", operation_id = "list_members",
    params(Which, Paging),
    responses((status = 200, description = "A page of members", body = Members), Always, ByRole, WithParameters),
)]
pub(crate) async fn index(
    Api(may): Api<May<actions::SeeUsers>>,
    State(app): State<App>,
    Params(which): Params<Which>,
    Params(paging): Params<Paging>,
) -> Answer<Members> {
    let role = word("role", which.role.as_deref(), "Use owner, admin, manager or viewer.")?;
    let sort =
        word("sort", which.sort.as_deref(), "Use name, joined_at or last_active_at, with a minus to turn it round.")?;
    let (limit, place) = (paging.limit()?, paging.place()?);
    let filter = Filter { q: which.q, role };
    let page = members::list(&app.db, &may, &filter, sort.unwrap_or(Sort::Name), place.as_ref(), limit).await?;
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

//! Number groups in the JSON API.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use crewline_core::access::{Held, May, actions};
use crewline_core::numbers::groups::{self, Draft, Group};
use crewline_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::list::{Paging, cursor};
use crate::api::refusals::{Always, ByRole, OnOne, WithBody, WithParameters};
use crate::api::{Answer, patch};
use crate::http::api_failure::{ApiFailure, Problem};
use crate::http::extract::{self, Params};
use crate::http::guard::Api;
use crate::number_access::api_effect::{DryRun, ShownEffect};
use crate::state::App;

/// A page of number groups.
#[derive(Serialize, ToSchema)]
pub(crate) struct NumberGroups {
    number_groups: Vec<NumberGroup>,
    /// The cursor of the next page; null at the end.
    #[schema(required)]
    next_cursor: Option<String>,
}

/// One number group.
#[derive(Serialize, ToSchema)]
#[schema(as = OneNumberGroup)]
pub(crate) struct One {
    number_group: NumberGroup,
}

/// A number group after a change, and who sees more or less by it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChangedNumberGroup {
    number_group: NumberGroup,
    #[serde(flatten)]
    effect: ShownEffect,
}

/// A number group.
#[derive(Serialize, ToSchema)]
pub(crate) struct NumberGroup {
    id: String,
    name: String,
    /// Those of its active numbers that the member sees.
    number_ids: Vec<String>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl From<Group> for NumberGroup {
    fn from(group: Group) -> Self {
        Self {
            id: group.id.to_string(),
            name: group.name,
            number_ids: group.number_ids.iter().map(ToString::to_string).collect(),
            created_at: group.created_at,
        }
    }
}

/// The filter of the list.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// Part of the name.
    q: Option<String>,
}

/// A number group to create.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewNumberGroup {
    /// Unique among the groups of the business.
    #[serde(default)]
    #[schema(required, max_length = 80)]
    name: String,
    /// The active numbers to put into the group. They leave their former groups.
    #[serde(default)]
    number_ids: Vec<String>,
}

/// A change of a number group. Fields that are left out stay as they are.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NumberGroupChange {
    #[serde(default, deserialize_with = "patch::non_null")]
    #[schema(value_type = String, required = false, max_length = 80)]
    name: Option<String>,
    /// The complete list of active numbers in the group.
    #[serde(default, deserialize_with = "patch::non_null")]
    #[schema(value_type = Vec<String>, required = false)]
    number_ids: Option<Vec<String>>,
}

/// The number groups that the member sees: the granted groups, and the groups of granted numbers.
#[utoipa::path(
    get, path = "/api/v1/number-groups", tag = "number groups", operation_id = "list_number_groups",
    params(ListQuery, Paging),
    responses((status = 200, description = "A page of number groups", body = NumberGroups), Always, WithParameters),
)]
pub(crate) async fn index(
    Api(may): Api<May<actions::SeeNumbers>>,
    State(app): State<App>,
    Params(query): Params<ListQuery>,
    Params(paging): Params<Paging>,
) -> Answer<NumberGroups> {
    let (limit, place) = (paging.limit()?, paging.place()?);
    let page = groups::list(&app.db, &may, query.q.as_deref(), place.as_ref(), limit).await?;
    Ok(Json(NumberGroups {
        number_groups: page.groups.into_iter().map(NumberGroup::from).collect(),
        next_cursor: page.next.as_ref().map(cursor),
    }))
}

/// One number group.
#[utoipa::path(
    get, path = "/api/v1/number-groups/{group}", tag = "number groups", operation_id = "find_number_group",
    params(("group" = String, Path, description = "The group's id")),
    responses((status = 200, description = "The number group", body = One), Always, OnOne),
)]
pub(crate) async fn show(Api(held): Api<Held<Group, actions::SeeNumbers>>) -> Answer<One> {
    let (_, group) = held.into_parts();
    Ok(Json(One { number_group: group.into() }))
}

/// Creates a number group.
#[utoipa::path(
    post, path = "/api/v1/number-groups", tag = "number groups", operation_id = "create_number_group",
    params(DryRun),
    request_body = NewNumberGroup,
    responses(
        (status = 200, description = "With `dry_run`: who would see less, since numbers leave their groups", body = ShownEffect),
        (status = 201, description = "It is created", body = ChangedNumberGroup),
        Always, ByRole, WithBody,
    ),
)]
pub(crate) async fn create(
    Api(may): Api<May<actions::EditNumberGroups>>,
    State(app): State<App>,
    Params(dry_run): Params<DryRun>,
    extract::Json(new): extract::Json<NewNumberGroup>,
) -> Result<Response, ApiFailure> {
    let draft = Draft { name: new.name, number_ids: new.number_ids };
    let changed = groups::create_if(&app.db, &may, &draft, dry_run.saving()).await?;
    let effect = ShownEffect::to(may.viewpoint(), changed.effect);
    if !changed.is_saved {
        return Ok(Json(effect).into_response());
    }
    let created = ChangedNumberGroup { number_group: changed.thing.into(), effect };
    Ok((StatusCode::CREATED, Json(created)).into_response())
}

/// Changes a number group.
#[utoipa::path(
    patch, path = "/api/v1/number-groups/{group}", tag = "number groups", operation_id = "edit_number_group",
    params(("group" = String, Path, description = "The group's id"), DryRun),
    request_body = NumberGroupChange,
    responses(
        (status = 200, description = "The group after the change, and who sees more or less by it", body = ChangedNumberGroup),
        Always, ByRole, OnOne, WithBody,
    ),
)]
pub(crate) async fn update(
    Api(held): Api<Held<Group, actions::EditNumberGroups>>,
    State(app): State<App>,
    Params(dry_run): Params<DryRun>,
    extract::Json(change): extract::Json<NumberGroupChange>,
) -> Answer<ChangedNumberGroup> {
    let stored = Draft::of(held.thing());
    let draft =
        Draft { name: change.name.unwrap_or(stored.name), number_ids: change.number_ids.unwrap_or(stored.number_ids) };
    let changed = groups::edit_if(&app.db, &held, &draft, dry_run.saving()).await?;
    let effect = ShownEffect::to(held.viewpoint(), changed.effect);
    Ok(Json(ChangedNumberGroup { number_group: changed.thing.into(), effect }))
}

/// Deletes a number group. Its numbers stay. The number access that it granted ends.
#[utoipa::path(
    delete, path = "/api/v1/number-groups/{group}", tag = "number groups", operation_id = "delete_number_group",
    params(("group" = String, Path, description = "The group's id"), DryRun),
    responses(
        (status = 200, description = "It is deleted; who sees less by it", body = ShownEffect),
        (status = 409, description = "Somebody put a number into it at the same moment", body = Problem),
        Always, ByRole, OnOne,
    ),
)]
pub(crate) async fn delete(
    Api(held): Api<Held<Group, actions::EditNumberGroups>>,
    State(app): State<App>,
    Params(dry_run): Params<DryRun>,
) -> Answer<ShownEffect> {
    let changed = groups::delete_if(&app.db, &held, dry_run.saving()).await?;
    Ok(Json(ShownEffect::to(held.viewpoint(), changed.effect)))
}

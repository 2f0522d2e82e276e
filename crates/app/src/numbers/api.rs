//! Numbers in the JSON API.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use crewline_core::access::{Held, May, actions};
use crewline_core::numbers::{self, Draft, Filter, Sort, Status};
use crewline_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::list::{Paging, cursor, parse_word};
use crate::api::refusals::{Always, ByRole, OnOne, WithBody, WithParameters};
use crate::api::{Answer, patch, schema_words};
use crate::http::api_failure::{ApiFailure, Problem};
use crate::http::extract::{self, Params};
use crate::http::guard::Api;
use crate::number_access::api_effect::{DryRun, ShownEffect};
use crate::state::App;

/// A page of numbers.
#[derive(Serialize, ToSchema)]
pub(crate) struct Numbers {
    numbers: Vec<Number>,
    /// The cursor of the next page; null at the end.
    #[schema(required)]
    next_cursor: Option<String>,
}

/// One number.
#[derive(Serialize, ToSchema)]
#[schema(as = OneNumber)]
pub(crate) struct One {
    number: Number,
}

/// A number after a change, and who sees more or less by it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChangedNumber {
    number: Number,
    #[serde(flatten)]
    effect: ShownEffect,
}

/// A tracking number.
#[derive(Serialize, ToSchema)]
pub(crate) struct Number {
    id: String,
    /// In E.164.
    phone_number: String,
    friendly_name: String,
    /// Where callers find it, such as an advertisement.
    #[schema(required)]
    source: Option<String>,
    #[schema(required)]
    group_id: Option<String>,
    /// The number that its calls are forwarded to, in E.164.
    #[schema(required)]
    forward_to: Option<String>,
    /// Whether its calls are recorded.
    records_calls: bool,
    #[schema(schema_with = schema_words::number_status)]
    status: Status,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime, required)]
    released_at: Option<Timestamp>,
}

impl From<numbers::Number> for Number {
    fn from(number: numbers::Number) -> Self {
        Self {
            id: number.id.to_string(),
            phone_number: number.phone_number.to_string(),
            friendly_name: number.friendly_name,
            source: Some(number.source).filter(|source| !source.is_empty()),
            group_id: number.group_id.map(|id| id.to_string()),
            forward_to: number.forward_to.map(|to| to.to_string()),
            records_calls: number.records_calls,
            status: number.status,
            created_at: number.created_at,
            released_at: number.released_at,
        }
    }
}

/// The filters and the order of the list.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// Part of the name, the source or the digits.
    q: Option<String>,
    /// Numbers of a group, by its id.
    group_id: Option<String>,
    /// Numbers in this state.
    #[param(schema_with = schema_words::number_status, required = false)]
    status: Option<String>,
    /// The sort key.
    #[param(schema_with = schema_words::number_sort, required = false)]
    sort: Option<String>,
}

/// A number to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewNumber {
    /// In E.164, or in the national form of the business's country. The business must have the number at its carrier.
    #[serde(default)]
    #[schema(required)]
    phone_number: String,
    #[serde(default)]
    #[schema(required, max_length = 80)]
    friendly_name: String,
    #[schema(max_length = 80)]
    source: Option<String>,
    group_id: Option<String>,
    /// The number that its calls are forwarded to.
    forward_to: Option<String>,
    /// Whether its calls are recorded; `false` by default.
    records_calls: Option<bool>,
}

/// A change of a number. Fields that are left out stay as they are.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NumberChange {
    #[serde(default, deserialize_with = "patch::non_null")]
    #[schema(value_type = String, required = false, max_length = 80)]
    friendly_name: Option<String>,
    /// Null removes the source.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<String>, max_length = 80)]
    source: Option<Option<String>>,
    /// Null removes the number from its group.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<String>)]
    group_id: Option<Option<String>>,
    /// Null stops forwarding.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<String>)]
    forward_to: Option<Option<String>>,
    #[serde(default, deserialize_with = "patch::non_null")]
    #[schema(value_type = bool, required = false)]
    records_calls: Option<bool>,
}

impl NumberChange {
    /// The complete draft: the stored values, except for the fields that were sent.
    fn applied_to(self, number: &numbers::Number) -> Draft {
        let or_empty = |value: Option<String>| value.unwrap_or_default();
        Draft {
            friendly_name: self.friendly_name.unwrap_or_else(|| number.friendly_name.clone()),
            source: self.source.map_or_else(|| number.source.clone(), or_empty),
            group_id: self.group_id.map_or_else(|| or_empty(number.group_id.map(|id| id.to_string())), or_empty),
            forward_to: self
                .forward_to
                .map_or_else(|| or_empty(number.forward_to.as_ref().map(ToString::to_string)), or_empty),
            records_calls: self.records_calls.unwrap_or(number.records_calls),
        }
    }
}

/// The numbers that the member sees.
#[utoipa::path(
    get, path = "/api/v1/numbers", tag = "numbers", operation_id = "list_numbers",
    params(ListQuery, Paging),
    responses((status = 200, description = "A page of numbers", body = Numbers), Always, WithParameters),
)]
pub(crate) async fn index(
    Api(may): Api<May<actions::SeeNumbers>>,
    State(app): State<App>,
    Params(query): Params<ListQuery>,
    Params(paging): Params<Paging>,
) -> Answer<Numbers> {
    let group = parse_word("group_id", query.group_id.as_deref(), "This is not the id of a number group.")?;
    let status = parse_word("status", query.status.as_deref(), "Use active or released.")?;
    let sort = parse_word("sort", query.sort.as_deref(), "Use name or newest.")?;
    let (limit, place) = (paging.limit()?, paging.place()?);
    let filter = Filter { q: query.q, group, status };
    let page = numbers::list(&app.db, &may, &filter, sort.unwrap_or(Sort::Name), place.as_ref(), limit).await?;
    Ok(Json(Numbers {
        numbers: page.numbers.into_iter().map(Number::from).collect(),
        next_cursor: page.next.as_ref().map(cursor),
    }))
}

/// One number.
#[utoipa::path(
    get, path = "/api/v1/numbers/{number}", tag = "numbers", operation_id = "find_number",
    params(("number" = String, Path, description = "The number's id")),
    responses((status = 200, description = "The number", body = One), Always, OnOne),
)]
pub(crate) async fn show(Api(held): Api<Held<numbers::Number, actions::SeeNumbers>>) -> Answer<One> {
    let (_, number) = held.into_parts();
    Ok(Json(One { number: number.into() }))
}

/// Adds a number that the business has at its carrier.
#[utoipa::path(
    post, path = "/api/v1/numbers", tag = "numbers", operation_id = "add_number",
    params(DryRun),
    request_body = NewNumber,
    responses(
        (status = 200, description = "With `dry_run`: who would see it by its group", body = ShownEffect),
        (status = 201, description = "It is added", body = ChangedNumber),
        (status = 409, description = "The business has this number already (`already_there`)", body = Problem),
        Always, ByRole, WithBody,
    ),
)]
pub(crate) async fn create(
    Api(may): Api<May<actions::AddNumbers>>,
    State(app): State<App>,
    Params(dry_run): Params<DryRun>,
    extract::Json(new): extract::Json<NewNumber>,
) -> Result<Response, ApiFailure> {
    let draft = Draft {
        friendly_name: new.friendly_name,
        source: new.source.unwrap_or_default(),
        group_id: new.group_id.unwrap_or_default(),
        forward_to: new.forward_to.unwrap_or_default(),
        records_calls: new.records_calls.unwrap_or_default(),
    };
    let changed = numbers::add_if(&app.db, &may, &new.phone_number, &draft, dry_run.saving()).await?;
    let effect = ShownEffect::to(may.viewpoint(), changed.effect);
    if !changed.is_saved {
        return Ok(Json(effect).into_response());
    }
    Ok((StatusCode::CREATED, Json(ChangedNumber { number: changed.thing.into(), effect })).into_response())
}

/// Changes a number. The digits can't be changed.
#[utoipa::path(
    patch, path = "/api/v1/numbers/{number}", tag = "numbers", operation_id = "edit_number",
    params(("number" = String, Path, description = "The number's id"), DryRun),
    request_body = NumberChange,
    responses(
        (status = 200, description = "The number after the change, and who sees more or less by it", body = ChangedNumber),
        (status = 410, description = "It was released; only its history is left", body = Problem),
        Always, ByRole, OnOne, WithBody,
    ),
)]
pub(crate) async fn update(
    Api(held): Api<Held<numbers::Number, actions::EditNumbers>>,
    State(app): State<App>,
    Params(dry_run): Params<DryRun>,
    extract::Json(change): extract::Json<NumberChange>,
) -> Answer<ChangedNumber> {
    let changed = numbers::edit_if(&app.db, &held, &change.applied_to(held.thing()), dry_run.saving()).await?;
    let effect = ShownEffect::to(held.viewpoint(), changed.effect);
    Ok(Json(ChangedNumber { number: changed.thing.into(), effect }))
}

/// Releases a number. Its history stays. Adding the same digits again makes a new number.
#[utoipa::path(
    delete, path = "/api/v1/numbers/{number}", tag = "numbers", operation_id = "release_number",
    params(("number" = String, Path, description = "The number's id")),
    responses(
        (status = 204, description = "It is released"),
        (status = 410, description = "It was already released", body = Problem),
        Always, ByRole, OnOne,
    ),
)]
pub(crate) async fn delete(
    Api(held): Api<Held<numbers::Number, actions::ReleaseNumbers>>,
    State(app): State<App>,
) -> Result<StatusCode, ApiFailure> {
    numbers::release(&app.db, &held).await?;
    Ok(StatusCode::NO_CONTENT)
}

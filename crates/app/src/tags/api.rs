//! Tags in the JSON API.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use crewline_core::access::{Held, May, actions};
use crewline_core::tags::{self, Colour, Draft, Tag};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::list::parse_word;
use crate::api::refusals::{Always, ByRole, OnOne, WithBody};
use crate::api::{Answer, patch, schema_words};
use crate::http::api_failure::{ApiFailure, Problem};
use crate::http::extract;
use crate::http::guard::Api;
use crate::state::App;

/// Tags.
#[derive(Serialize, ToSchema)]
pub(crate) struct Tags {
    /// By name.
    tags: Vec<ShownTag>,
}

/// One tag.
#[derive(Serialize, ToSchema)]
#[schema(as = OneTag)]
pub(crate) struct One {
    tag: ShownTag,
}

/// A tag.
#[derive(Serialize, ToSchema)]
#[schema(as = Tag)]
pub(crate) struct ShownTag {
    id: String,
    name: String,
    #[schema(schema_with = schema_words::tag_colour)]
    colour: Colour,
}

impl From<Tag> for ShownTag {
    fn from(tag: Tag) -> Self {
        Self { id: tag.id.to_string(), name: tag.name, colour: tag.colour }
    }
}

impl From<Tag> for One {
    fn from(tag: Tag) -> Self {
        Self { tag: tag.into() }
    }
}

/// A tag to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTag {
    /// Unique among the tags of the business, whatever its case and accents.
    #[serde(default)]
    #[schema(required, max_length = 40)]
    name: String,
    /// Without one the tag gets a colour by its name.
    #[serde(default)]
    #[schema(schema_with = schema_words::tag_colour, required = false)]
    colour: Option<String>,
}

/// A change of a tag. Fields that are left out stay as they are.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TagChange {
    #[serde(default, deserialize_with = "patch::non_null")]
    #[schema(value_type = String, required = false, max_length = 40)]
    name: Option<String>,
    #[serde(default, deserialize_with = "patch::non_null")]
    #[schema(schema_with = schema_words::tag_colour, required = false)]
    colour: Option<String>,
}

/// The tag that another is merged into.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MergeTarget {
    /// Its id.
    #[serde(default)]
    #[schema(required)]
    into: String,
}

/// The tags that the member sees: all of them for those who tag calls, and else those on calls that the member sees.
#[utoipa::path(
    get, path = "/api/v1/tags", tag = "tags", operation_id = "list_tags",
    responses((status = 200, description = "The tags, by name", body = Tags), Always),
)]
pub(crate) async fn index(Api(may): Api<May<actions::SeeCalls>>, State(app): State<App>) -> Answer<Tags> {
    let tags = tags::list(&app.db, &may).await?;
    Ok(Json(Tags { tags: tags.into_iter().map(ShownTag::from).collect() }))
}

/// Adds a tag.
#[utoipa::path(
    post, path = "/api/v1/tags", tag = "tags", operation_id = "add_tag",
    request_body = NewTag,
    responses(
        (status = 201, description = "It is added", body = One),
        (status = 409, description = "The business has as many tags as it may", body = Problem),
        Always, ByRole, WithBody,
    ),
)]
pub(crate) async fn create(
    Api(may): Api<May<actions::ManageTags>>,
    State(app): State<App>,
    extract::Json(new): extract::Json<NewTag>,
) -> Result<(StatusCode, Json<One>), ApiFailure> {
    let tag = tags::add(&app.db, &may, &Draft { name: Some(new.name), colour: new.colour }).await?;
    Ok((StatusCode::CREATED, Json(tag.into())))
}

/// Renames a tag, or gives it another colour. Its calls keep it.
#[utoipa::path(
    patch, path = "/api/v1/tags/{tag}", tag = "tags", operation_id = "edit_tag",
    params(("tag" = String, Path, description = "The tag's id")),
    request_body = TagChange,
    responses((status = 200, description = "The tag after the change", body = One), Always, ByRole, OnOne, WithBody),
)]
pub(crate) async fn update(
    Api(held): Api<Held<Tag, actions::ManageTags>>,
    State(app): State<App>,
    extract::Json(change): extract::Json<TagChange>,
) -> Answer<One> {
    let tag = tags::edit(&app.db, &held, &Draft { name: change.name, colour: change.colour }).await?;
    Ok(Json(tag.into()))
}

/// Merges a tag into another: its calls carry the other, and it is no more.
#[utoipa::path(
    post, path = "/api/v1/tags/{tag}/merge", tag = "tags", operation_id = "merge_tag",
    params(("tag" = String, Path, description = "The id of the tag that is no more afterwards")),
    request_body = MergeTarget,
    responses((status = 200, description = "The other tag", body = One), Always, ByRole, OnOne, WithBody),
)]
pub(crate) async fn merge(
    Api(held): Api<Held<Tag, actions::ManageTags>>,
    State(app): State<App>,
    extract::Json(target): extract::Json<MergeTarget>,
) -> Answer<One> {
    const ADVICE: &str = "This is not the id of another tag.";
    let into = parse_word("into", Some(&target.into), ADVICE)?.ok_or_else(|| ApiFailure::field("into", ADVICE))?;
    let tag = tags::merge(&app.db, &held, into).await?;
    Ok(Json(tag.into()))
}

/// Removes a tag, also from the calls that carry it.
#[utoipa::path(
    delete, path = "/api/v1/tags/{tag}", tag = "tags", operation_id = "remove_tag",
    params(("tag" = String, Path, description = "The tag's id")),
    responses(
        (status = 204, description = "It is removed"),
        (status = 409, description = "Somebody gave a call this tag at the same moment", body = Problem),
        Always, ByRole, OnOne,
    ),
)]
pub(crate) async fn delete(
    Api(held): Api<Held<Tag, actions::ManageTags>>,
    State(app): State<App>,
) -> Result<StatusCode, ApiFailure> {
    tags::remove(&app.db, &held).await?;
    Ok(StatusCode::NO_CONTENT)
}

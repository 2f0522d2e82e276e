//! What lists share: how many, and from where on.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::http::api_failure::ApiFailure;

/// The most that a list answers at once.
const MOST: i64 = 500;

/// How many, and from where on: `?limit=&cursor=`.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Paging {
    /// How many at most.
    #[param(minimum = 1, maximum = 500, default = 50)]
    pub(crate) limit: Option<i64>,
    /// The `next_cursor` of the page before.
    pub(crate) cursor: Option<String>,
}

/// How many were asked for.
pub(crate) fn limit(asked: Option<i64>) -> Result<i64, ApiFailure> {
    match asked.unwrap_or(50) {
        limit @ 1..=MOST => Ok(limit),
        _ => Err(ApiFailure::field("limit", format!("Ask for 1 to {MOST}."))),
    }
}

/// A cursor as it is handed out: opaque, and good only for being handed back.
pub(crate) fn cursor(place: &impl serde::Serialize) -> Option<String> {
    serde_json::to_vec(place).ok().map(|json| URL_SAFE_NO_PAD.encode(json))
}

/// The place that a cursor stands for.
pub(crate) fn place<T: DeserializeOwned>(cursor: Option<&str>) -> Result<Option<T>, ApiFailure> {
    let Some(cursor) = cursor else { return Ok(None) };
    let read = || serde_json::from_slice(&URL_SAFE_NO_PAD.decode(cursor).ok()?).ok();
    match read() {
        Some(place) => Ok(Some(place)),
        None => Err(ApiFailure::field("cursor", "This is no cursor of ours. Begin at the first page.")),
    }
}

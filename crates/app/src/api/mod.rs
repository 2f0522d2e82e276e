//! Parts that the calls of the JSON API (`/api/v1`) share: lists, patches, words and refusals. Each noun's calls are in
//! its own folder, in `api.rs`. Their responses are separate structs, so that an internal change does not change the
//! contract.

pub(crate) mod list;
pub(crate) mod one_or_many;
pub(crate) mod patch;
pub(crate) mod refusals;
pub(crate) mod schema_words;

use crate::http::api_failure::ApiFailure;

/// The result of every call.
pub(crate) type Answer<T> = Result<axum::Json<T>, ApiFailure>;

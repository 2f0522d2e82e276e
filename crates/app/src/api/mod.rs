//! What the calls of the JSON API share, `/api/v1`: lists, patches, words and refusals. Each noun's calls are in its own
//! folder, `api.rs`; their answers are structs of their own, so that a change inside does not become a change of the
//! contract.

pub(crate) mod list;
pub(crate) mod patch;
pub(crate) mod refusals;
pub(crate) mod schema_words;

use crate::http::api_failure::ApiFailure;

/// What every call answers.
pub(crate) type Answer<T> = Result<axum::Json<T>, ApiFailure>;

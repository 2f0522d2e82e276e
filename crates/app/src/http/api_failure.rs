//! How the JSON API says no: `{"error":{"code","message","fields"}}`.

use std::collections::BTreeMap;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use crewline_core::Error;
use serde::Serialize;
use utoipa::ToSchema;

use super::failure::told;

/// An error, as the API writes it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// What went wrong.
    pub error: Detail,
}

/// What went wrong.
#[derive(Debug, Serialize, ToSchema)]
pub struct Detail {
    /// A code that programs can rely on.
    pub code: String,
    /// A sentence for people.
    pub message: String,
    /// What to change, by field.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
}

/// How the API says no.
#[derive(Debug)]
pub struct ApiFailure {
    status: StatusCode,
    problem: Problem,
}

impl ApiFailure {
    pub(crate) fn new(status: StatusCode, code: &str, message: impl Into<String>) -> Self {
        let error = Detail { code: code.into(), message: message.into(), fields: BTreeMap::new() };
        Self { status, problem: Problem { error } }
    }

    /// One field of the request can't be taken.
    pub(crate) fn field(name: &str, sentence: impl Into<String>) -> Self {
        let mut failure = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "Some fields need a change.");
        failure.problem.error.fields.insert(name.to_owned(), sentence.into());
        failure
    }
}

/// No token, or a dead one: the same answer.
pub(crate) fn unauthorized() -> ApiFailure {
    ApiFailure::new(StatusCode::UNAUTHORIZED, "unauthorized", "Send a live API token: Authorization: Bearer TOKEN.")
}

impl<E: Into<Error>> From<E> for ApiFailure {
    fn from(error: E) -> Self {
        let told = told(error.into());
        let mut failure = Self::new(told.status, told.code, told.sentence);
        failure.problem.error.fields =
            told.fields.0.into_iter().map(|(field, sentence)| (field.to_owned(), sentence)).collect();
        failure
    }
}

impl IntoResponse for ApiFailure {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.problem)).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

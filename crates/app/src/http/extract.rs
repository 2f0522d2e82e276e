//! Extractors for bodies and queries. Their failures say what to change.

use std::str::FromStr;

use axum::extract::rejection::{BytesRejection, FailedToBufferBody, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use bytes::Bytes;
use crewline_core::Error;
use serde::de::DeserializeOwned;

use super::api_failure::ApiFailure;
use super::json_failure::read_json;
use super::page_failure::PageFailure;
use crate::state::App;

/// The fields of a posted form. A name may occur several times.
#[derive(Debug)]
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    /// The first value of a name; empty when there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    /// Whether the form has this name, such as that of a ticked box.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// Every value of a name.
    pub(crate) fn values<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

impl FromRequest<App> for Form {
    type Rejection = PageFailure;

    async fn from_request(request: Request, app: &App) -> Result<Self, PageFailure> {
        if !is_form(request.headers()) {
            return Err(PageFailure::Unreadable(StatusCode::UNSUPPORTED_MEDIA_TYPE));
        }
        let body = Bytes::from_request(request, app)
            .await
            .map_err(|error| PageFailure::Unreadable(rejection_status(&error)))?;
        Ok(Self(form_urlencoded::parse(&body).into_owned().collect()))
    }
}

/// Whether the body is a form. A request without a content type counts as one.
pub(super) fn is_form(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).is_none_or(|kind| {
        kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
    })
}

pub(super) fn rejection_status(error: &BytesRejection) -> StatusCode {
    match error {
        BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::BAD_REQUEST,
    }
}

/// A JSON body of the API.
#[derive(Debug)]
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = ApiFailure;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiFailure> {
        let is_json = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).is_some_and(|kind| {
            kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
        });
        if !is_json {
            let sentence = "Send the body as application/json.";
            return Err(ApiFailure::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "invalid", sentence));
        }
        let body = Bytes::from_request(request, app).await.map_err(|error| {
            let status = rejection_status(&error);
            ApiFailure::new(status, "invalid", "The body is too large, or was cut off.")
        })?;
        read_json(&body).map(Self)
    }
}

/// The query of an API call.
#[derive(Debug)]
pub(crate) struct Params<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<App> for Params<T> {
    type Rejection = ApiFailure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, ApiFailure> {
        match Query::<T>::try_from_uri(&parts.uri) {
            Ok(Query(value)) => Ok(Self(value)),
            Err(error) => Err(query_failure(&error)),
        }
    }
}

/// Names the invalid parameter when axum's message does: `…: limit: invalid digit…`.
fn query_failure(error: &QueryRejection) -> ApiFailure {
    let text = error.body_text();
    let name =
        text.split(": ").nth(1).filter(|name| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'));
    match name {
        Some(name) => ApiFailure::field(name, "This value can't be read. /api/v1/openapi.json says what it may be."),
        None => ApiFailure::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "The parameters can't be read."),
    }
}

/// The query of a page. Unknown names are ignored. A known name with an unreadable value is refused, since a list that
/// shows more than the person asked for misleads.
#[derive(Debug)]
pub(crate) struct QueryString {
    form: Form,
    /// The list's address without a query, also for an export of the list.
    list: String,
}

impl QueryString {
    /// The query string `query` of the list at the address `list`.
    pub(crate) fn of(query: &str, list: &str) -> Self {
        Self { form: Form(form_urlencoded::parse(query.as_bytes()).into_owned().collect()), list: list.to_owned() }
    }

    /// Parses the value of a name; `None` when it is missing or blank.
    ///
    /// # Errors
    /// Returns a failure with `sentence` when the value can't be parsed.
    pub(crate) fn read<T: FromStr>(&self, name: &str, sentence: &str) -> Result<Option<T>, PageFailure> {
        self.read_as(name, sentence, |typed| typed.parse().ok())
    }

    /// Like [`Self::read`], with another parser.
    ///
    /// # Errors
    /// Returns a failure with `sentence` when the value can't be parsed.
    pub(crate) fn read_as<T>(
        &self,
        name: &str,
        sentence: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, PageFailure> {
        match self.get(name).trim() {
            "" => Ok(None),
            typed => read(typed).map(Some).ok_or_else(|| self.refused(sentence)),
        }
    }

    /// The cursor of the page.
    ///
    /// # Errors
    /// Returns a failure when the cursor is not one of this list.
    pub(crate) fn cursor<T: FromStr>(&self) -> Result<Option<T>, PageFailure> {
        self.read("cursor", "Page: this is no page of this list. Begin at its start.")
    }

    /// A failure that says what to change in the query.
    pub(crate) fn refused(&self, sentence: impl Into<String>) -> PageFailure {
        PageFailure::Filter { sentence: sentence.into(), list: self.list.clone() }
    }

    /// Turns an error of a list into a failure. Errors of fields become errors of the query.
    pub(crate) fn refused_by(&self, error: Error) -> PageFailure {
        match error {
            Error::Fields(fields) => {
                let sentences: Vec<String> = fields.0.into_iter().map(|(_, sentence)| sentence).collect();
                self.refused(sentences.join(" "))
            }
            other => other.into(),
        }
    }
}

impl std::ops::Deref for QueryString {
    type Target = Form;
    fn deref(&self) -> &Form {
        &self.form
    }
}

impl FromRequestParts<App> for QueryString {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Self::Rejection> {
        let path = parts.uri.path();
        Ok(Self::of(parts.uri.query().unwrap_or_default(), path.strip_suffix("/export").unwrap_or(path)))
    }
}

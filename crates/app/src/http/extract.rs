//! Bodies and queries, with failures that say what to change.

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
use super::page_failure::PageFailure;
use crate::state::App;

/// A form of ours, as a browser posts it. Repeated names make lists.
#[derive(Debug)]
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    /// The first value of a name; empty where there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    /// Whether a box is ticked.
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
        let body = Bytes::from_request(request, app).await.map_err(|error| PageFailure::Unreadable(status(&error)))?;
        Ok(Self(form_urlencoded::parse(&body).into_owned().collect()))
    }
}

/// Whether a body is one of a form of ours; one that says nothing is.
pub(super) fn is_form(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).is_none_or(|kind| {
        kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
    })
}

pub(super) fn status(error: &BytesRejection) -> StatusCode {
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
            let status = status(&error);
            ApiFailure::new(status, "invalid", "The body is too large, or was cut off.")
        })?;
        match serde_json::from_slice(&body) {
            Ok(value) => Ok(Self(value)),
            Err(error) => Err(ApiFailure::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "invalid",
                format!("The body can't be read: {error}."),
            )),
        }
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
            Err(error) => Err(unread(&error)),
        }
    }
}

/// Names the parameter that can't be read, where the reader of the query says which it was: `…: limit: invalid digit…`.
fn unread(error: &QueryRejection) -> ApiFailure {
    let text = error.body_text();
    let named =
        text.split(": ").nth(1).filter(|name| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'));
    match named {
        Some(name) => ApiFailure::field(name, "This can't be read. See what it may be in /api/v1/openapi.json."),
        None => ApiFailure::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "The parameters can't be read."),
    }
}

/// The query of a page, as pairs: a page takes the names it knows and passes over the rest. What stands at a name that it
/// knows and can't be read is never passed over: a list that shows more than was asked for misleads.
#[derive(Debug)]
pub(crate) struct QueryString {
    form: Form,
    /// The page without a query; for an export, the list that it exports.
    list: String,
}

impl QueryString {
    /// A query of a list, as its address says it after the question mark.
    pub(crate) fn of(query: &str, list: &str) -> Self {
        Self { form: Form(form_urlencoded::parse(query.as_bytes()).into_owned().collect()), list: list.to_owned() }
    }

    /// What stands at a name, read; nothing where nothing is said.
    ///
    /// # Errors
    /// The sentence that says what to change.
    pub(crate) fn read<T: FromStr>(&self, name: &str, sentence: &str) -> Result<Option<T>, PageFailure> {
        self.read_as(name, sentence, |typed| typed.parse().ok())
    }

    /// The same, read by something else.
    ///
    /// # Errors
    /// The sentence that says what to change.
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

    /// The place that a page of the list begins at.
    ///
    /// # Errors
    /// That it is none of this list.
    pub(crate) fn cursor<T: FromStr>(&self) -> Result<Option<T>, PageFailure> {
        self.read("cursor", "Page: this is no page of this list. Begin at its start.")
    }

    /// The failure that says what of the query to change.
    pub(crate) fn refused(&self, sentence: impl Into<String>) -> PageFailure {
        PageFailure::Filter { sentence: sentence.into(), list: self.list.clone() }
    }

    /// The failure of a list: what it says of its cursor is said of the query.
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

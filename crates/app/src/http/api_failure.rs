//! The error responses of the JSON API: `{"error":{"code","message","fields"}}`.

use std::collections::BTreeMap;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use crewline_core::{Error, SeatLimit};
use serde::Serialize;
use utoipa::ToSchema;

use super::failure::report;
use crate::limits::Wait;

/// An error response.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// The error.
    pub error: Detail,
}

/// An error, for programs and for people.
#[derive(Debug, Serialize, ToSchema)]
pub struct Detail {
    /// A code that programs can rely on.
    pub code: String,
    /// A sentence for people.
    pub message: String,
    /// A sentence for each invalid field.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
    /// With `already_member`: the existing member.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member_id: Option<String>,
    /// With `already_invited`: the pending invitation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invitation_id: Option<String>,
    /// With `seat_limit_reached`: seats used and allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seats: Option<SeatsUsed>,
    /// With `seat_limit_reached`: where to get a larger plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upgrade_url: Option<String>,
}

/// Seats used and allowed.
#[derive(Debug, Serialize, ToSchema)]
pub struct SeatsUsed {
    /// Active members and pending invitations.
    pub used: i64,
    /// The seats of the plan.
    pub limit: i64,
}

/// An error response of the API.
#[derive(Debug)]
pub struct ApiFailure {
    status: StatusCode,
    problem: Box<Problem>,
    wait_seconds: Option<u64>,
}

impl ApiFailure {
    pub(crate) fn new(status: StatusCode, code: &str, message: impl Into<String>) -> Self {
        let error = Detail {
            code: code.into(),
            message: message.into(),
            fields: BTreeMap::new(),
            member_id: None,
            invitation_id: None,
            seats: None,
            upgrade_url: None,
        };
        Self { status, problem: Box::new(Problem { error }), wait_seconds: None }
    }

    /// Too many attempts.
    pub(crate) fn too_many(Wait(seconds): Wait) -> Self {
        let sentence = "Too many attempts. Wait a little, then try again.";
        let failure = Self::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", sentence);
        Self { wait_seconds: Some(seconds), ..failure }
    }

    /// Adds the address of our upgrade page when no seat is left and the operator has set no other address.
    pub(crate) fn with_upgrade_url(mut self, address: impl FnOnce() -> String) -> Self {
        let error = &mut self.problem.error;
        if error.seats.is_some() && error.upgrade_url.is_none() {
            error.upgrade_url = Some(address());
        }
        self
    }

    /// One field of the request is invalid.
    pub(crate) fn field(name: &str, sentence: impl Into<String>) -> Self {
        let mut failure = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "Some fields need a change.");
        failure.problem.error.fields.insert(name.to_owned(), sentence.into());
        failure
    }
}

/// The same response for a missing token and for one that is no longer valid.
pub(crate) fn unauthorized() -> ApiFailure {
    ApiFailure::new(StatusCode::UNAUTHORIZED, "unauthorized", "Send a valid API token: Authorization: Bearer TOKEN.")
}

impl<E: Into<Error>> From<E> for ApiFailure {
    fn from(error: E) -> Self {
        let report = report(error.into());
        let mut failure = Self::new(report.status, report.code, report.sentence);
        failure.problem.error.fields =
            report.fields.0.into_iter().map(|(field, sentence)| (field.to_owned(), sentence)).collect();
        let error = &mut failure.problem.error;
        error.member_id = report.details.member.map(|id| id.to_string());
        error.invitation_id = report.details.invitation.map(|id| id.to_string());
        if let Some(SeatLimit { used, limit, upgrade_url }) = report.details.seats {
            error.seats = Some(SeatsUsed { used, limit });
            error.upgrade_url = upgrade_url;
        }
        failure.wait_seconds = report.details.wait_seconds;
        failure
    }
}

impl IntoResponse for ApiFailure {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.problem)).into_response();
        if let Some(seconds) = self.wait_seconds {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

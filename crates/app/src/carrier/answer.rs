//! Responses to webhooks: a document, an empty body, or a refusal as plain text.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use crewline_core::access::Refusal;
use crewline_core::carrier::event_error::EventError;
use crewline_core::carrier::signature::SignatureError;
use crewline_core::carrier::twiml::Document;
use crewline_core::{Error, db};

use crate::http::failure::report;

/// The result of a webhook.
pub(super) type Answer = Result<Response, WebhookRefusal>;

/// Why a webhook is refused.
#[derive(Debug)]
pub(super) enum WebhookRefusal {
    /// The request is not from the carrier, or the business has no carrier: the same response.
    Unverified,
    /// The request can't be read.
    Unreadable(StatusCode),
    /// An error of the product.
    Product(Error),
}

impl From<SignatureError> for WebhookRefusal {
    fn from(error: SignatureError) -> Self {
        match error {
            SignatureError::Form(_) => Self::Unreadable(StatusCode::BAD_REQUEST),
            _ => Self::Unverified,
        }
    }
}

impl From<EventError> for WebhookRefusal {
    fn from(_: EventError) -> Self {
        Self::Unreadable(StatusCode::UNPROCESSABLE_ENTITY)
    }
}

impl From<Error> for WebhookRefusal {
    fn from(error: Error) -> Self {
        Self::Product(error)
    }
}

impl From<db::Error> for WebhookRefusal {
    fn from(error: db::Error) -> Self {
        Self::Product(error.into())
    }
}

impl From<Refusal> for WebhookRefusal {
    fn from(refusal: Refusal) -> Self {
        Self::Product(refusal.into())
    }
}

impl IntoResponse for WebhookRefusal {
    fn into_response(self) -> Response {
        match self {
            Self::Unverified => {
                (StatusCode::FORBIDDEN, "the request is not from this business's carrier\n").into_response()
            }
            Self::Unreadable(status) => (status, "the request can't be read\n").into_response(),
            Self::Product(error) => {
                let report = report(error);
                (report.status, format!("{}\n", report.sentence)).into_response()
            }
        }
    }
}

/// Responds with a document.
pub(super) fn document(document: Document) -> Answer {
    Ok(([(header::CONTENT_TYPE, "text/xml; charset=utf-8")], document.into_string()).into_response())
}

/// Responds with an empty body.
pub(super) fn empty_response() -> Answer {
    Ok(StatusCode::NO_CONTENT.into_response())
}

//! Responses to webhooks: a document, an empty body, or a refusal as plain text.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use crewline_core::access::Refusal;
use crewline_core::carrier::event_error::EventError;
use crewline_core::carrier::twiml::Document;
use crewline_core::carrier::webhooks::Reason;
use crewline_core::{Error, db};

use crate::http::failure::report;

/// The result of a webhook.
pub(super) type Answer = Result<Response, WebhookRefusal>;

/// Why a webhook is refused.
#[derive(Debug)]
pub(super) enum WebhookRefusal {
    /// The request is not from the carrier, or the business has no carrier: one response for all of these.
    Unverified,
    /// It is signed, and of another account at the same carrier: the same response.
    Account,
    /// The business was deleted: nothing is recorded, and the carrier gets this answer, so that no caller hears an error.
    Deleted(Box<Response>),
    /// A field that it needs can't be read.
    Unreadable(EventError),
    /// An error of the product.
    Product(Error),
}

impl WebhookRefusal {
    /// The reason to note for the operator; `None` for an error of our own. A thing that is not there is `missing`.
    pub(super) fn reason(&self, missing: Reason) -> Option<Reason> {
        match self {
            // It was noted when it was verified.
            Self::Unverified | Self::Deleted(_) => None,
            Self::Account => Some(Reason::Account),
            Self::Unreadable(error) => Some((*error).into()),
            Self::Product(Error::Refused(Refusal::NotFound)) => Some(missing),
            Self::Product(_) => None,
        }
    }
}

impl From<EventError> for WebhookRefusal {
    fn from(error: EventError) -> Self {
        Self::Unreadable(error)
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
            Self::Unverified | Self::Account => {
                (StatusCode::FORBIDDEN, "the request is not from this business's carrier\n").into_response()
            }
            Self::Deleted(response) => *response,
            Self::Unreadable(error) => (StatusCode::UNPROCESSABLE_ENTITY, format!("{error}\n")).into_response(),
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

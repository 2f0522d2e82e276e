//! How a webhook is answered: with a document, with nothing, or with a refusal in plain words.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use crewline_core::access::Refusal;
use crewline_core::carrier::event_error::EventError;
use crewline_core::carrier::signature::Refused;
use crewline_core::carrier::twiml::Document;
use crewline_core::{Error, db};

use crate::http::failure::told;

/// What a webhook answers.
pub(super) type Answer = Result<Response, No>;

/// Why a webhook is refused.
#[derive(Debug)]
pub(super) enum No {
    /// It is not the carrier's, or for a business that has none: the same answer.
    Unverified,
    /// It can't be read.
    Unreadable(StatusCode),
    /// The product said no, or failed.
    Said(Error),
}

impl From<Refused> for No {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Form(_) => Self::Unreadable(StatusCode::BAD_REQUEST),
            _ => Self::Unverified,
        }
    }
}

impl From<EventError> for No {
    fn from(_: EventError) -> Self {
        Self::Unreadable(StatusCode::UNPROCESSABLE_ENTITY)
    }
}

impl From<Error> for No {
    fn from(error: Error) -> Self {
        Self::Said(error)
    }
}

impl From<db::Error> for No {
    fn from(error: db::Error) -> Self {
        Self::Said(error.into())
    }
}

impl From<Refusal> for No {
    fn from(refusal: Refusal) -> Self {
        Self::Said(refusal.into())
    }
}

impl IntoResponse for No {
    fn into_response(self) -> Response {
        match self {
            Self::Unverified => {
                (StatusCode::FORBIDDEN, "the request is not from this business's carrier\n").into_response()
            }
            Self::Unreadable(status) => (status, "the request can't be read\n").into_response(),
            Self::Said(error) => {
                let told = told(error);
                (told.status, format!("{}\n", told.sentence)).into_response()
            }
        }
    }
}

/// A document, as carriers want it.
pub(super) fn document(document: Document) -> Answer {
    Ok(([(header::CONTENT_TYPE, "text/xml; charset=utf-8")], document.into_string()).into_response())
}

/// Heard, and nothing to say.
pub(super) fn heard() -> Answer {
    Ok(StatusCode::NO_CONTENT.into_response())
}

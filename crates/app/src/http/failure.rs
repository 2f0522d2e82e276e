//! The one place where what the product says no with becomes a status.

use axum::http::StatusCode;
use crewline_core::access::{Refusal, Rule};
use crewline_core::db;
use crewline_core::{Error, Fields};

/// What a failure is to the outside.
#[derive(Debug)]
pub(crate) struct Told {
    /// The status.
    pub(crate) status: StatusCode,
    /// The code that programs rely on.
    pub(crate) code: &'static str,
    /// A sentence in the product's words.
    pub(crate) sentence: String,
    /// What to change, by field.
    pub(crate) fields: Fields,
}

/// What an error is to the outside. What is our fault says nothing of itself; it is logged here, once.
pub(crate) fn told(error: Error) -> Told {
    let (status, code) = match &error {
        Error::Refused(Refusal::NotFound) => (StatusCode::NOT_FOUND, "not_found"),
        Error::Refused(Refusal::Forbidden | Refusal::WhileLoggedInAs | Refusal::LookingOnly) => {
            (StatusCode::FORBIDDEN, "forbidden")
        }
        Error::Fields(_) => (StatusCode::UNPROCESSABLE_ENTITY, "invalid"),
        Error::Conflict { code, .. } => (StatusCode::CONFLICT, *code),
        Error::Gone(_) => (StatusCode::GONE, "expired"),
        Error::Rule(Rule::Rank | Rule::LogInAs) => (StatusCode::FORBIDDEN, "rank"),
        Error::Rule(Rule::Oneself) => (StatusCode::FORBIDDEN, "self_change"),
        Error::Rule(Rule::LastOwner) => (StatusCode::CONFLICT, "last_owner"),
        Error::Db(db::Error::Taken | db::Error::Bound) => (StatusCode::CONFLICT, "conflict"),
        Error::Db(db::Error::Unavailable(_)) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
        Error::Db(db::Error::Unfit(_) | db::Error::Fault(_)) | Error::Seal(_) | Error::Randomness(_) => {
            (StatusCode::INTERNAL_SERVER_ERROR, "internal")
        }
    };
    let sentence = match &error {
        Error::Db(db::Error::Taken) => {
            "This collides with something that is there already. Load the page again.".into()
        }
        Error::Db(db::Error::Bound) => "Something that this belongs to has just gone. Load the page again.".into(),
        Error::Db(db::Error::Unavailable(why)) => {
            tracing::warn!(%why, "the database does not answer");
            "Crewline can't reach its database just now. Try again in a moment.".into()
        }
        _ if status.is_server_error() => {
            tracing::error!(%error, "a fault of ours");
            "Something went wrong on our side. It is noted under the request's id.".into()
        }
        _ => error.to_string(),
    };
    let fields = if let Error::Fields(fields) = error { fields } else { Fields::none() };
    Told { status, code, sentence, fields }
}

/// Not found, as one answer for all that is not there and all that is not there for you.
pub(crate) fn not_found() -> Error {
    Refusal::NotFound.into()
}

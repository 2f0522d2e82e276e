//! The one place where what the product says no with becomes a status.

use axum::http::StatusCode;
use crewline_core::access::{Refusal, Rule};
use crewline_core::db;
use crewline_core::ids::{InvitationId, MemberId};
use crewline_core::{Error, Fields, SeatLimit};

/// What a failure is to the outside.
#[derive(Debug)]
pub(crate) struct ErrorReport {
    /// The status.
    pub(crate) status: StatusCode,
    /// The code that programs rely on.
    pub(crate) code: &'static str,
    /// A sentence in the product's words.
    pub(crate) sentence: String,
    /// What to change, by field.
    pub(crate) fields: Fields,
    /// What else there is to know.
    pub(crate) details: ErrorDetails,
}

/// What some failures tell besides: the row that is in the way, the seats, how long to wait.
#[derive(Debug, Default)]
pub(crate) struct ErrorDetails {
    /// The member who is one already.
    pub(crate) member: Option<MemberId>,
    /// The invitation that is there already.
    pub(crate) invitation: Option<InvitationId>,
    /// The seats that are all used.
    pub(crate) seats: Option<SeatLimit>,
    /// How long to wait, in seconds.
    pub(crate) wait_seconds: Option<u64>,
}

impl ErrorDetails {
    fn from_error(error: &Error) -> Self {
        match error {
            Error::AlreadyMember(id) => Self { member: Some(*id), ..Self::default() },
            Error::AlreadyInvited(id) => Self { invitation: Some(*id), ..Self::default() },
            Error::SeatLimit(limit) => Self { seats: Some(limit.clone()), ..Self::default() },
            Error::TooOften { wait_seconds, .. } => {
                Self { wait_seconds: u64::try_from(*wait_seconds).ok(), ..Self::default() }
            }
            _ => Self::default(),
        }
    }
}

/// What an error is to the outside. What is our fault says nothing of itself; it is logged here, once.
pub(crate) fn report(error: Error) -> ErrorReport {
    let (status, code) = match &error {
        Error::Refused(Refusal::NotFound) => (StatusCode::NOT_FOUND, "not_found"),
        Error::Refused(
            Refusal::Forbidden | Refusal::WhileLoggedInAs | Refusal::ReadOnly | Refusal::LinkWhileLoggedInAs,
        ) => (StatusCode::FORBIDDEN, "forbidden"),
        Error::Fields(_) => (StatusCode::UNPROCESSABLE_ENTITY, "invalid"),
        Error::Conflict { code, .. } => (StatusCode::CONFLICT, *code),
        Error::AlreadyMember(_) => (StatusCode::CONFLICT, "already_member"),
        Error::AlreadyInvited(_) => (StatusCode::CONFLICT, "already_invited"),
        Error::SeatLimit(_) => (StatusCode::CONFLICT, "seat_limit_reached"),
        Error::TooOften { .. } => (StatusCode::TOO_MANY_REQUESTS, "rate_limited"),
        Error::Gone(_) | Error::DeadLink(_) => (StatusCode::GONE, "expired"),
        Error::Rule(Rule::Rank | Rule::LogInAs | Rule::Grant) => (StatusCode::FORBIDDEN, "rank"),
        Error::Rule(Rule::OwnMembership) => (StatusCode::FORBIDDEN, "self_change"),
        Error::Rule(Rule::LastOwner) => (StatusCode::CONFLICT, "last_owner"),
        Error::Db(db::Error::UniqueViolation | db::Error::ForeignKeyViolation) => (StatusCode::CONFLICT, "conflict"),
        Error::Db(db::Error::Unavailable(_)) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
        Error::Db(db::Error::Unusable(_) | db::Error::Internal(_)) | Error::Seal(_) | Error::Randomness(_) => {
            (StatusCode::INTERNAL_SERVER_ERROR, "internal")
        }
    };
    let sentence = match &error {
        Error::Db(db::Error::UniqueViolation) => {
            "This collides with something that is there already. Load the page again.".into()
        }
        Error::Db(db::Error::ForeignKeyViolation) => {
            "Something that this belongs to has just gone. Load the page again.".into()
        }
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
    let more = ErrorDetails::from_error(&error);
    let fields = if let Error::Fields(fields) = error { fields } else { Fields::none() };
    ErrorReport { status, code, sentence, fields, details: more }
}

/// Not found, as one answer for all that is not there and all that is not there for you.
pub(crate) fn not_found() -> Error {
    Refusal::NotFound.into()
}

//! Maps core errors to HTTP statuses, codes and sentences; nothing else does.

use axum::http::StatusCode;
use crewline_core::access::{Refusal, Rule};
use crewline_core::db;
use crewline_core::ids::{InvitationId, MemberId};
use crewline_core::{Error, Fields, SeatLimit};

/// An error as clients see it.
#[derive(Debug)]
pub(crate) struct ErrorReport {
    /// The HTTP status.
    pub(crate) status: StatusCode,
    /// The code that programs rely on.
    pub(crate) code: &'static str,
    /// A sentence for people.
    pub(crate) sentence: String,
    /// A sentence for each invalid field.
    pub(crate) fields: Fields,
    /// More facts about some errors.
    pub(crate) details: ErrorDetails,
}

/// More facts about some errors: the conflicting row, the seats, how long to wait.
#[derive(Debug, Default)]
pub(crate) struct ErrorDetails {
    /// The existing member.
    pub(crate) member: Option<MemberId>,
    /// The pending invitation.
    pub(crate) invitation: Option<InvitationId>,
    /// The seats, when none is left.
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

/// Builds the report of an error. An internal error shows no details; they are logged here, once.
pub(crate) fn report(error: Error) -> ErrorReport {
    let (status, code) = match &error {
        Error::Refused(Refusal::NotFound) => (StatusCode::NOT_FOUND, "not_found"),
        Error::Refused(
            Refusal::Forbidden
            | Refusal::WhileLoggedInAs
            | Refusal::ReadOnly
            | Refusal::ReadOnlyToken
            | Refusal::LinkWhileLoggedInAs,
        ) => (StatusCode::FORBIDDEN, "forbidden"),
        Error::Fields(_) => (StatusCode::UNPROCESSABLE_ENTITY, "invalid"),
        Error::Conflict { code, .. } => (StatusCode::CONFLICT, *code),
        Error::AlreadyMember(_) => (StatusCode::CONFLICT, "already_member"),
        Error::AlreadyInvited(_) => (StatusCode::CONFLICT, "already_invited"),
        Error::SeatLimit(_) => (StatusCode::CONFLICT, "seat_limit_reached"),
        Error::TooOften { .. } => (StatusCode::TOO_MANY_REQUESTS, "rate_limited"),
        Error::Gone(_) | Error::DeadLink(_) => (StatusCode::GONE, "expired"),
        Error::FileMissing => (StatusCode::GONE, "file_missing"),
        Error::StoreUnavailable => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
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
            "This conflicts with something that exists already. Load the page again.".into()
        }
        Error::Db(db::Error::ForeignKeyViolation) => {
            "Something that this change needs was just removed. Load the page again.".into()
        }
        Error::Db(db::Error::Unavailable(why)) => {
            tracing::warn!(%why, "the database does not answer");
            "Crewline can't reach its database just now. Try again in a moment.".into()
        }
        // Logged where it was found.
        Error::StoreUnavailable => error.to_string(),
        _ if status.is_server_error() => {
            tracing::error!(%error, "internal error");
            "Something went wrong on our side. The server's log has the details under the request's id.".into()
        }
        _ => error.to_string(),
    };
    let details = ErrorDetails::from_error(&error);
    let fields = if let Error::Fields(fields) = error { fields } else { Fields::none() };
    ErrorReport { status, code, sentence, fields, details }
}

/// The same error for a thing that does not exist and for one that the person may not see.
pub(crate) fn not_found() -> Error {
    Refusal::NotFound.into()
}

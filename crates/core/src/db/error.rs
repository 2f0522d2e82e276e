//! The errors of the database.

/// A statement or a connection failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A unique index refused a row.
    #[error("such a row exists already")]
    UniqueViolation,
    /// A foreign key refused a change: other rows refer to the row, or it refers to none.
    #[error("a foreign key refused the change")]
    ForeignKeyViolation,
    /// The database can't be reached, is full, or took too long: the same request may succeed later.
    #[error("the database does not answer: {0}")]
    Unavailable(String),
    /// The database can't be used as it is. The sentence says what to do.
    #[error("{0}")]
    Unusable(String),
    /// A bug: the engine refuses a statement, or a column has another type.
    #[error("a fault in a statement: {0}")]
    Internal(String),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        use rusqlite::ffi::{
            SQLITE_CONSTRAINT_FOREIGNKEY, SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_ROWID,
            SQLITE_CONSTRAINT_UNIQUE,
        };
        let rusqlite::Error::SqliteFailure(code, _) = &error else {
            return Self::Internal(error.to_string());
        };
        match (code.code, code.extended_code) {
            (_, SQLITE_CONSTRAINT_UNIQUE | SQLITE_CONSTRAINT_PRIMARYKEY | SQLITE_CONSTRAINT_ROWID) => {
                Self::UniqueViolation
            }
            (_, SQLITE_CONSTRAINT_FOREIGNKEY) => Self::ForeignKeyViolation,
            (
                ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::DiskFull
                | ErrorCode::CannotOpen
                | ErrorCode::SystemIoFailure
                | ErrorCode::ReadOnly
                | ErrorCode::OperationInterrupted
                | ErrorCode::NotADatabase
                | ErrorCode::DatabaseCorrupt
                | ErrorCode::PermissionDenied,
                _,
            ) => Self::Unavailable(error.to_string()),
            _ => Self::Internal(error.to_string()),
        }
    }
}

/// Prefixes of the PostgreSQL states after which the same request may succeed later: the connection, resources, an
/// operator, the system, a deadlock; a lock or an idle transaction that took too long; a read-only server.
const TRANSIENT_STATES: [&str; 8] = ["08", "53", "57", "58", "40", "55P03", "25P03", "25006"];

impl From<tokio_postgres::Error> for Error {
    fn from(error: tokio_postgres::Error) -> Self {
        use tokio_postgres::error::SqlState;
        let Some(db) = error.as_db_error() else {
            // Without the server's answer, the connection failed or a column was read as another type.
            return if error.is_closed() || std::error::Error::source(&error).is_some_and(|s| s.is::<std::io::Error>()) {
                Self::Unavailable(error.to_string())
            } else {
                Self::Internal(error.to_string())
            };
        };
        let code = db.code();
        if *code == SqlState::UNIQUE_VIOLATION {
            Self::UniqueViolation
        } else if *code == SqlState::FOREIGN_KEY_VIOLATION {
            Self::ForeignKeyViolation
        } else if TRANSIENT_STATES.iter().any(|prefix| code.code().starts_with(prefix)) {
            Self::Unavailable(db.message().to_owned())
        } else {
            Self::Internal(db.message().to_owned())
        }
    }
}

/// The server's message, or else the driver's.
pub(crate) fn server_message(error: &tokio_postgres::Error) -> String {
    match error.as_db_error() {
        Some(db) => db.message().to_owned(),
        None => std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string),
    }
}

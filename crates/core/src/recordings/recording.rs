//! A recording of a call.

use crate::access::{Action, BusinessSql, Held, business_sql};
use crate::calls::Call;
use crate::db::{Db, Error, from_row, words};
use crate::ids::RecordingId;
use crate::time::Timestamp;

static OF_CALL: BusinessSql = business_sql!("of_call.sql");

words! {
    /// The kind of recording.
    pub enum Kind {
        /// The talk.
        Call = "call",
        /// A message that the caller left.
        Voicemail = "voicemail",
    }
}

words! {
    /// Whether it can be heard.
    pub enum Status {
        /// It is being made, or fetched.
        Waiting = "waiting",
        /// It is in our store.
        Stored = "stored",
        /// There is none: too short, or silence.
        Absent = "absent",
        /// It could not be made or fetched.
        Failed = "failed",
    }
}

/// A recording of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recording {
    /// Its id.
    pub id: RecordingId,
    /// The kind of recording.
    pub kind: Kind,
    /// Whether it can be heard.
    pub status: Status,
    /// Its media type, once it is stored.
    pub media_type: Option<String>,
    /// Its size, once it is stored.
    pub bytes: Option<i64>,
    /// How long it plays, if that is known.
    pub duration_seconds: Option<i64>,
    /// 1, or 2 with the caller and the answerer apart.
    pub channels: Option<i64>,
    /// Why it failed.
    pub failure: Option<String>,
    /// When its first report came.
    pub created_at: Timestamp,
}

from_row!(Recording { id, kind, status, media_type, bytes, duration_seconds, channels, failure, created_at });

/// The recordings of a call, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn of_call<A: Action>(db: &Db, call: &Held<Call, A>) -> Result<Vec<Recording>, Error> {
    db.read(call, &OF_CALL, &[&call.id]).await
}

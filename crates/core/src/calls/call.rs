//! A call, as the list shows it.

use super::{CallStatus, Outcome};
use crate::access::{Action, May, Thing, VisibleSql, visible_sql};
use crate::carrier::caller::Caller;
use crate::db::{Db, Error, words};
use crate::ids::{CallId, NumberId, RecordingId};
use crate::recordings::{Kind, Status};
use crate::time::Timestamp;

static FIND: VisibleSql = visible_sql!("find.sql");

words! {
    /// The direction of a call or a message.
    pub enum Direction {
        /// To the number.
        Inbound = "inbound",
        /// From the number.
        Outbound = "outbound",
    }
}

words! {
    /// The kind of caller.
    pub enum CallerKind {
        /// A telephone number.
        Number = "number",
        /// The caller hides the number.
        Anonymous = "anonymous",
        /// A SIP address.
        Sip = "sip",
        /// The carrier's own software.
        Client = "client",
        /// Something else.
        Unknown = "unknown",
    }
}

impl From<&Caller> for CallerKind {
    fn from(caller: &Caller) -> Self {
        match caller {
            Caller::Number(_) => Self::Number,
            Caller::Anonymous => Self::Anonymous,
            Caller::Sip(_) => Self::Sip,
            Caller::Client(_) => Self::Client,
            Caller::Other(_) => Self::Unknown,
        }
    }
}

/// A call, as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Its id.
    pub id: CallId,
    /// The number that was called.
    pub number_id: NumberId,
    /// The number's current name.
    pub number_name: String,
    /// Its direction.
    pub direction: Direction,
    /// Its status.
    pub status: CallStatus,
    /// The reason behind the status, once the call is over.
    pub outcome: Option<Outcome>,
    /// The caller's telephone number, if there is one.
    pub caller: Option<String>,
    /// The kind of caller.
    pub caller_kind: CallerKind,
    /// The caller's name, if the network gave one.
    pub caller_name: Option<String>,
    /// The digits that were called.
    pub destination: String,
    /// The number's source when the call came.
    pub source: String,
    /// When it came.
    pub started_at: Timestamp,
    /// The whole call, ringing and greetings included, once it is over.
    pub duration_seconds: Option<i64>,
    /// How long the two sides talked, if they did.
    pub talk_seconds: Option<i64>,
    /// Its newest recording or voicemail.
    pub recording: Option<RecordingBrief>,
}

/// The part of a recording that the list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordingBrief {
    /// Its id.
    pub id: RecordingId,
    /// A recorded talk, or a message.
    pub kind: Kind,
    /// Whether it can be heard.
    pub status: Status,
    /// How long it plays, if that is known.
    pub duration_seconds: Option<i64>,
}

impl Thing for Call {
    type Id = CallId;

    async fn find<A: Action>(db: &Db, may: &May<A>, id: CallId) -> Result<Option<Self>, Error> {
        Ok(db.read_visible::<Self>(may, &FIND, &[&id]).await?.into_iter().next())
    }
}

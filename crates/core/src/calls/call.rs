//! A call, as it stands in the list.

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
    /// What is known of who calls.
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

/// A call, as it stands in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Which.
    pub id: CallId,
    /// The number that was called.
    pub number_id: NumberId,
    /// What that is called now.
    pub number_name: String,
    /// Who began it.
    pub direction: Direction,
    /// How it stands.
    pub status: CallStatus,
    /// Why, once it is over.
    pub outcome: Option<Outcome>,
    /// The caller's telephone number, where it is one.
    pub caller: Option<String>,
    /// What is known of the caller.
    pub caller_kind: CallerKind,
    /// The caller's name, where the network gave one.
    pub caller_name: Option<String>,
    /// The digits that were called.
    pub destination: String,
    /// The number's source when the call came.
    pub source: String,
    /// When it came.
    pub started_at: Timestamp,
    /// The whole call, ringing and greetings included, once it is over.
    pub duration_seconds: Option<i64>,
    /// How long the two sides talked, where they did.
    pub talk_seconds: Option<i64>,
    /// Its newest recording or voicemail.
    pub recording: Option<RecordingBrief>,
}

/// What the list shows of a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordingBrief {
    /// Which.
    pub id: RecordingId,
    /// A recorded talk, or a message.
    pub kind: Kind,
    /// Whether it can be heard.
    pub status: Status,
    /// How long it plays, where that is known.
    pub duration_seconds: Option<i64>,
}

impl Thing for Call {
    type Id = CallId;

    async fn find<A: Action>(db: &Db, may: &May<A>, id: CallId) -> Result<Option<Self>, Error> {
        Ok(db.read_visible::<Self>(may, &FIND, &[&id]).await?.into_iter().next())
    }
}

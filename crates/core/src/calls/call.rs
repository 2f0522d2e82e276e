//! A call, as the list shows it.

use super::{CallStatus, Outcome, QualifiedBy};
use crate::access::{Action, BusinessSql, LiveFeed, May, Thing, VisibleSql, business_sql, visible_sql};
use crate::carrier::caller::Caller;
use crate::db::{Db, Error, words};
use crate::ids::{CallId, NumberId, RecordingId, TagId};
use crate::recordings::{Kind, Status};
use crate::tags::Colour;
use crate::time::Timestamp;

static FIND: VisibleSql = visible_sql!("find.sql");
static CHANGED: BusinessSql = business_sql!("changed.sql");

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
        /// A telephone number, also one in a SIP address.
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
            caller if caller.number().is_some() => Self::Number,
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
    /// The caller's telephone number, or else its address, such as `sip:…` or a short code; `None` for one that is hidden.
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
    /// Whether it is a good call; `None` is not said.
    pub qualified: Option<bool>,
    /// Whether a person or a rule said so.
    pub qualified_by: Option<QualifiedBy>,
    /// Its value, in the hundredth part of the business's currency.
    pub value_cents: Option<i64>,
    /// Whether it is spam.
    pub spam: bool,
    /// Whether it is the caller's first call to this number.
    pub first_time: bool,
    /// Whether it was rejected because its caller was blocked when it came.
    pub blocked: bool,
    /// Its tags, by name.
    pub tags: Vec<CallTag>,
}

/// A tag of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallTag {
    /// Its id.
    pub id: TagId,
    /// Its name.
    pub name: String,
    /// Its colour.
    pub colour: Colour,
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

impl Call {
    /// Calls that have changed, for a feed that hands each only to those who see its number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn changed(db: &Db, feed: &LiveFeed, ids: &[CallId]) -> Result<Vec<Self>, Error> {
        db.read_by_ids(feed, &CHANGED, ids).await
    }
}

impl Thing for Call {
    type Id = CallId;

    async fn find<A: Action>(db: &Db, may: &May<A>, id: CallId) -> Result<Option<Self>, Error> {
        Ok(db.read_visible::<Self>(may, &FIND, &[&id]).await?.into_iter().next())
    }
}

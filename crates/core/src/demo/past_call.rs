//! A call that is over, with all of its facts.

use crate::carrier::caller::Caller;
use crate::carrier::facts::CallFacts;
use crate::carrier::id::CarrierId;
use crate::carrier::phone_number::PhoneNumber;
use crate::ids::{MemberId, NumberId, TagId};
use crate::recordings::Kind;
use crate::time::Timestamp;

/// A call that is over, with all of its facts. Its outcome is derived from them, as for every call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastCall {
    /// The number that was called.
    pub number: NumberId,
    /// Its digits.
    pub destination: PhoneNumber,
    /// Its source.
    pub source: String,
    /// The carrier's id of the call.
    pub carrier_id: CarrierId,
    /// The caller.
    pub from: Caller,
    /// The caller's name, if the network gave one.
    pub caller_name: Option<String>,
    /// When it came.
    pub started_at: Timestamp,
    /// Its facts, as the carrier would have reported them.
    pub facts: CallFacts,
    /// Its recording.
    pub recording: Option<PastRecording>,
    /// The words of people on it.
    pub annotation: PastAnnotation,
}

impl PastCall {
    /// When it ended.
    pub(super) fn ended_at(&self) -> Timestamp {
        self.started_at.plus_seconds(self.facts.carrier_seconds.map_or(0, i64::from))
    }
}

/// The words of people on a call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PastAnnotation {
    /// Whether it is qualified, by a person's word.
    pub qualified: Option<bool>,
    /// Its value.
    pub value_cents: Option<i64>,
    /// Whether it is spam.
    pub spam: bool,
    /// Its tags with their names, each once, by name.
    pub tags: Vec<(TagId, String)>,
    /// The member who said all this, and when; `None` where nothing was said.
    pub said: Option<(MemberId, Timestamp)>,
    /// Its notes, in the order of their writing.
    pub notes: Vec<PastNote>,
    /// The member who called its caller back, and when.
    pub called_back: Option<(MemberId, Timestamp)>,
}

/// A note on a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastNote {
    /// The member who wrote it.
    pub author: MemberId,
    /// Its text.
    pub text: String,
    /// When it was written.
    pub at: Timestamp,
}

/// A recording that is in the store already. Several calls may share one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastRecording {
    /// The carrier's id of it.
    pub carrier_id: CarrierId,
    /// A talk or a message.
    pub kind: Kind,
    /// Where in the store it is.
    pub place: String,
    /// Its media type.
    pub media_type: String,
    /// Its size.
    pub bytes: i64,
    /// How long it plays.
    pub duration_seconds: i64,
    /// 1, or 2 with the caller and the answerer apart.
    pub channels: i64,
    /// When it was stored.
    pub stored_at: Timestamp,
}

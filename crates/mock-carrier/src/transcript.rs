//! The record of a call or message, as the carrier saw it.

use serde::{Deserialize, Serialize};

/// The reason for a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A call came in: requests a document.
    Voice,
    /// Requests a document in place of one that could not be fetched.
    Fallback,
    /// A verb's `action`, or a `Redirect`: requests a document.
    Action,
    /// Requests the document that the callee hears before being connected.
    Whisper,
    /// Reports the end of the call.
    Status,
    /// Reports on a dialled leg.
    Leg,
    /// Reports on a recording.
    Recording,
    /// A message came in.
    Message,
    /// Reports the status of a sent message.
    MessageStatus,
    /// Reports the end of an order of numbers.
    Order,
}

/// One request of the carrier and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// The reason for it.
    pub kind: Kind,
    /// The time in the call, in milliseconds.
    pub at_ms: u64,
    /// The HTTP method.
    pub method: String,
    /// The address as configured and as signed.
    pub url: String,
    /// The fields, as sent.
    pub fields: Vec<(String, String)>,
    /// The body, as sent, where it was JSON and no form.
    pub json: Option<String>,
    /// The headers that carry the signature.
    pub signature: Vec<(String, String)>,
    /// Whether it repeats an earlier request.
    pub duplicate: bool,
    /// The answer's status; none when there was no answer.
    pub status: Option<u16>,
    /// The reason why there was no good answer.
    pub error: Option<String>,
    /// The answer's body, where a document was asked for.
    pub document: Option<String>,
}

impl Exchange {
    /// The value of a field as sent.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// The result of a dialled leg.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegSummary {
    /// Its call id.
    pub sid: String,
    /// The number or SIP address.
    pub to: String,
    /// Its last status.
    pub status: String,
    /// Whether the caller and the callee were connected.
    pub bridged: bool,
    /// For how long.
    pub talk_seconds: u64,
}

/// A recording that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordingSummary {
    /// The carrier's id.
    pub sid: String,
    /// The address as reported.
    pub url: String,
    /// `DialVerb`, `RecordVerb`, `StartCallRecordingTwiML`.
    pub source: String,
    /// How long it is.
    pub duration_seconds: u64,
    /// 1 or 2.
    pub channels: u8,
}

/// The result of the call.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The call's last status: `completed`, `no-answer`, `busy`, `failed`.
    pub status: String,
    /// From the moment the call was picked up to its end, as in the last callback.
    pub duration_seconds: u64,
    /// Whether a caller and a callee were connected.
    pub bridged: bool,
    /// For how long, all legs together.
    pub talk_seconds: u64,
}

/// All requests, answers, legs and recordings of one call or message.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transcript {
    /// The id of the call or message.
    pub sid: String,
    /// Its result.
    pub outcome: Outcome,
    /// Requests in the order in which they were made.
    pub exchanges: Vec<Exchange>,
    /// Dialled legs in the order in which they were dialled.
    pub legs: Vec<LegSummary>,
    /// Recordings in the order in which they ended.
    pub recordings: Vec<RecordingSummary>,
    /// Problems with the documents, in words. A good flow has none.
    pub problems: Vec<String>,
}

impl Transcript {
    /// The requests of one kind.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Exchange> {
        self.exchanges.iter().filter(move |exchange| exchange.kind == kind)
    }

    /// The documents that were received, in order.
    pub fn documents(&self) -> impl Iterator<Item = &str> {
        self.exchanges.iter().filter_map(|exchange| exchange.document.as_deref())
    }
}

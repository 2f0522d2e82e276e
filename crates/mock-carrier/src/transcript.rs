//! What happened in a call, as the carrier saw it.

use serde::{Deserialize, Serialize};

/// Why a request was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A call came in: asks for a document.
    Voice,
    /// Asks for a document in place of one that could not be had.
    Fallback,
    /// A verb's `action`, or a `Redirect`: asks for a document.
    Action,
    /// What the callee hears before being connected: asks for a document.
    Whisper,
    /// Tells that the call has ended.
    Status,
    /// Tells of a dialled leg.
    Leg,
    /// Tells of a recording.
    Recording,
    /// A text came in.
    Message,
    /// Tells what became of a text.
    MessageStatus,
}

/// One request of the carrier's and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// Why it was made.
    pub kind: Kind,
    /// When, in milliseconds of the call's time.
    pub at_ms: u64,
    /// How.
    pub method: String,
    /// The address as configured and as signed.
    pub url: String,
    /// The fields, as sent.
    pub fields: Vec<(String, String)>,
    /// The body, as sent, where it was JSON and no form.
    pub json: Option<String>,
    /// The headers that carry the signature.
    pub signature: Vec<(String, String)>,
    /// Sent before, word for word.
    pub duplicate: bool,
    /// The answer's status; none when there was no answer.
    pub status: Option<u16>,
    /// Why there was no good answer.
    pub error: Option<String>,
    /// The answer's body, where a document was asked for.
    pub document: Option<String>,
}

impl Exchange {
    /// The value of a field as sent.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A dialled leg and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegSummary {
    /// Its call id.
    pub sid: String,
    /// The number or SIP address.
    pub to: String,
    /// Its last status.
    pub status: String,
    /// Whether both heard each other.
    pub bridged: bool,
    /// For how long.
    pub talk_seconds: u64,
}

/// A recording that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordingSummary {
    /// The carrier's id.
    pub sid: String,
    /// The address as told.
    pub url: String,
    /// `DialVerb`, `RecordVerb`, `StartCallRecordingTwiML`.
    pub source: String,
    /// How long it is.
    pub duration_seconds: u64,
    /// 1 or 2.
    pub channels: u8,
}

/// How the call ended.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The call's last status: `completed`, `no-answer`, `busy`, `failed`.
    pub status: String,
    /// From the moment the call was picked up to its end, as the last callback says it.
    pub duration_seconds: u64,
    /// Whether caller and callee heard each other.
    pub bridged: bool,
    /// For how long, all legs together.
    pub talk_seconds: u64,
}

/// Everything that was asked, told, answered and recorded in one call or text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transcript {
    /// The call's (or text's) id.
    pub sid: String,
    /// How it ended.
    pub outcome: Outcome,
    /// Requests in the order in which they were made.
    pub exchanges: Vec<Exchange>,
    /// Dialled legs in the order in which they were dialled.
    pub legs: Vec<LegSummary>,
    /// Recordings in the order in which they ended.
    pub recordings: Vec<RecordingSummary>,
    /// What was wrong with the documents, in words. A good flow leaves it empty.
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

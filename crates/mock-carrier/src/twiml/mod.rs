//! Reads TwiML: the part that call flows use, strict about the rest.

mod attributes;
mod dial;
mod element;
mod read;
mod record;

pub use element::{Element, NotXml};
pub use read::read;

use crate::number::Method;

/// A document: its verbs and its problems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// In order.
    pub verbs: Vec<Verb>,
    /// Names and attributes that the carrier does not know, in words.
    pub problems: Vec<String>,
}

/// One instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verb {
    /// Speaks, plays or pauses.
    Prompt(Prompt),
    /// Asks the caller for digits.
    Gather(Gather),
    /// Connects the caller.
    Dial(Dial),
    /// Records the caller.
    Record(Record),
    /// Records the whole call from here on.
    StartRecording(StartRecording),
    /// Continues with another document.
    Redirect {
        /// The address.
        url: String,
        /// The method of the request.
        method: Method,
    },
    /// Refuses the call.
    Reject {
        /// As busy, rather than as not in service.
        busy: bool,
    },
    /// Ends the call.
    Hangup,
}

/// Something that the caller hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Prompt {
    /// Text that is spoken.
    Say {
        /// The text.
        text: String,
        /// The number of repetitions.
        times: u32,
    },
    /// Audio from an address.
    Play {
        /// The address; empty when only digits are played.
        url: String,
        /// The number of repetitions.
        times: u32,
    },
    /// Silence.
    Pause {
        /// Its length.
        seconds: u64,
    },
}

impl Prompt {
    /// How long it takes: 60 ms a character of speech, three seconds of any audio.
    #[must_use]
    pub fn duration_ms(&self) -> u64 {
        match self {
            Self::Say { text, times } => (text.chars().count() as u64) * 60 * u64::from(*times),
            Self::Play { times, .. } => 3_000 * u64::from(*times),
            Self::Pause { seconds } => seconds.saturating_mul(1_000),
        }
    }
}

/// `<Gather>`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gather {
    /// Requested with the digits; the document's own address when left out.
    pub action: Option<String>,
    /// The method of the request.
    pub method: Method,
    /// The number of digits that ends the entry.
    pub digits: Option<usize>,
    /// The wait for a digit.
    pub timeout_seconds: u64,
    /// The keys that end the entry and are not part of it.
    pub finish_on_key: String,
    /// Requests the action even when nothing was typed.
    pub action_on_empty: bool,
    /// Heard while waiting for digits.
    pub prompts: Vec<Prompt>,
}

/// `<Dial>`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dial {
    /// Requested when the dial has ended; the document continues when left out.
    pub action: Option<String>,
    /// The method of the request.
    pub method: Method,
    /// The longest ringing.
    pub timeout_seconds: u64,
    /// The longest conversation.
    pub time_limit_seconds: Option<u64>,
    /// The number that the callee sees; the caller's when left out.
    pub caller_id: Option<String>,
    /// The recording of the conversation.
    pub record: DialRecord,
    /// Notified of the recording.
    pub recording: RecordingCallback,
    /// Whether the call is answered only when the callee answers.
    pub answer_on_bridge: bool,
    /// Whether the targets ring in turn rather than all at once.
    pub sequential: bool,
    /// The dialled numbers and addresses.
    pub targets: Vec<Target>,
}

/// The recording of a `Dial`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DialRecord {
    /// Whether anything is recorded.
    pub on: bool,
    /// Whether the ringing is recorded too.
    pub from_ringing: bool,
    /// Each side in a channel of its own.
    pub dual: bool,
}

/// The address that is notified of a recording, and the events.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecordingCallback {
    /// The address, if any.
    pub url: Option<String>,
    /// The method of the request.
    pub method: Method,
    /// `in-progress`, `completed`, `absent`.
    pub events: Vec<String>,
}

/// `<Number>` or `<Sip>` in a `<Dial>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The number or SIP address.
    pub to: String,
    /// Notified of the leg's progress.
    pub status_callback: Option<String>,
    /// The method of the request.
    pub status_callback_method: Method,
    /// `initiated`, `ringing`, `answered`, `completed`.
    pub events: Vec<String>,
    /// The document that the callee hears before being connected.
    pub whisper: Option<String>,
    /// The method of the request.
    pub whisper_method: Method,
}

/// `<Record>`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Requested with the recording; the document's own address when left out.
    pub action: Option<String>,
    /// The method of the request.
    pub method: Method,
    /// The longest recording.
    pub max_seconds: u64,
    /// The silence that ends it.
    pub timeout_seconds: u64,
    /// Beeps first.
    pub beep: bool,
    /// Notified of the recording.
    pub recording: RecordingCallback,
}

/// `<Start><Recording>`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartRecording {
    /// Each side in a channel of its own.
    pub dual: bool,
    /// Notified of the recording.
    pub recording: RecordingCallback,
}

//! A reading of TwiML: the part that call flows use, strict about the rest.

mod attributes;
mod dial;
mod element;
mod read;
mod record;

pub use element::{Element, NotXml};
pub use read::read;

use crate::number::Method;

/// A document: what to do, and what was wrong with it.
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
    /// Speaks or plays for so long.
    Prompt(Prompt),
    /// Asks the caller for digits.
    Gather(Gather),
    /// Connects the caller.
    Dial(Dial),
    /// Records the caller.
    Record(Record),
    /// Records the whole call from here on.
    StartRecording(StartRecording),
    /// Goes on with another document.
    Redirect {
        /// Where it is.
        url: String,
        /// How it is asked for.
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
    /// Text that is spoken, so often.
    Say {
        /// The text.
        text: String,
        /// How often.
        times: u32,
    },
    /// Audio from an address, so often.
    Play {
        /// Where it is; empty when only digits are played.
        url: String,
        /// How often.
        times: u32,
    },
    /// Silence.
    Pause {
        /// For so long.
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
    /// Asked with the digits; the document's own address when left out.
    pub action: Option<String>,
    /// How it is asked.
    pub method: Method,
    /// Ends after so many digits.
    pub digits: Option<usize>,
    /// Waits so long for a digit.
    pub timeout_seconds: u64,
    /// Ends the entry and is not part of it.
    pub finish_on_key: String,
    /// Asks the action even when nothing was typed.
    pub action_on_empty: bool,
    /// Heard meanwhile.
    pub prompts: Vec<Prompt>,
}

/// `<Dial>`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dial {
    /// Asked when the dialling has ended; the document goes on when left out.
    pub action: Option<String>,
    /// How it is asked.
    pub method: Method,
    /// Rings for so long.
    pub timeout_seconds: u64,
    /// Ends the conversation after so long.
    pub time_limit_seconds: Option<u64>,
    /// What the callee sees; the caller when left out.
    pub caller_id: Option<String>,
    /// What is recorded.
    pub record: DialRecord,
    /// Told of the recording.
    pub recording: RecordingCallback,
    /// The caller hears the real ringing and is not answered before the callee is.
    pub answer_on_bridge: bool,
    /// One after the other rather than all at once.
    pub sequential: bool,
    /// Whom.
    pub targets: Vec<Target>,
}

/// What a `Dial` records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DialRecord {
    /// At all.
    pub on: bool,
    /// Ringing too.
    pub from_ringing: bool,
    /// Each side in a channel of its own.
    pub dual: bool,
}

/// Who is told of a recording, and of what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecordingCallback {
    /// The address; nobody when left out.
    pub url: Option<String>,
    /// How it is told.
    pub method: Method,
    /// `in-progress`, `completed`, `absent`.
    pub events: Vec<String>,
}

/// `<Number>` or `<Sip>` in a `<Dial>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The number or SIP address.
    pub to: String,
    /// Told of the leg's progress.
    pub status_callback: Option<String>,
    /// How it is told.
    pub status_callback_method: Method,
    /// `initiated`, `ringing`, `answered`, `completed`.
    pub events: Vec<String>,
    /// The document that the callee hears before being connected.
    pub whisper: Option<String>,
    /// How it is asked for.
    pub whisper_method: Method,
}

/// `<Record>`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Asked with the recording; the document's own address when left out.
    pub action: Option<String>,
    /// How it is asked.
    pub method: Method,
    /// At most so long.
    pub max_seconds: u64,
    /// Ends after so much silence.
    pub timeout_seconds: u64,
    /// Beeps first.
    pub beep: bool,
    /// Told of the recording.
    pub recording: RecordingCallback,
}

/// `<Start><Recording>`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartRecording {
    /// Each side in a channel of its own.
    pub dual: bool,
    /// Told of the recording.
    pub recording: RecordingCallback,
}

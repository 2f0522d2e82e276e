//! The position of a call in its flow.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::super::Path;
use crate::ids::CallFlowId;

/// The version of the text form. A text of another version is read as a position that no flow has.
const VERSION: u8 = 1;
/// More than the longest text of a position.
const MAX_TEXT_LENGTH: usize = 512;

/// The position of a call in its flow, between two requests of the carrier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The flow; `None` for the one that the call began with.
    pub(super) flow: Option<CallFlowId>,
    /// The step.
    pub(super) path: Path,
    /// The event that the call waits for.
    pub(super) state: State,
    /// How many events have moved the call on.
    pub(super) turn: u16,
}

/// The event that a call waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum State {
    /// The call has not begun.
    Start,
    /// A key of the menu, which was heard so many times.
    Menu(u8),
    /// The end of a ring.
    Ringing(Ringing),
    /// The end of a message.
    Recording,
    /// The carrier goes on.
    Paused,
    /// The end of the ring of the fallback target.
    Fallback,
    /// The caller hung up during a message, whose length may follow.
    GoneAtMessage,
    /// The call has ended.
    Over,
    /// The text of the position could not be read.
    Unknown,
}

/// The targets of a ring step by their places in its list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Ringing {
    /// Those that ring now.
    pub(super) now: Vec<u8>,
    /// Those that ring afterwards, one by one.
    pub(super) later: Vec<u8>,
    /// Whether the one that rings now rings first because it answered the caller last.
    pub(super) is_last_answerer: bool,
}

impl Position {
    /// The position of a call that has not begun.
    pub fn start() -> Self {
        Self { flow: None, path: Path::first(), state: State::Start, turn: 0 }
    }

    /// Reads the text form. Any other text is a position that no flow has: the engine leads it to the fallback target.
    pub fn from_text(text: &str) -> Self {
        let unknown = Self { state: State::Unknown, ..Self::start() };
        if text.len() > MAX_TEXT_LENGTH {
            return unknown;
        }
        let Ok(bytes) = URL_SAFE_NO_PAD.decode(text) else { return unknown };
        let Some((&VERSION, bytes)) = bytes.split_first() else { return unknown };
        match postcard::take_from_bytes(bytes) {
            Ok((position, [])) => position,
            _ => unknown,
        }
    }

    /// The text form: letters, digits, `-` and `_`.
    pub fn to_text(&self) -> String {
        let mut bytes = vec![VERSION];
        // Writing into memory fails for no position; without its bytes it would be read as unknown.
        bytes.extend(postcard::to_stdvec(self).unwrap_or_default());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// How many events have moved the call on. The addresses of a document have it.
    pub fn turn(&self) -> u16 {
        self.turn
    }

    /// Whether the call has ended.
    pub fn is_over(&self) -> bool {
        matches!(self.state, State::Over | State::GoneAtMessage)
    }
}

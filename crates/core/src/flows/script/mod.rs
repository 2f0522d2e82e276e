//! The instructions that the engine gives the carrier, before addresses and dialects.

mod write;

use super::Prompt;
use crate::carrier::phone_number::PhoneNumber;
use crate::carrier::twiml::Endpoint;
use crate::ids::AudioId;

/// Instructions, in order. After the last one that waits, the carrier asks for the next ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// The instructions.
    pub lines: Vec<Line>,
    /// The turn of the call that they are for. Addresses have it, so that a repeated request is known.
    pub turn: u16,
}

/// One instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// The listener hears words or sounds.
    Speak(Prompt),
    /// A menu takes one of these keys. Afterwards the carrier asks for more, also when nothing was pressed.
    Gather {
        /// The words that name the keys.
        prompt: Prompt,
        /// The keys.
        keys: String,
        /// How long to wait for a key, in seconds.
        wait_seconds: u16,
    },
    /// Somebody is rung.
    Dial(DialLine),
    /// A message is taken.
    Record {
        /// The longest message, in seconds.
        max_seconds: u16,
    },
    /// The one who answers is asked to press 1.
    Accept {
        /// The place of the target in its step.
        target: u8,
    },
    /// The carrier asks for the next instructions.
    Continue,
    /// The call ends.
    HangUp,
}

/// Somebody is rung.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DialLine {
    /// The lines, with the places of those in the step that a document is for when they answer.
    pub endpoints: Vec<(Endpoint, Option<u8>)>,
    /// How long to ring, in seconds.
    pub seconds: u16,
    /// The number that they see; `None` for the caller's own.
    pub caller_id: Option<PhoneNumber>,
    /// Whether the talk is recorded.
    pub record: bool,
}

/// An address of our own that a document names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Address {
    /// The carrier asks for the next instructions to the caller.
    Next {
        /// The turn that has ended.
        turn: u16,
    },
    /// The carrier asks for the instructions to a target that has answered.
    Screen {
        /// The turn in which it was rung.
        turn: u16,
        /// The place of the target in its step.
        target: u8,
    },
    /// The carrier reports on a leg.
    Status,
    /// The carrier reports on the recording of a talk.
    Recording,
    /// The carrier reports on the recording of a message.
    Message,
    /// A sound file.
    Audio(AudioId),
}

/// The events that the engine waits for after a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitsFor {
    /// Keys.
    Digits,
    /// The end of a ring.
    Ring,
    /// The end of a message.
    Message,
    /// Nothing: the carrier goes on by itself.
    Continue,
}

impl Script {
    /// The event that the engine waits for afterwards; `None` when the call ends.
    pub fn waits_for(&self) -> Option<WaitsFor> {
        self.lines.iter().find_map(|line| match line {
            Line::Gather { .. } | Line::Accept { .. } => Some(WaitsFor::Digits),
            Line::Dial(_) => Some(WaitsFor::Ring),
            Line::Record { .. } => Some(WaitsFor::Message),
            Line::Continue => Some(WaitsFor::Continue),
            Line::Speak(_) | Line::HangUp => None,
        })
    }
}

//! The way of a call through its flow.

use std::fmt;

use super::super::{Kind, StepPlace};
use super::event::RingResult;

/// A step that a call went through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The step; `None` for the fallback target and for the end of a flow.
    pub step: Option<(Kind, StepPlace)>,
    /// The event at the step.
    pub happening: Happening,
}

/// The event at a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happening {
    /// The caller hears words or sounds.
    Heard,
    /// The caller is asked for a key.
    Asked,
    /// The caller pressed a key of the menu.
    Pressed(char),
    /// No key of the menu was pressed.
    NothingPressed,
    /// The hours are open, or not.
    Open(bool),
    /// These targets are rung.
    Rung(Vec<String>),
    /// A ring ended so.
    RingEnded(RingResult),
    /// The caller is asked for a message.
    AskedForMessage,
    /// The caller left a message of so many seconds, or none.
    Message(u32),
    /// The question of a branch is true, or not.
    Answer(bool),
    /// The call got tags.
    Tagged(Vec<String>),
    /// The call went to another flow.
    WentTo,
    /// The flow that the call should go to is gone.
    FlowGone,
    /// The call ends.
    Ended,
    /// The caller has gone.
    CallerGone,
}

impl fmt::Display for Happening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Heard => f.write_str("The caller hears the greeting."),
            Self::Asked => f.write_str("The caller is asked to press a key."),
            Self::Pressed(key) => write!(f, "The caller pressed {key}."),
            Self::NothingPressed => f.write_str("No key of the menu was pressed."),
            Self::Open(true) => f.write_str("It is open."),
            Self::Open(false) => f.write_str("It is closed."),
            Self::Rung(targets) => write!(f, "{} rings.", targets.join(", ")),
            Self::RingEnded(RingResult::Answered) => f.write_str("Somebody answered, and the two sides talked."),
            Self::RingEnded(RingResult::NoAnswer) => f.write_str("Nobody answered."),
            Self::RingEnded(RingResult::Busy) => f.write_str("The line was busy."),
            Self::RingEnded(RingResult::Failed) => f.write_str("The carrier could not ring."),
            Self::RingEnded(RingResult::Declined) => f.write_str("Somebody answered and did not take the call."),
            Self::AskedForMessage => f.write_str("The caller is asked for a message."),
            Self::Message(0) => f.write_str("The caller left no message."),
            Self::Message(1) => f.write_str("The caller left a message of 1 second."),
            Self::Message(seconds) => write!(f, "The caller left a message of {seconds} seconds."),
            Self::Answer(true) => f.write_str("Yes."),
            Self::Answer(false) => f.write_str("No."),
            Self::Tagged(tags) => write!(f, "The call is tagged {}.", tags.join(", ")),
            Self::WentTo => f.write_str("The call goes to another call flow."),
            Self::FlowGone => f.write_str("The other call flow is gone."),
            Self::Ended => f.write_str("The call ends."),
            Self::CallerGone => f.write_str("The caller hung up."),
        }
    }
}

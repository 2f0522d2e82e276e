//! The engine's answer.

use super::super::{Recipient, Script, StepPlace};
use super::position::Position;
use super::trail::Passage;
use crate::db::words;

/// The engine's answer to an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The position from now on.
    pub position: Position,
    /// The instructions to the carrier.
    pub script: Script,
    /// The changes that belong to it.
    pub effects: Vec<Effect>,
    /// The steps that the call went through.
    pub trail: Vec<Passage>,
}

/// A change that belongs to a move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// A turn of a round robin was taken.
    TakeTurn(StepPlace),
    /// The call gets these tags.
    Tag(Vec<String>),
    /// A message of so many seconds was left, and these people get a letter.
    Message {
        /// Its length.
        seconds: u32,
        /// The people.
        notify: Vec<Recipient>,
    },
    /// Something was wrong, for the operator.
    Trouble(Trouble),
    /// The call ends.
    End(End),
}

words! {
    /// The way in which a call ended.
    pub enum End {
        /// The two sides talked.
        Talked = "talked",
        /// The caller left a message.
        Message = "message",
        /// The flow ended the call.
        Flow = "flow",
        /// The caller hung up.
        Caller = "caller",
    }
}

words! {
    /// Something that was wrong in the middle of a call.
    pub enum Trouble {
        /// The flows do not have the position.
        Position = "position",
        /// A flow that a step goes to is gone.
        Flow = "flow",
        /// The call went in circles.
        Circle = "circle",
        /// The carrier could not ring.
        Carrier = "carrier",
    }
}

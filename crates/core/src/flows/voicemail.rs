//! The step that takes a message.

use super::Prompt;
use crate::ids::MemberId;

/// Takes a message from the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voicemail {
    /// The greeting before the beep.
    pub prompt: Prompt,
    /// The longest message, in seconds.
    pub max_seconds: u16,
    /// The people who get a letter about the message.
    pub notify: Vec<Recipient>,
}

/// Somebody who gets a letter about a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// A member, who gets it while they see the number.
    Member(MemberId),
    /// An e-mail address.
    Address(String),
}

//! Messages: the texts that come in to numbers, and the status of those that are sent.
//!
//! **Invariant.** A message is read only through the number access of a proof, and written only by [`intake`], for a
//! request whose signature was verified.

pub mod intake;
mod message;

pub use message::{FromKind, Message};

pub use crate::calls::Direction;
pub use crate::carrier::message::MessageStatus;

//! What the carrier reports of messages, written as it comes: late, twice, in any order.
//!
//! Every function takes the proof that the request was the carrier's. A text that came in is written once; how far one
//! that was sent got only goes forward. So the same reports leave the same rows in whatever order they come, and a repeat
//! writes nothing at all.

mod inbound;
mod status;

use crate::ids::MessageId;

pub use inbound::inbound;
pub use status::status;

/// What came of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heard {
    /// The message that it was about; of a repeat of one that came in, the one that was there.
    pub message: MessageId,
    /// Whether it said anything that was not known.
    pub is_news: bool,
}

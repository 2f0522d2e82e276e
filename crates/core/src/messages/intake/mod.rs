//! The carrier's reports on messages: late, repeated, in any order.
//!
//! Every function takes the proof that the request was the carrier's. A text that came in is written once; the status of
//! one that was sent only goes forward. So the same reports leave the same rows in whatever order they come, and a repeat
//! writes nothing at all.

mod inbound;
mod overdue;
mod status;

use crate::carrier::report;
use crate::ids::MessageId;

pub use inbound::inbound;
pub(crate) use overdue::end_overdue;
pub use status::status;

/// The effect of a report on a message.
pub type Applied = report::Applied<MessageId>;

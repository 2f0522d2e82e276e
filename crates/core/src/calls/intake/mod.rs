//! What the carrier reports of calls, written as it comes: late, twice, in any order.
//!
//! Every function takes the proof that the request was the carrier's. What is known of a call only grows (see
//! [`crate::carrier::known`]), so the same reports leave the same rows in whatever order they come, and a repeat
//! writes nothing at all.

mod absorb;
mod inbound;
mod known;
mod recording;
mod report;

pub use inbound::{Arrived, inbound};
pub use recording::recording;
pub use report::{Heard, dial, hung_up, leg, status};

//! Calls of the past, for a demo: written many at once, as the carrier's reports would have left them.
//!
//! **Invariant.** Only a demo has calls that no carrier reported. Writing them takes the operator's proof, which no
//! request can have.

mod announce;
mod past_call;
mod write;

pub use announce::announce;
pub use past_call::{PastCall, PastRecording};
pub use write::write_past_calls;

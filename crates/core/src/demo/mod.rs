//! Calls of the past, for a demo: written many at once, as the carrier's news would have left them.
//!
//! **Invariant.** A demo's business is the only one whose history nobody reported: it takes the operator's proof, which
//! no request can have.

mod past_call;
mod write;

pub use past_call::{PastCall, PastRecording};
pub use write::write_past_calls;

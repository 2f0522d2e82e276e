//! Calls of the past, for a demo: written many at once, as the carrier's reports and the people of the business would have left
//! them.
//!
//! **Invariant.** Only a demo has calls that no carrier reported, and annotations without an audit entry. Writing them takes the
//! operator's proof, which no request can have.

mod annotate;
mod announce;
mod past_call;
mod write;

pub use announce::announce;
pub use past_call::{PastAnnotation, PastCall, PastNote, PastRecording};
pub use write::write_past_calls;

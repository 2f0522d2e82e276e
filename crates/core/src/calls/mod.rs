//! Calls: the carrier's reports on them, and the lists and pages that people see.
//!
//! **Invariant.** A call is read only through the number access of a proof, and written only by [`intake`], for a
//! request whose signature was verified.

mod answer;
mod call;
mod detail;
mod filter;
pub mod intake;
mod list;
mod menus;
mod outcome;
mod row;
pub(crate) mod search;

pub use answer::{Addresses, Callback, Event, answer, answer_from_memory};
pub use call::{Call, CallerKind, Direction, RecordingBrief};
pub use detail::{Detail, Leg, detail};
pub use filter::Filter;
pub use list::{Cursor, Page, list};
pub use menus::{count_of, count_since, sources, sources_of};
pub use outcome::{CallStatus, CallSummary, Outcome, derive_outcome};

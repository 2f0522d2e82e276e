//! A business's connection to its carrier, and the proof that a request is from that carrier.
//!
//! The protocol itself is the pure crate [`crewline_carrier`], which this module re-exports.

mod authentic;
pub mod client;
mod columns;
pub mod connection;
pub mod report;
pub mod standby;
pub mod webhooks;

pub use authentic::Authentic;
pub use crewline_carrier::*;

//! Live: what has just changed, told to those who watch.
//!
//! A signal only says which thing changed. Whoever gets it finds the thing again by their own proof, so what is told
//! live is what the list would show, and nothing else.

mod bus;
mod channel;
mod wire;

pub use bus::{Bus, Subscription};
pub use channel::News;
pub use wire::Signal;

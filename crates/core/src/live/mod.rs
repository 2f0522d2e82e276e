//! The effects of durable transactions, passed on to the watchers of a business and to the jobs.
//!
//! A change only says which thing changed. A watcher finds the thing again by a proof of its own, so it is told what its
//! list would show, and nothing else.

mod bus;
mod channel;
mod wire;

pub use crate::access::Change;
pub use bus::{Bus, Subscription};

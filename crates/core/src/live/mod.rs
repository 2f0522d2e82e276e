//! The effects of durable transactions, passed on to the watchers of a business and to the jobs.
//!
//! A change only says which thing changed. A watcher loads the thing by a proof of its own, so it learns what its list
//! would show, and nothing else.

mod bus;
mod channel;
mod wire;

pub use crate::access::Change;
pub use bus::{Bus, Subscription};

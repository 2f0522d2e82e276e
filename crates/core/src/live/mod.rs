//! The effects of durable transactions, passed on to the streams of a business and to the jobs.
//!
//! A change only says which thing changed. The feed of a business reads the calls and messages that changed, once for all
//! streams of this process, and hands each to the members who see its number at that moment. So a stream learns what its
//! viewer's list would show, and its backlog holds nothing else.

mod backlog;
mod bus;
mod feed;
mod notices;
mod sight;
mod watchers;
mod wire;

pub use crate::access::Change;
pub use backlog::LiveEvent;
pub use bus::{Bus, StreamLimits, TooManyStreams};
pub use feed::{Fed, Feed, ReadChanges};
#[cfg(any(test, feature = "testing"))]
pub use notices::Subscription;
pub use notices::{Notice, Notices};

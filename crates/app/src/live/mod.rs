//! The live stream: what changes inside a viewpoint, as it changes.

mod message;
pub(crate) mod stream;
mod watch;

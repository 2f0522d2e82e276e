//! The live stream: changes inside a viewpoint, as they happen.

mod feed;
mod message;
pub(crate) mod stream;
mod watch;

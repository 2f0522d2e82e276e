//! HTTP requests to servers outside: at addresses that others name, such as those of recordings, and to carriers' APIs.
//!
//! **Invariants.** A request goes to a public address over HTTPS, unless its server is the one that the operator
//! named. Each redirect is checked like the first address. Credentials go to the first address only, never to another.
//! No response is read beyond the limit of its request.

mod client;
mod public;
mod request;
mod response;

pub use client::Client;
pub(crate) use public::is_public;
pub(crate) use request::{Body, Credentials, Request, is_public_address};
pub(crate) use response::{Failure, Response};

//! HTTP: the routes, the guards before them, and what every answer carries.

pub(crate) mod acting;
pub mod api_failure;
mod client;
pub(crate) mod cookies;
pub(crate) mod extract;
pub(crate) mod failure;
pub(crate) mod flash;
pub mod guard;
pub(crate) mod headers;
mod health;
pub mod limits;
pub(crate) mod log_in_as;
pub(crate) mod metrics;
mod origin;
pub mod page_failure;
pub(crate) mod query;
pub(crate) mod ranged;
pub(crate) mod redirect;
mod router;
pub mod routes;
pub(crate) mod server;
mod shown_under;
pub(crate) mod visitor;
pub(crate) mod watch;

pub(crate) use client::{address, device};
pub use router::{router, routes};

//! Everything of Crewline that is true without a browser: who may do what, the database, and the product's nouns.
//!
//! The map is in ARCHITECTURE.md. Domains depend downward only; every one of them on `access`, `db`, `audit`, `ids`
//! and `time`.

pub mod access;
pub mod audit;
pub mod businesses;
pub mod calls;
pub mod carrier;
pub mod db;
pub mod demo;
mod error;
pub mod ids;
pub mod instance;
pub mod invitations;
pub mod jobs;
pub mod live;
pub mod log_in_as;
pub mod mail;
pub mod members;
pub mod messages;
pub mod numbers;
pub mod outbound;
pub mod paging;
pub mod people;
pub mod recordings;
pub mod roster;
pub mod seats;
pub mod secret;
pub mod sight;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod text;
pub mod time;

#[cfg(any(test, feature = "testing"))]
pub use both_engines::both_engines;
pub use error::{Error, Fields, SeatLimit};

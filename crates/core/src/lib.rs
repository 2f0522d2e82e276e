//! Crewline without HTTP: permissions, the database, and the product's domains.
//!
//! The map is in ARCHITECTURE.md. Domains depend downward only, and each depends on `access`, `db`, `audit`,
//! `ids` and `time`.

pub mod access;
pub mod accounts;
pub mod audit;
pub mod blocked_callers;
pub mod businesses;
pub mod call_views;
pub mod calls;
pub mod carrier;
pub mod db;
pub mod deletion;
pub mod demo;
mod digits;
mod error;
pub mod flows;
pub mod ids;
pub mod instance;
pub mod invitations;
pub mod jobs;
pub mod leaks;
pub mod live;
pub mod log_in_as;
pub mod mail;
pub mod members;
pub mod messages;
pub mod numbers;
pub mod outbound;
pub mod overdue;
pub mod paging;
pub mod qualified_rules;
pub mod recordings;
pub mod reports;
pub mod seats;
pub mod secret;
pub mod setup;
pub mod tags;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod text;
pub mod time;
pub mod users;
pub mod visibility;

#[cfg(any(test, feature = "testing"))]
pub use both_engines::both_engines;
pub use error::{Error, Fields, SeatLimit};

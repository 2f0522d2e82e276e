//! The carrier: who called us, what it says happened, and what we tell it to do.
//!
//! All of it but [`connection`] and [`standby`] is pure: bytes in, values out. A request is verified with [`signature`], which
//! hands back its [`form::Form`]; the form is read into one of the typed events; an event is
//! merged into what is [`known`] of its call; and [`twiml`] writes the answer.

mod authentic;
pub mod call;
pub mod caller;
mod columns;
pub mod connection;
pub mod dial;
pub mod e164;
pub mod event;
mod fields;
pub mod form;
pub mod id;
pub mod inbound;
pub mod known;
pub mod leg;
pub mod message;
pub mod outcome;
pub mod provider;
pub mod recording;
pub mod signature;
pub mod standby;
pub mod status;
pub mod twiml;

pub use authentic::Authentic;

//! The carriers' protocol, pure: bytes in, values out. It knows no database, no network and no product.
//!
//! A request is verified with [`signature`], which returns its [`form::Form`]. The form is read into one of the typed
//! events. Each event is merged into the [`facts`] of its call. [`twiml`] writes the answer. [`rest`] builds the requests to a
//! carrier's API, and reads its answers.

pub mod call;
pub mod caller;
pub mod dial;
pub mod event;
pub mod event_error;
pub mod facts;
mod fields;
pub mod form;
pub mod id;
pub mod inbound;
pub mod left_out;
pub mod leg;
pub mod message;
pub mod phone_number;
pub mod provider;
pub mod recording;
pub mod rest;
pub mod signature;
pub mod sip_address;
pub mod status;
pub mod text;
pub mod twiml;

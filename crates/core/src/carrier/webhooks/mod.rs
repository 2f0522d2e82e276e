//! The fate of a carrier's webhooks: the newest one that was taken, and how many were refused, and why.
//!
//! A refusal to a machine is a message to its operator: it is logged, and shown to the members who set the connection up.

mod reason;
mod state;
mod tally;

pub use reason::Reason;
pub use state::{RefusedWebhooks, WebhookState, webhook_state};
pub use tally::{Noted, Tally};

//! Ownership that one Owner hands over: it is offered to another member, who takes it or declines.

mod offer;
mod take;

pub use offer::{Handover, LIFE_SECONDS, Offered, offer, open, withdraw};
pub use take::{HandedOver, accept, decline, to_me};

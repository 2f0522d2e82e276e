//! Ownership that one Owner hands over: it is offered to another member, who takes it or declines.

mod offer;
mod take;

pub use offer::{Handover, OFFER_SECONDS, Offered, find_open, offer, withdraw};
pub use take::{HandedOver, accept, decline, find_own_offer};

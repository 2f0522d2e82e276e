//! Hands ownership over: an Owner offers it to another member, who accepts or declines.

mod offer;
mod take;

pub use offer::{Handover, OFFER_SECONDS, Offered, find_open, offer, withdraw};
pub use take::{HandedOver, accept, decline, find_own_offer};

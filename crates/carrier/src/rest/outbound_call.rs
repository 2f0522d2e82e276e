//! A call that the carrier is asked to place.

use crate::id::CarrierId;
use crate::phone_number::PhoneNumber;

/// A call that the carrier is asked to place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboundCall {
    /// A number of the account.
    pub from: PhoneNumber,
    /// The number to ring.
    pub to: PhoneNumber,
    /// The address of the document for the answered call.
    pub document: String,
    /// The address that is notified at the end of the call.
    pub status: Option<String>,
    /// How long it rings, in seconds.
    pub ring_seconds: u16,
}

/// A call that the carrier has taken on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedCall {
    /// The carrier's id of it, where the answer has one; its webhooks have it in any case.
    pub id: Option<CarrierId>,
}

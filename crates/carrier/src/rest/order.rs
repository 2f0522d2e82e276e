//! The order of a number. Some carriers take a while over it.

use super::fault::Fault;
use super::number::{Addresses, NumberAtCarrier};
use super::search::CountryCode;
use crate::id::CarrierId;
use crate::phone_number::PhoneNumber;

/// The settings of numbers that are taken over or bought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    /// The addresses that the carrier is to request. Without an address for texts, the setting for texts stays.
    pub addresses: Addresses,
    /// The name of the application at Telnyx that has the addresses for calls; at least three characters. It is unique
    /// to the business and the installation, since one of the same name is changed.
    pub application: String,
    /// The name of the messaging profile at Telnyx, unique in the same way. A STOP counts for a whole profile.
    pub messaging_profile: String,
    /// The countries that a new messaging profile may text to.
    pub destinations: Vec<CountryCode>,
}

/// The order of one number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The number.
    pub phone_number: PhoneNumber,
    /// The name for it at the carrier.
    pub name: String,
    /// A text of ours by which the order is looked up, where the carrier keeps one. It is unique to the order.
    pub reference: String,
    /// The settings.
    pub setup: Setup,
}

/// The state of an order at the carrier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderState {
    /// The carrier knows of no such order, and the account has no such number.
    Absent,
    /// The carrier has taken the order.
    Pending {
        /// The carrier's id of it.
        order: CarrierId,
        /// It waits for a postal address or papers.
        needs_address: bool,
    },
    /// The account has the number.
    Done(Box<NumberAtCarrier>),
    /// The carrier gave the order up.
    Failed(Fault),
}

/// A carrier's notice that an order has ended. Look the order up: the notice may be old.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderNotice {
    /// The carrier's id of the order.
    pub order: CarrierId,
    /// Our reference, if it has one.
    pub reference: Option<String>,
    /// The numbers that were ordered.
    pub phone_numbers: Vec<PhoneNumber>,
}

//! A report on a leg: one of the calls that a `<Dial>` places for an inbound call.

use jiff::Timestamp;

use super::event_error::EventError;
use super::fields::Fields;
use super::form::Form;
use super::id::CarrierId;
use super::status::CarrierStatus;

/// A status callback about a leg.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegUpdate {
    /// The leg: a call of its own at the carrier.
    pub leg: CarrierId,
    /// The inbound call that it was placed for.
    pub call: CarrierId,
    /// The account at the carrier, if it says so.
    pub account: Option<CarrierId>,
    /// The leg's status.
    pub status: CarrierStatus,
    /// The callback's position among those of the leg, from 0.
    pub sequence: Option<u32>,
    /// When it happened, by the carrier's clock.
    pub at: Option<Timestamp>,
    /// From the answer to the end.
    pub seconds: Option<u32>,
    /// The address that was rung, as the carrier writes it.
    pub to: Option<String>,
}

impl LegUpdate {
    pub(super) fn parse(form: &Form, call: CarrierId) -> Result<Self, EventError> {
        let fields = Fields(form);
        Ok(Self {
            leg: fields.id("CallSid")?,
            call,
            account: fields.optional_id("AccountSid")?,
            status: fields.status("CallStatus")?,
            sequence: fields.number("SequenceNumber")?,
            at: fields.moment("Timestamp"),
            seconds: fields.seconds("CallDuration")?,
            to: fields.address("To")?.map(str::to_owned),
        })
    }
}

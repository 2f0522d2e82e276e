//! A report on a leg: one of the calls that a `<Dial>` places for an inbound call.

use jiff::Timestamp;

use super::event_error::EventError;
use super::fields::Fields;
use super::form::Form;
use super::id::CarrierId;
use super::left_out::LeftOut;
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
    /// The leg's status; `None` for a word that no carrier used before.
    pub status: Option<CarrierStatus>,
    /// The callback's position among those of the leg, from 0.
    pub sequence: Option<u32>,
    /// When it happened, by the carrier's clock.
    pub at: Option<Timestamp>,
    /// From the answer to the end.
    pub seconds: Option<u32>,
    /// The address that was rung, as the carrier writes it.
    pub to: Option<String>,
    /// The fields that it does without.
    pub left_out: LeftOut,
}

impl LegUpdate {
    pub(super) fn parse(form: &Form, call: CarrierId) -> Result<Self, EventError> {
        let fields = Fields::of(form);
        let id = fields.id("CallSid")?;
        fields.text("CallStatus").ok_or(EventError::Missing("CallStatus"))?;
        Ok(Self {
            leg: id,
            call,
            account: fields.optional_id("AccountSid")?,
            status: fields.status("CallStatus"),
            sequence: fields.number("SequenceNumber"),
            at: fields.moment("Timestamp"),
            seconds: fields.seconds("CallDuration"),
            to: fields.address("To"),
            left_out: fields.left_out(),
        })
    }
}

//! A report on an inbound call itself.

use jiff::Timestamp;

use super::event_error::EventError;
use super::fields::Fields;
use super::form::Form;
use super::id::CarrierId;
use super::left_out::LeftOut;
use super::status::CarrierStatus;

/// A status callback about an inbound call: usually that it is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallUpdate {
    /// The call.
    pub call: CarrierId,
    /// The account at the carrier, if it says so.
    pub account: Option<CarrierId>,
    /// Its status; `None` for a word that no carrier used before.
    pub status: Option<CarrierStatus>,
    /// From the first ring to the end, greetings and menus included.
    pub seconds: Option<u32>,
    /// The callback's position among those of the call, from 0.
    pub sequence: Option<u32>,
    /// When it happened, by the carrier's clock.
    pub at: Option<Timestamp>,
    /// The fields that it does without.
    pub left_out: LeftOut,
}

impl CallUpdate {
    /// Reads the callback.
    ///
    /// # Errors
    /// Returns [`EventError`] when a field that it needs is missing or nonsense.
    pub fn parse(form: &Form) -> Result<Self, EventError> {
        let fields = Fields::of(form);
        let id = fields.id("CallSid")?;
        fields.text("CallStatus").ok_or(EventError::Missing("CallStatus"))?;
        Ok(Self {
            call: id,
            account: fields.optional_id("AccountSid")?,
            status: fields.status("CallStatus"),
            seconds: fields.seconds("CallDuration"),
            sequence: fields.number("SequenceNumber"),
            at: fields.moment("Timestamp"),
            left_out: fields.left_out(),
        })
    }
}

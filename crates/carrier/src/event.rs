//! A status callback, about a call or about a leg.

use super::call::CallUpdate;
use super::event_error::EventError;
use super::fields::Fields;
use super::form::Form;
use super::leg::LegUpdate;

/// A request to the status address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatusUpdate {
    /// A report on the inbound call itself.
    Call(CallUpdate),
    /// A report on one of its legs.
    Leg(LegUpdate),
    /// A report on something else, such as the call's cost: it is acknowledged and ignored.
    Other,
}

impl StatusUpdate {
    /// Reads a status callback: with a parent it is about a leg.
    ///
    /// # Errors
    /// Returns [`EventError`] when it is about a call or a leg, and can't be read.
    pub fn parse(form: &Form) -> Result<Self, EventError> {
        let fields = Fields::of(form);
        if let Some(source) = fields.text("CallbackSource")
            && source != "call-progress-events"
        {
            return Ok(Self::Other);
        }
        Ok(match fields.optional_id("ParentCallSid")? {
            Some(parent) => Self::Leg(LegUpdate::parse(form, parent)?),
            None => Self::Call(CallUpdate::parse(form)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::status::CarrierStatus;

    fn parse(text: &str) -> Result<StatusUpdate, EventError> {
        StatusUpdate::parse(&Form::parse(text.as_bytes()).unwrap())
    }

    #[test]
    fn a_callback_with_a_parent_is_a_leg_update() {
        let update = parse(
            "CallSid=CA2&ParentCallSid=CA1&AccountSid=AC1&CallStatus=in-progress&SequenceNumber=2\
             &Timestamp=Tue%2C+24+Nov+2026+10%3A00%3A05+%2B0000&To=%2B14155550111\
             &CallbackSource=call-progress-events&Brand+New=field",
        );
        let Ok(StatusUpdate::Leg(leg)) = update else { panic!("{update:?}") };
        assert_eq!(leg.leg.as_str(), "CA2");
        assert_eq!(leg.call.as_str(), "CA1");
        assert_eq!(leg.status, Some(CarrierStatus::InProgress));
        assert_eq!(leg.sequence, Some(2));
        assert_eq!(leg.at.unwrap().as_second(), 1_795_514_405);
        assert_eq!(leg.to.as_deref(), Some("+14155550111"));
        assert_eq!(leg.seconds, None);
    }

    #[test]
    fn a_callback_without_a_parent_is_a_call_update() {
        for text in [
            "CallSid=v3:abc-DEF_1&CallStatus=completed&CallDuration=62&ParentCallSid=",
            "CallSid=v3:abc-DEF_1&CallStatus=Completed&CallDuration=62.4&AccountSid=",
        ] {
            let update = parse(text);
            let Ok(StatusUpdate::Call(call)) = update else { panic!("{update:?}") };
            assert_eq!(call.call.as_str(), "v3:abc-DEF_1");
            assert_eq!(call.status, Some(CarrierStatus::Completed));
            assert_eq!(call.seconds, Some(62));
            assert_eq!(call.account, None);
        }
    }

    #[test]
    fn unrelated_events_are_ignored() {
        let text = "CallSid=v3:abc&CallbackSource=call-cost-events&TotalCost=0.01";
        assert_eq!(parse(text), Ok(StatusUpdate::Other));
    }

    #[test]
    fn a_status_callback_does_without_what_it_can_not_read() {
        for (text, left_out) in [
            ("CallStatus=dancing", "CallStatus"),
            ("CallStatus=completed&CallDuration=x&SequenceNumber=-3", "CallDuration, SequenceNumber"),
            ("CallStatus=busy&Timestamp=yesterday", "Timestamp"),
        ] {
            let update = parse(&format!("CallSid=CA1&{text}"));
            let Ok(StatusUpdate::Call(call)) = update else { panic!("{update:?}") };
            assert_eq!(call.left_out.to_string(), left_out);
            let update = parse(&format!("CallSid=CA2&ParentCallSid=CA1&{text}&To={}", "1".repeat(300)));
            let Ok(StatusUpdate::Leg(leg)) = update else { panic!("{update:?}") };
            assert_eq!((leg.to, leg.seconds), (None, None));
        }
    }

    #[test]
    fn a_malformed_field_is_named() {
        let long = format!("CallSid={}&CallStatus=ringing", "x".repeat(129));
        for (text, error) in [
            ("", EventError::Missing("CallSid")),
            ("CallSid=&CallStatus=ringing", EventError::Missing("CallSid")),
            ("CallSid=CA1", EventError::Missing("CallStatus")),
            ("CallSid=CA%001&CallStatus=ringing", EventError::Invalid("CallSid")),
            (&long, EventError::Invalid("CallSid")),
            ("CallSid=CA1&CallStatus=ringing&ParentCallSid=%0A", EventError::Invalid("ParentCallSid")),
        ] {
            assert_eq!(parse(text), Err(error), "{text}");
        }
    }
}

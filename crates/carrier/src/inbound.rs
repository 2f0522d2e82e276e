//! A call that arrives.

use super::caller::Caller;
use super::event_error::EventError;
use super::fields::Fields;
use super::form::Form;
use super::id::CarrierId;
use super::phone_number::PhoneNumber;
use super::status::CarrierStatus;

/// A request to the voice or the fallback address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboundCall {
    /// The call.
    pub call: CarrierId,
    /// The account at the carrier, if it says so.
    pub account: Option<CarrierId>,
    /// The caller.
    pub from: Caller,
    /// The number that was called.
    pub to: PhoneNumber,
    /// The caller's name, where the network gives one.
    pub caller_name: Option<String>,
    /// The party that forwarded the call to the number, where the network says so.
    pub forwarded_from: Option<Caller>,
    /// Its status: usually ringing.
    pub status: CarrierStatus,
    /// The carrier's code of the first try's failure, if this is its second try.
    pub error_code: Option<u32>,
}

impl InboundCall {
    /// Reads the request.
    ///
    /// # Errors
    /// Returns [`EventError`] when a field that it needs is missing or nonsense. A missing `From` is an
    /// anonymous caller.
    pub fn parse(form: &Form) -> Result<Self, EventError> {
        let fields = Fields(form);
        let to = fields.address("To")?.ok_or(EventError::Missing("To"))?;
        Ok(Self {
            call: fields.id("CallSid")?,
            account: fields.optional_id("AccountSid")?,
            from: Caller::read(fields.address("From")?.unwrap_or_default()),
            to: to.parse().map_err(|_| EventError::Invalid("To"))?,
            caller_name: fields.name("CallerName"),
            forwarded_from: fields.address("ForwardedFrom")?.map(Caller::read),
            status: fields.optional_status("CallStatus")?.unwrap_or(CarrierStatus::Ringing),
            error_code: fields.number("ErrorCode")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<InboundCall, EventError> {
        InboundCall::parse(&Form::parse(text.as_bytes()).unwrap())
    }

    #[test]
    fn each_carriers_call_is_read() {
        let twilio = parse(
            "CallSid=CA0123456789abcdef0123456789abcdef&AccountSid=AC1&From=%2B14155550100\
             &To=%2B18005551212&CallStatus=ringing&ApiVersion=2010-04-01&Direction=inbound\
             &ForwardedFrom=%2B14155550177&CallerName=ANA+BELL&FromCity=SAN+FRANCISCO\
             &StirVerstat=TN-Validation-Passed-A",
        )
        .unwrap();
        assert_eq!(twilio.from, Caller::Number("+14155550100".parse().unwrap()));
        assert_eq!(twilio.to.as_str(), "+18005551212");
        assert_eq!(twilio.caller_name.as_deref(), Some("ANA BELL"));
        assert_eq!(twilio.forwarded_from, Some(Caller::read("+14155550177")));
        assert_eq!(twilio.error_code, None);

        let signalwire = parse(
            "CallSid=b3877c40-da60-4998-90ad-b792e98472af&AccountSid=b3877c40-da60-4998-90ad-b792\
             &From=anonymous&To=%2B18005551212&CallStatus=ringing&AudioInMos=4.5",
        )
        .unwrap();
        assert_eq!(signalwire.from, Caller::Anonymous);

        let telnyx = parse(
            "CallSid=v3:MdI91X4lWFEs7IgbBEOT9M4AigoY08M0WWZFISt1Yw2axZ_IiE4pqg&CallSidLegacy=x\
             &From=sip%3Adesk%40crewline.example&To=%2B18005551212&ConnectionId=1&CallStatus=",
        )
        .unwrap();
        assert_eq!(telnyx.from, Caller::Sip("sip:desk@crewline.example".to_owned()));
        assert_eq!(telnyx.status, CarrierStatus::Ringing);
        assert_eq!(telnyx.account, None);
    }

    #[test]
    fn a_fallback_request_carries_the_error_code() {
        let call = parse("CallSid=CA1&To=%2B18005551212&ErrorCode=11200&ErrorUrl=x").unwrap();
        assert_eq!(call.error_code, Some(11_200));
        assert_eq!(call.from, Caller::Anonymous);
    }

    #[test]
    fn malformed_input_is_refused() {
        let long = format!("CallSid=CA1&To=%2B18005551212&From={}", "1".repeat(257));
        for (text, error) in [
            ("CallSid=CA1", EventError::Missing("To")),
            ("CallSid=CA1&To=here", EventError::Invalid("To")),
            ("To=%2B18005551212", EventError::Missing("CallSid")),
            ("CallSid=CA1&To=%2B18005551212&From=%0D%0A", EventError::Invalid("From")),
            (&long, EventError::Invalid("From")),
        ] {
            assert_eq!(parse(text), Err(error), "{text}");
        }
    }
}

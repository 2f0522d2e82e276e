//! A call that arrives.

use super::caller::Caller;
use super::event_error::EventError;
use super::fields::Fields;
use super::form::Form;
use super::id::CarrierId;
use super::left_out::LeftOut;
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
    /// The fields that it does without.
    pub left_out: LeftOut,
}

impl InboundCall {
    /// Reads the request.
    ///
    /// # Errors
    /// Returns [`EventError`] when `CallSid`, `To` or the account is missing or nonsense. A missing `From` is an anonymous
    /// caller. Everything else decorates the call, and is left out where it can't be read.
    pub fn parse(form: &Form) -> Result<Self, EventError> {
        let fields = Fields::of(form);
        let from = match fields.text("From") {
            None => Caller::Anonymous,
            // The caller hides nothing: the address can't be read.
            Some(_) => fields.address("From").map_or_else(|| Caller::Other(String::new()), |text| Caller::read(&text)),
        };
        Ok(Self {
            call: fields.id("CallSid")?,
            account: fields.optional_id("AccountSid")?,
            from,
            to: fields.called_number("To")?,
            caller_name: fields.name("CallerName"),
            forwarded_from: fields.address("ForwardedFrom").map(|text| Caller::read(&text)),
            status: fields.status("CallStatus").unwrap_or(CarrierStatus::Ringing),
            error_code: fields.number("ErrorCode"),
            left_out: fields.left_out(),
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
    fn a_call_needs_only_its_id_and_its_number() {
        let long = "1".repeat(300);
        for (field, left_out) in [
            ("CallStatus=pre-ringing", "CallStatus"),
            ("ErrorCode=E-11200", "ErrorCode"),
            (&format!("ForwardedFrom={long}"), "ForwardedFrom"),
            (&format!("From={long}"), "From"),
            ("From=%0D%0A", "From"),
            ("CallerName=%E2%80%AE", ""),
        ] {
            let call = parse(&format!("CallSid=CA1&To=%2B18005551212&{field}")).unwrap();
            assert_eq!(
                (call.status, call.left_out.to_string().as_str()),
                (CarrierStatus::Ringing, left_out),
                "{field}"
            );
            assert_eq!((call.from.address(), call.caller_name, call.error_code), (None, None, None), "{field}");
        }
        let by_sip = parse("CallSid=CA1&To=sip%3A%2B18005551212%40crewline.sip.example").unwrap();
        assert_eq!(by_sip.to.as_str(), "+18005551212");
    }

    #[test]
    fn malformed_input_is_refused() {
        for (text, error) in [
            ("CallSid=CA1", EventError::Missing("To")),
            ("CallSid=CA1&To=here", EventError::Invalid("To")),
            ("To=%2B18005551212", EventError::Missing("CallSid")),
            ("CallSid=CA1&To=%2B18005551212&AccountSid=%0A", EventError::Invalid("AccountSid")),
        ] {
            assert_eq!(parse(text), Err(error), "{text}");
        }
    }
}

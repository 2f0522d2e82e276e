//! The result of a `<Dial>`, which the carrier reports to the action address when it asks what to do next.

use super::event_error::EventError;
use super::fields::Fields;
use super::form::Form;
use super::id::CarrierId;
use super::status::CarrierStatus;

/// The result of a `<Dial>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DialOutcome {
    /// The inbound call.
    pub call: CarrierId,
    /// The account at the carrier, if it says so.
    pub account: Option<CarrierId>,
    /// The inbound call's own status at that time. A final one means that the caller has gone.
    pub call_status: Option<CarrierStatus>,
    /// The status of the dial. `Completed` says that somebody or something answered, not that
    /// the two sides were connected.
    pub status: CarrierStatus,
    /// The leg that answered, or the one that was tried.
    pub leg: Option<CarrierId>,
    /// How long that leg lasted from its answer: the talk, if they were connected.
    pub seconds: Option<u32>,
    /// Whether the two sides were connected, if the carrier says so.
    pub bridged: Option<bool>,
    /// The recording's id, if it was recorded.
    pub recording: Option<CarrierId>,
    /// Where the carrier keeps the recording.
    pub recording_url: Option<String>,
}

impl DialOutcome {
    /// Reads the request.
    ///
    /// # Errors
    /// Returns [`EventError`] when a field that it needs is missing or nonsense.
    pub fn parse(form: &Form) -> Result<Self, EventError> {
        let fields = Fields(form);
        Ok(Self {
            call: fields.id("CallSid")?,
            account: fields.optional_id("AccountSid")?,
            call_status: fields.optional_status("CallStatus")?,
            status: match fields.status("DialCallStatus")? {
                // The word for a conference that was left. The dial is over too.
                CarrierStatus::InProgress => CarrierStatus::Completed,
                status if status.is_final() => status,
                _ => return Err(EventError::Invalid("DialCallStatus")),
            },
            leg: fields.optional_id("DialCallSid")?,
            seconds: fields.seconds("DialCallDuration")?,
            bridged: fields.flag("DialBridged")?,
            recording: fields.optional_id("RecordingSid")?,
            recording_url: fields.url("RecordingUrl")?,
        })
    }

    /// Whether the two sides were connected. If the carrier does not say, they are presumed
    /// connected when the leg was answered and lasted.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.bridged.unwrap_or_else(|| {
            self.status == CarrierStatus::Completed && self.seconds.is_some_and(|seconds| seconds > 0)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<DialOutcome, EventError> {
        DialOutcome::parse(&Form::parse(text.as_bytes()).unwrap())
    }

    #[test]
    fn a_connected_dial_is_read_with_its_recording() {
        let outcome = parse(
            "CallSid=CA1&CallStatus=in-progress&DialCallStatus=completed&DialCallSid=CA2\
             &DialCallDuration=41&DialBridged=true&RecordingUrl=https%3A%2F%2Fapi.example%2FRE1",
        )
        .unwrap();
        assert!(outcome.is_connected());
        assert_eq!(outcome.leg.unwrap().as_str(), "CA2");
        assert_eq!(outcome.seconds, Some(41));
        assert_eq!(outcome.recording_url.as_deref(), Some("https://api.example/RE1"));
    }

    #[test]
    fn connected_follows_the_bridged_flag() {
        for (text, is_connected) in [
            ("completed&DialBridged=false&DialCallDuration=9", false),
            ("completed&DialBridged=true", true),
            ("answered&DialBridged=True", true),
            ("completed&DialCallDuration=9", true),
            ("completed&DialCallDuration=0", false),
            ("completed", false),
            ("no-answer&DialCallDuration=9", false),
            ("busy", false),
        ] {
            let text = format!("CallSid=CA1&DialCallStatus={text}");
            assert_eq!(parse(&text).unwrap().is_connected(), is_connected, "{text}");
        }
    }

    #[test]
    fn malformed_input_is_refused() {
        for (text, error) in [
            ("CallSid=CA1", EventError::Missing("DialCallStatus")),
            ("CallSid=CA1&DialCallStatus=ringing", EventError::Invalid("DialCallStatus")),
            ("CallSid=CA1&DialCallStatus=busy&DialBridged=perhaps", EventError::Invalid("DialBridged")),
            ("CallSid=CA1&DialCallStatus=completed&RecordingUrl=javascript:1", EventError::Invalid("RecordingUrl")),
        ] {
            assert_eq!(parse(text), Err(error), "{text}");
        }
    }
}

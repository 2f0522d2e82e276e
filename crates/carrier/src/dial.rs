//! The result of a `<Dial>`, which the carrier reports to the action address when it asks what to do next.

use super::event_error::EventError;
use super::fields::Fields;
use super::form::Form;
use super::id::CarrierId;
use super::left_out::LeftOut;
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
    /// The fields that it does without.
    pub left_out: LeftOut,
}

impl DialOutcome {
    /// Reads the request.
    ///
    /// # Errors
    /// Returns [`EventError`] when `CallSid` or the account is missing or nonsense. A caller waits for the answer, so
    /// everything else is left out where it can't be read.
    pub fn parse(form: &Form) -> Result<Self, EventError> {
        let fields = Fields::of(form);
        let (seconds, bridged) = (fields.seconds("DialCallDuration"), fields.flag("DialBridged"));
        Ok(Self {
            call: fields.id("CallSid")?,
            account: fields.optional_id("AccountSid")?,
            call_status: fields.status("CallStatus"),
            status: match fields.status("DialCallStatus") {
                // The word for a conference that was left. The dial is over too.
                Some(CarrierStatus::InProgress) => CarrierStatus::Completed,
                Some(status) if status.is_final() => status,
                _ => {
                    fields.leave_out("DialCallStatus");
                    let is_answered = bridged.unwrap_or_else(|| seconds.is_some_and(|seconds| seconds > 0));
                    if is_answered { CarrierStatus::Completed } else { CarrierStatus::Failed }
                }
            },
            leg: fields.minor_id("DialCallSid"),
            seconds,
            bridged,
            recording: fields.minor_id("RecordingSid"),
            recording_url: fields.url("RecordingUrl"),
            left_out: fields.left_out(),
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
    fn a_dial_does_without_what_it_can_not_read() {
        for (text, status, left_out) in [
            ("", CarrierStatus::Failed, "DialCallStatus"),
            ("DialCallStatus=ringing", CarrierStatus::Failed, "DialCallStatus"),
            ("DialCallStatus=over&DialCallDuration=9", CarrierStatus::Completed, "DialCallStatus"),
            ("DialCallStatus=over&DialBridged=false", CarrierStatus::Failed, "DialCallStatus"),
            ("DialCallStatus=busy&DialBridged=perhaps", CarrierStatus::Busy, "DialBridged"),
            ("DialCallStatus=completed&RecordingUrl=javascript:1", CarrierStatus::Completed, "RecordingUrl"),
            ("DialCallStatus=busy&DialCallSid=%0A", CarrierStatus::Busy, "DialCallSid"),
        ] {
            let outcome = parse(&format!("CallSid=CA1&{text}")).unwrap();
            assert_eq!((outcome.status, outcome.left_out.to_string().as_str()), (status, left_out), "{text}");
        }
        assert_eq!(parse("DialCallStatus=busy"), Err(EventError::Missing("CallSid")));
    }
}

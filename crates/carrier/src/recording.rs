//! A report on a recording.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::event_error::EventError;
use super::fields::Fields;
use super::form::Form;
use super::id::CarrierId;
use super::left_out::LeftOut;

/// A recording callback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordingUpdate {
    /// The recording.
    pub recording: CarrierId,
    /// The inbound call, also where two legs were recorded.
    pub call: CarrierId,
    /// The account at the carrier, if it says so.
    pub account: Option<CarrierId>,
    /// Its progress.
    pub status: RecordingStatus,
    /// Where the carrier keeps it; at some carriers for ten minutes only.
    pub url: Option<String>,
    /// How long it plays.
    pub seconds: Option<u32>,
    /// 1, or 2 with the caller and the answerer apart.
    pub channels: Option<u8>,
    /// The feature that recorded it.
    pub source: RecordingSource,
    /// When it began, by the carrier's clock.
    pub started_at: Option<Timestamp>,
    /// The fields that it does without.
    pub left_out: LeftOut,
}

/// The progress of a recording, in an order in which a report never undoes a later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordingStatus {
    /// It is being made.
    InProgress,
    /// There is none: too short, or silence.
    Absent,
    /// The carrier could not make it.
    Failed,
    /// It can be fetched.
    Completed,
}

/// The feature that recorded something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordingSource {
    /// A call being recorded: by `<Dial>`, `<Start>` or the carrier's API.
    Call,
    /// A `<Record>`: the caller left a message.
    Voicemail,
    /// The carrier did not say, or in words that Crewline does not know.
    Unknown,
}

impl RecordingUpdate {
    /// Reads the callback.
    ///
    /// # Errors
    /// Returns [`EventError`] when a field that it needs is missing or nonsense, and when a recording that
    /// can be fetched has no address.
    pub fn parse(form: &Form) -> Result<Self, EventError> {
        let fields = Fields::of(form);
        let url = fields.url("RecordingUrl");
        let status = match fields.text("RecordingStatus") {
            Some("in-progress" | "processing") => RecordingStatus::InProgress,
            Some("absent") => RecordingStatus::Absent,
            Some("failed") => RecordingStatus::Failed,
            Some("completed") | None => RecordingStatus::Completed,
            Some(_) => {
                fields.leave_out("RecordingStatus");
                if url.is_some() { RecordingStatus::Completed } else { RecordingStatus::InProgress }
            }
        };
        if status == RecordingStatus::Completed && url.is_none() {
            return Err(EventError::Missing("RecordingUrl"));
        }
        Ok(Self {
            recording: fields.id("RecordingSid")?,
            call: fields.id("CallSid")?,
            account: fields.optional_id("AccountSid")?,
            status,
            url,
            seconds: fields.seconds("RecordingDuration"),
            channels: fields.channels("RecordingChannels"),
            source: source(fields.text("RecordingSource")),
            started_at: fields.moment("RecordingStartTime"),
            left_out: fields.left_out(),
        })
    }
}

fn source(text: Option<&str>) -> RecordingSource {
    match text {
        Some("RecordVerb") => RecordingSource::Voicemail,
        Some(
            "DialVerb"
            | "StartCallRecordingAPI"
            | "StartCallRecordingTwiML"
            | "OutboundAPI"
            | "Trunking"
            | "Conference"
            | "StartConferenceRecordingAPI",
        ) => RecordingSource::Call,
        Some(_) | None => RecordingSource::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<RecordingUpdate, EventError> {
        RecordingUpdate::parse(&Form::parse(text.as_bytes()).unwrap())
    }

    const URL: &str = "RecordingUrl=https%3A%2F%2Fapi.example%2FRE1";

    #[test]
    fn a_finished_recording_is_read() {
        let update = parse(&format!(
            "AccountSid=AC1&CallSid=CA1&RecordingSid=RE1&{URL}&RecordingStatus=completed\
             &RecordingDuration=41&RecordingChannels=2&RecordingSource=DialVerb\
             &RecordingStartTime=Tue%2C+24+Nov+2026+10%3A00%3A05+%2B0000"
        ))
        .unwrap();
        assert_eq!(update.status, RecordingStatus::Completed);
        assert_eq!(update.url.as_deref(), Some("https://api.example/RE1"));
        assert_eq!((update.seconds, update.channels), (Some(41), Some(2)));
        assert_eq!(update.source, RecordingSource::Call);
        assert_eq!(update.started_at.unwrap().as_second(), 1_795_514_405);
    }

    #[test]
    fn a_voicemail_is_distinguished_from_a_recorded_call() {
        for (text, source) in [
            ("RecordVerb", RecordingSource::Voicemail),
            ("StartCallRecordingAPI", RecordingSource::Call),
            ("SomethingNew", RecordingSource::Unknown),
            ("", RecordingSource::Unknown),
        ] {
            let text = format!("CallSid=CA1&RecordingSid=RE1&{URL}&RecordingSource={text}");
            assert_eq!(parse(&text).unwrap().source, source);
        }
    }

    #[test]
    fn an_absent_recording_needs_no_url() {
        for (text, status) in [
            ("in-progress&RecordingDuration=-1", RecordingStatus::InProgress),
            ("absent&ErrorCode=16101", RecordingStatus::Absent),
            ("failed", RecordingStatus::Failed),
        ] {
            let text = format!("CallSid=CA1&RecordingSid=RE1&RecordingStatus={text}");
            assert_eq!(parse(&text).unwrap().status, status);
        }
    }

    #[test]
    fn a_recording_does_without_what_it_can_not_read() {
        for (text, status, left_out) in [
            (format!("{URL}&RecordingStatus=done-ish"), RecordingStatus::Completed, "RecordingStatus"),
            ("RecordingStatus=pre-processing".to_owned(), RecordingStatus::InProgress, "RecordingStatus"),
            (format!("{URL}&RecordingChannels=3"), RecordingStatus::Completed, "RecordingChannels"),
            (format!("{URL}&RecordingDuration=long"), RecordingStatus::Completed, "RecordingDuration"),
        ] {
            let update = parse(&format!("CallSid=CA1&RecordingSid=RE1&{text}")).unwrap();
            assert_eq!((update.status, update.left_out.to_string().as_str()), (status, left_out), "{text}");
        }
    }

    #[test]
    fn malformed_input_is_refused() {
        for (text, error) in [
            ("CallSid=CA1&RecordingSid=RE1", EventError::Missing("RecordingUrl")),
            ("CallSid=CA1&RecordingStatus=absent", EventError::Missing("RecordingSid")),
            ("RecordingSid=RE1&RecordingStatus=absent", EventError::Missing("CallSid")),
        ] {
            assert_eq!(parse(text), Err(error), "{text}");
        }
    }
}

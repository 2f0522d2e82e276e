//! A call as lists show it.

use crewline_core::calls::{Call, CallerKind};
use crewline_core::numbers::formatted;
use crewline_core::recordings::Status;
use jiff::tz::TimeZone;

use super::list_page::CallRow;
use crate::view::{When, duration};

/// The caller: the number as it is written in the country, or the kind of caller when the number is not known.
pub(super) fn caller(call: &Call, country: &str) -> String {
    match (&call.caller, call.caller_kind) {
        (Some(number), _) => formatted(number, country).to_string(),
        (None, CallerKind::Sip) => "SIP caller".to_owned(),
        (None, CallerKind::Client) => "Carrier's own client".to_owned(),
        (None, CallerKind::Anonymous) => "Anonymous".to_owned(),
        (None, CallerKind::Number | CallerKind::Unknown) => "Unknown caller".to_owned(),
    }
}

/// Seconds as [`duration`] takes them.
pub(super) fn seconds(seconds: Option<i64>) -> Option<u64> {
    seconds.and_then(|seconds| u64::try_from(seconds).ok())
}

pub(crate) fn row(call: Call, country: &str, zone: &TimeZone, now: jiff::Timestamp) -> CallRow {
    CallRow {
        id: call.id.to_string(),
        at: When::moment(call.started_at.jiff(), zone, now),
        caller_phone: caller(&call, country),
        number_phone: formatted(&call.destination, country).to_string(),
        status: call.status,
        duration: duration(seconds(call.duration_seconds)),
        recording: call.recording.is_some_and(|recording| recording.status == Status::Stored),
        caller_name: call.caller_name,
        number_name: call.number_name,
        source: Some(call.source).filter(|source| !source.is_empty()),
    }
}

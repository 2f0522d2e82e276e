//! A call as lists show it.

use crewline_core::access::Viewpoint;
use crewline_core::calls::{Call, CallerKind, Outcome};
use crewline_core::numbers::formatted;
use crewline_core::recordings::Status;
use jiff::tz::TimeZone;

use super::length::{CallLength, seconds};
use super::list_page::CallRow;
use crate::view::{TagBadge, When, amount, duration};

/// The caller: the number as it is written in the country, or the kind of caller when the number is not known.
pub(crate) fn caller(call: &Call, country: &str) -> String {
    match (&call.caller, call.caller_kind) {
        (Some(number), _) => formatted(number, country).to_string(),
        (None, CallerKind::Sip) => "SIP caller".to_owned(),
        (None, CallerKind::Client) => "Carrier's own client".to_owned(),
        (None, CallerKind::Anonymous) => "Anonymous".to_owned(),
        (None, CallerKind::Number | CallerKind::Unknown) => "Unknown caller".to_owned(),
    }
}

pub(crate) fn row(call: Call, viewpoint: &Viewpoint, zone: &TimeZone, now: jiff::Timestamp) -> CallRow {
    let country = viewpoint.country();
    CallRow {
        id: call.id.to_string(),
        at: When::moment(call.started_at.jiff(), zone, now),
        caller_phone: caller(&call, country),
        number_phone: formatted(&call.destination, country).to_string(),
        status: call.status,
        duration: CallLength::of(&call, now),
        talk: duration(seconds(call.talk_seconds)),
        recording: call.recording.is_some_and(|recording| recording.status == Status::Stored),
        first_time: call.first_time,
        caller_name: call.caller_name,
        number_name: call.number_name,
        tags: call.tags.into_iter().map(TagBadge::from).collect(),
        qualified: call.qualified,
        value: call.value_cents.map(|cents| amount(cents, viewpoint.currency())),
        spam: call.spam,
        blocked: call.outcome == Some(Outcome::Blocked),
        source: Some(call.source).filter(|source| !source.is_empty()),
        note: None,
    }
}

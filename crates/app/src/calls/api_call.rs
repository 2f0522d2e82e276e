//! A call in the JSON API.

use crewline_core::access::Viewpoint;
use crewline_core::calls::{
    AnnotationChange, Call, CallStatus, CallerKind, Detail, Direction, Leg, Outcome, QualifiedBy, RecordingBrief,
};
use crewline_core::carrier::status::CarrierStatus;
use crewline_core::recordings::{Kind, Recording, Status};
use crewline_core::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::api_changes::ShownChange;
use crate::api::schema_words;

/// A call.
#[derive(Serialize, ToSchema)]
#[schema(as = Call)]
pub(crate) struct CallRow {
    id: String,
    number_id: String,
    /// The number's name now.
    number_name: String,
    #[schema(schema_with = schema_words::direction)]
    direction: Direction,
    #[schema(schema_with = schema_words::call_status)]
    status: CallStatus,
    /// The reason behind the status, once the call is over.
    #[schema(schema_with = schema_words::outcome, required)]
    outcome: Option<Outcome>,
    /// In E.164, or the caller's address in place of a number, such as a short code or `sip:…`; null when it is hidden.
    #[schema(required)]
    caller: Option<String>,
    #[schema(schema_with = schema_words::caller_kind)]
    caller_kind: CallerKind,
    #[schema(required)]
    caller_name: Option<String>,
    /// The digits that were called, in E.164.
    destination: String,
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    /// From the first ring to the end, once the call is over.
    #[schema(required)]
    duration_seconds: Option<i64>,
    /// How long the two sides talked, if they did.
    #[schema(required)]
    talk_seconds: Option<i64>,
    /// The number's source at the time of the call.
    #[schema(required)]
    source: Option<String>,
    /// Its newest recording or voicemail.
    #[schema(required)]
    recording: Option<CallRecording>,
    /// The names of its tags, in their order.
    tags: Vec<String>,
    /// Whether it is a good call; null: not said.
    #[schema(required)]
    qualified: Option<bool>,
    /// Whether a person or a rule said so.
    #[schema(schema_with = schema_words::qualified_by, required)]
    qualified_by: Option<QualifiedBy>,
    /// Its value, in the hundredth part of the business's currency; null: nothing said.
    #[schema(required)]
    value_cents: Option<i64>,
    spam: bool,
    /// Whether it is the caller's first call to this number.
    first_time: bool,
}

/// A recording or voicemail of a call.
#[derive(Serialize, ToSchema)]
pub(crate) struct CallRecording {
    id: String,
    #[schema(schema_with = schema_words::recording_kind)]
    kind: Kind,
    /// It can be played once it is `stored`.
    #[schema(schema_with = schema_words::recording_status)]
    status: Status,
    #[schema(required)]
    duration_seconds: Option<i64>,
}

/// A call, with its timeline, its recordings and the changes of its annotations.
#[derive(Serialize, ToSchema)]
pub(crate) struct CallWithTimeline {
    #[serde(flatten)]
    call: CallRow,
    /// The attempts to reach somebody, in the order in which the carrier reported them.
    legs: Vec<CallLeg>,
    /// Oldest first.
    recordings: Vec<CallRecording>,
    /// The newest 200 changes of its annotations, oldest first. Notes are read by themselves.
    changes: Vec<ShownChange>,
}

/// One attempt to reach somebody.
#[derive(Serialize, ToSchema)]
struct CallLeg {
    id: String,
    /// The number that was called.
    #[schema(required)]
    target: Option<String>,
    /// The status that the carrier reported.
    #[schema(schema_with = schema_words::leg_status, required)]
    status: Option<CarrierStatus>,
    /// Whether the two sides talked.
    connected: bool,
    #[schema(value_type = Option<String>, format = DateTime, required)]
    answered_at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime, required)]
    ended_at: Option<Timestamp>,
    /// From the answer to the end.
    #[schema(required)]
    duration_seconds: Option<i64>,
}

impl From<Call> for CallRow {
    fn from(call: Call) -> Self {
        Self {
            id: call.id.to_string(),
            number_id: call.number_id.to_string(),
            number_name: call.number_name,
            direction: call.direction,
            status: call.status,
            outcome: call.outcome,
            caller: call.caller,
            caller_kind: call.caller_kind,
            caller_name: call.caller_name,
            destination: call.destination,
            started_at: call.started_at,
            duration_seconds: call.duration_seconds,
            talk_seconds: call.talk_seconds,
            source: Some(call.source).filter(|source| !source.is_empty()),
            recording: call.recording.map(CallRecording::from),
            tags: call.tags.into_iter().map(|tag| tag.name).collect(),
            qualified: call.qualified,
            qualified_by: call.qualified_by,
            value_cents: call.value_cents,
            spam: call.spam,
            first_time: call.first_time,
        }
    }
}

impl From<RecordingBrief> for CallRecording {
    fn from(brief: RecordingBrief) -> Self {
        let RecordingBrief { id, kind, status, duration_seconds } = brief;
        Self { id: id.to_string(), kind, status, duration_seconds }
    }
}

impl From<Recording> for CallRecording {
    fn from(recording: Recording) -> Self {
        let Recording { id, kind, status, duration_seconds, .. } = recording;
        Self { id: id.to_string(), kind, status, duration_seconds }
    }
}

impl From<Leg> for CallLeg {
    fn from(leg: Leg) -> Self {
        Self {
            id: leg.id.to_string(),
            connected: leg.is_connected(),
            target: leg.target,
            status: leg.status,
            answered_at: leg.answered_at,
            ended_at: leg.ended_at,
            duration_seconds: leg.duration_seconds,
        }
    }
}

impl CallWithTimeline {
    /// The call for somebody who sees it.
    pub(super) fn to(viewpoint: &Viewpoint, detail: Detail, changes: Vec<AnnotationChange>) -> Self {
        Self {
            call: detail.call.into(),
            legs: detail.legs.into_iter().map(CallLeg::from).collect(),
            recordings: detail.recordings.into_iter().map(CallRecording::from).collect(),
            changes: changes.into_iter().map(|change| ShownChange::to(viewpoint, change)).collect(),
        }
    }
}

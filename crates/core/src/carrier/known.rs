//! All that is known of a call from what the carrier has said, in whatever order and however
//! often it said it.
//!
//! Callbacks are unordered and repeat. So nothing here depends on which came first: every piece
//! of news is itself a small [`Known`], and two of them are joined field by field with an
//! operation that does not care about order or repetition (the greater, the earlier, either). A
//! late `ringing` can't undo `completed`, and a repeat changes nothing.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::call::CallUpdate;
use super::dial::DialOutcome;
use super::id::CarrierId;
use super::inbound::InboundCall;
use super::leg::LegUpdate;
use super::recording::{RecordingSource, RecordingStatus, RecordingUpdate};
use super::status::CarrierStatus;

/// All that is known of a call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Known {
    /// The call's own status at the carrier.
    pub status: Option<CarrierStatus>,
    /// The whole call: ringing, greetings and menus included.
    pub whole_seconds: Option<u32>,
    /// The caller had hung up when a dialling ended.
    pub caller_gone: bool,
    /// We told the carrier to hang up: nothing more will be tried.
    pub closed: bool,
    /// Whoever answers must first accept the call, so an answer alone is no conversation.
    pub screened: bool,
    /// The caller left a message.
    pub voicemail: bool,
    /// What came of dialling, where the carrier did not name the leg.
    pub unnamed_dial: Option<KnownDial>,
    /// The legs that were placed for it.
    pub legs: BTreeMap<CarrierId, KnownLeg>,
}

/// All that is known of a leg.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KnownLeg {
    /// The leg's status at the carrier.
    pub status: Option<CarrierStatus>,
    /// From its answer to its end, by its own callbacks.
    pub seconds: Option<u32>,
    /// Who was rung.
    pub to: Option<String>,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// What the dialling that it belongs to came to.
    pub dial: Option<KnownDial>,
}

/// What came of a dialling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownDial {
    /// What the carrier calls it.
    pub status: CarrierStatus,
    /// The carrier said that the two sides were connected.
    pub connected: bool,
    /// The carrier said nothing of that, and the leg was answered and lasted.
    pub presumed: bool,
    /// How long the leg lasted.
    pub seconds: Option<u32>,
}

impl Known {
    /// Our own news: we answered with a document that hangs up.
    #[must_use]
    pub fn closed() -> Self {
        Self { closed: true, ..Self::default() }
    }

    /// Our own news: whoever answers must first accept the call.
    #[must_use]
    pub fn screened() -> Self {
        Self { screened: true, ..Self::default() }
    }
}

/// What is known after the incoming news: never less than before.
#[must_use]
pub fn merge(known: Known, incoming: impl Into<Known>) -> Known {
    let incoming = incoming.into();
    let mut legs = known.legs;
    for (id, news) in incoming.legs {
        let leg = legs.remove(&id).unwrap_or_default();
        legs.insert(id, join_legs(leg, news));
    }
    Known {
        status: known.status.max(incoming.status),
        whole_seconds: known.whole_seconds.max(incoming.whole_seconds),
        caller_gone: known.caller_gone | incoming.caller_gone,
        closed: known.closed | incoming.closed,
        screened: known.screened | incoming.screened,
        voicemail: known.voicemail | incoming.voicemail,
        unnamed_dial: join(known.unnamed_dial, incoming.unnamed_dial, join_dials),
        legs,
    }
}

fn join_legs(known: KnownLeg, incoming: KnownLeg) -> KnownLeg {
    KnownLeg {
        status: known.status.max(incoming.status),
        seconds: known.seconds.max(incoming.seconds),
        to: join(known.to, incoming.to, Ord::min),
        answered_at: join(known.answered_at, incoming.answered_at, Ord::min),
        ended_at: join(known.ended_at, incoming.ended_at, Ord::min),
        dial: join(known.dial, incoming.dial, join_dials),
    }
}

fn join_dials(known: KnownDial, incoming: KnownDial) -> KnownDial {
    KnownDial {
        status: known.status.max(incoming.status),
        connected: known.connected | incoming.connected,
        presumed: known.presumed | incoming.presumed,
        seconds: known.seconds.max(incoming.seconds),
    }
}

fn join<T>(known: Option<T>, incoming: Option<T>, both: impl FnOnce(T, T) -> T) -> Option<T> {
    match (known, incoming) {
        (Some(known), Some(incoming)) => Some(both(known, incoming)),
        (known, incoming) => known.or(incoming),
    }
}

impl From<&InboundCall> for Known {
    fn from(call: &InboundCall) -> Self {
        Self { status: Some(call.status), ..Self::default() }
    }
}

impl From<&CallUpdate> for Known {
    fn from(update: &CallUpdate) -> Self {
        Self { status: Some(update.status), whole_seconds: update.seconds, ..Self::default() }
    }
}

impl From<&LegUpdate> for Known {
    fn from(update: &LegUpdate) -> Self {
        let leg = KnownLeg {
            status: Some(update.status),
            seconds: update.seconds,
            to: update.to.clone(),
            answered_at: update.at.filter(|_| update.status == CarrierStatus::InProgress),
            ended_at: update.at.filter(|_| update.status.is_final()),
            dial: None,
        };
        Self { legs: BTreeMap::from([(update.leg.clone(), leg)]), ..Self::default() }
    }
}

impl From<&DialOutcome> for Known {
    fn from(outcome: &DialOutcome) -> Self {
        let dial = KnownDial {
            status: outcome.status,
            connected: outcome.bridged == Some(true),
            presumed: outcome.bridged.is_none() && outcome.is_connected(),
            seconds: outcome.seconds,
        };
        let caller_gone = outcome.call_status.is_some_and(CarrierStatus::is_final);
        let known = Self { status: outcome.call_status, caller_gone, ..Self::default() };
        match &outcome.leg {
            Some(leg) => {
                let news = KnownLeg { dial: Some(dial), ..KnownLeg::default() };
                Self { legs: BTreeMap::from([(leg.clone(), news)]), ..known }
            }
            None => Self { unnamed_dial: Some(dial), ..known },
        }
    }
}

impl From<&RecordingUpdate> for Known {
    fn from(update: &RecordingUpdate) -> Self {
        let voicemail = update.source == RecordingSource::Voicemail && update.status == RecordingStatus::Completed;
        Self { voicemail, ..Self::default() }
    }
}

#[cfg(test)]
mod tests;

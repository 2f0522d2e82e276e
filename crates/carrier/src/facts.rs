//! The facts of a call: everything that the carrier has reported, in any order and any number of times.
//!
//! Callbacks come in any order and repeat, so nothing here depends on the order. Every report is itself a small
//! [`CallFacts`], and two of them are joined field by field with an operation for which order and repetition don't matter
//! (the greater, the earlier, either). A late `ringing` can't undo `completed`, and a repeat changes nothing.

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

/// The facts of a call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CallFacts {
    /// The call's own status at the carrier.
    pub status: Option<CarrierStatus>,
    /// How long it lasted, as the carrier counts: some from the first ring, some from the answer.
    pub carrier_seconds: Option<u32>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// The caller had hung up when a dial ended.
    pub caller_gone: bool,
    /// Our document hangs up, so the call ends.
    pub closed: bool,
    /// The carrier never reported its end, and it is too old to last.
    pub overdue: bool,
    /// The person who answers must first accept the call, so an answer alone is no conversation.
    pub screened: bool,
    /// The caller left a message.
    pub voicemail: bool,
    /// Our document rejects the call, as its caller is blocked.
    pub blocked: bool,
    /// The result of a dial whose leg the carrier did not name.
    pub unnamed_dial: Option<DialFacts>,
    /// The legs that were placed for it.
    pub legs: BTreeMap<CarrierId, LegFacts>,
}

/// The facts of a leg.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LegFacts {
    /// The leg's status at the carrier.
    pub status: Option<CarrierStatus>,
    /// From its answer to its end, by its own callbacks.
    pub seconds: Option<u32>,
    /// The address that was rung.
    pub to: Option<String>,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// The result of the dial that it belongs to.
    pub dial: Option<DialFacts>,
}

/// The result of a dial.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DialFacts {
    /// The carrier's status of it.
    pub status: CarrierStatus,
    /// The carrier said that the two sides were connected.
    pub connected: bool,
    /// The carrier did not say, and the leg was answered and lasted.
    pub presumed: bool,
    /// How long the leg lasted.
    pub seconds: Option<u32>,
}

impl CallFacts {
    /// Our own report: we answered with a document that hangs up.
    #[must_use]
    pub fn closed() -> Self {
        Self { closed: true, ..Self::default() }
    }

    /// Our own report: the caller is blocked, and we answered with a document that rejects the call.
    #[must_use]
    pub fn blocked() -> Self {
        Self { blocked: true, closed: true, ..Self::default() }
    }

    /// Our own report: the carrier never reported the end, and the call is too old to last.
    #[must_use]
    pub fn overdue() -> Self {
        Self { overdue: true, ..Self::default() }
    }

    /// Our own report: the person who answers must first accept the call.
    #[must_use]
    pub fn screened() -> Self {
        Self { screened: true, ..Self::default() }
    }
}

/// The facts after a further report: never fewer than before.
#[must_use]
pub fn merge(facts: CallFacts, incoming: impl Into<CallFacts>) -> CallFacts {
    let incoming = incoming.into();
    let mut legs = facts.legs;
    for (id, incoming) in incoming.legs {
        let leg = legs.remove(&id).unwrap_or_default();
        legs.insert(id, join_legs(leg, incoming));
    }
    CallFacts {
        status: facts.status.max(incoming.status),
        carrier_seconds: facts.carrier_seconds.max(incoming.carrier_seconds),
        ended_at: join(facts.ended_at, incoming.ended_at, Ord::min),
        caller_gone: facts.caller_gone | incoming.caller_gone,
        closed: facts.closed | incoming.closed,
        overdue: facts.overdue | incoming.overdue,
        screened: facts.screened | incoming.screened,
        voicemail: facts.voicemail | incoming.voicemail,
        blocked: facts.blocked | incoming.blocked,
        unnamed_dial: join(facts.unnamed_dial, incoming.unnamed_dial, join_dials),
        legs,
    }
}

fn join_legs(facts: LegFacts, incoming: LegFacts) -> LegFacts {
    LegFacts {
        status: facts.status.max(incoming.status),
        seconds: facts.seconds.max(incoming.seconds),
        to: join(facts.to, incoming.to, Ord::min),
        answered_at: join(facts.answered_at, incoming.answered_at, Ord::min),
        ended_at: join(facts.ended_at, incoming.ended_at, Ord::min),
        dial: join(facts.dial, incoming.dial, join_dials),
    }
}

fn join_dials(facts: DialFacts, incoming: DialFacts) -> DialFacts {
    DialFacts {
        status: facts.status.max(incoming.status),
        connected: facts.connected | incoming.connected,
        presumed: facts.presumed | incoming.presumed,
        seconds: facts.seconds.max(incoming.seconds),
    }
}

fn join<T>(facts: Option<T>, incoming: Option<T>, both: impl FnOnce(T, T) -> T) -> Option<T> {
    match (facts, incoming) {
        (Some(facts), Some(incoming)) => Some(both(facts, incoming)),
        (facts, incoming) => facts.or(incoming),
    }
}

impl From<&InboundCall> for CallFacts {
    fn from(call: &InboundCall) -> Self {
        Self { status: Some(call.status), ..Self::default() }
    }
}

impl From<&CallUpdate> for CallFacts {
    fn from(update: &CallUpdate) -> Self {
        Self {
            status: update.status,
            carrier_seconds: update.seconds,
            ended_at: update.at.filter(|_| update.status.is_some_and(CarrierStatus::is_final)),
            ..Self::default()
        }
    }
}

impl From<&LegUpdate> for CallFacts {
    fn from(update: &LegUpdate) -> Self {
        let leg = LegFacts {
            status: update.status,
            seconds: update.seconds,
            to: update.to.clone(),
            answered_at: update.at.filter(|_| update.status == Some(CarrierStatus::InProgress)),
            ended_at: update.at.filter(|_| update.status.is_some_and(CarrierStatus::is_final)),
            dial: None,
        };
        Self { legs: BTreeMap::from([(update.leg.clone(), leg)]), ..Self::default() }
    }
}

impl From<&DialOutcome> for CallFacts {
    fn from(outcome: &DialOutcome) -> Self {
        let dial = DialFacts {
            status: outcome.status,
            connected: outcome.bridged == Some(true),
            presumed: outcome.bridged.is_none() && outcome.is_connected(),
            seconds: outcome.seconds,
        };
        let caller_gone = outcome.call_status.is_some_and(CarrierStatus::is_final);
        let facts = Self { status: outcome.call_status, caller_gone, ..Self::default() };
        match &outcome.leg {
            Some(leg) => {
                let leg_facts = LegFacts { dial: Some(dial), ..LegFacts::default() };
                Self { legs: BTreeMap::from([(leg.clone(), leg_facts)]), ..facts }
            }
            None => Self { unnamed_dial: Some(dial), ..facts },
        }
    }
}

impl From<&RecordingUpdate> for CallFacts {
    fn from(update: &RecordingUpdate) -> Self {
        let voicemail = update.source == RecordingSource::Voicemail && update.status == RecordingStatus::Completed;
        Self { voicemail, ..Self::default() }
    }
}

#[cfg(test)]
mod tests;

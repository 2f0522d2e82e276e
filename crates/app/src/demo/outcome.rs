//! The outcomes of the demo's calls.

use std::collections::BTreeMap;

use crewline_core::carrier::facts::{CallFacts, DialFacts, LegFacts};
use crewline_core::carrier::id::CarrierId;
use crewline_core::carrier::phone_number::PhoneNumber;
use crewline_core::carrier::status::CarrierStatus;
use crewline_core::time::Timestamp;
use rand::RngExt;
use rand::rngs::StdRng;

/// The outcome of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CallOutcome {
    Answered,
    NoAnswer,
    Abandoned,
    Voicemail,
    Busy,
    Failed,
    /// The caller is blocked.
    Blocked,
}

/// The lengths of the parts of a call, in seconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lengths {
    pub(super) ring: u32,
    pub(super) talk: u32,
    pub(super) message: u32,
}

impl CallOutcome {
    /// Draws an outcome. In the opening hours this share of the calls is answered; outside of them hardly any is, and most
    /// callers hang up before the message.
    pub(super) fn draw(is_open: bool, answered: f64, random: &mut StdRng) -> Self {
        if random.random_bool(if is_open { answered } else { 0.05 }) {
            return Self::Answered;
        }
        let shares = if is_open { [260, 500, 880, 975] } else { [470, 610, 965, 990] };
        let drawn = random.random_range(0..1_000);
        let outcomes = [Self::NoAnswer, Self::Abandoned, Self::Voicemail, Self::Busy];
        shares.into_iter().zip(outcomes).find(|(share, _)| drawn < *share).map_or(Self::Failed, |(_, outcome)| outcome)
    }

    /// Whether nobody talked to a caller who wanted it.
    pub(super) fn is_unanswered(self) -> bool {
        !matches!(self, Self::Answered | Self::Blocked)
    }

    pub(super) fn ring_seconds(self, random: &mut StdRng) -> u32 {
        match self {
            Self::Answered => random.random_range(2..19),
            Self::NoAnswer | Self::Voicemail => random.random_range(24..31),
            Self::Abandoned => random.random_range(3..26),
            Self::Busy | Self::Failed => random.random_range(0..3),
            Self::Blocked => 0,
        }
    }

    pub(super) fn total_seconds(self, lengths: Lengths) -> u32 {
        let Lengths { ring, talk, message } = lengths;
        match self {
            Self::Answered => ring + talk,
            // The greeting comes first.
            Self::Voicemail => ring + 6 + message,
            Self::NoAnswer | Self::Abandoned | Self::Busy | Self::Failed => ring,
            Self::Blocked => 0,
        }
    }

    /// The facts that the carrier would have reported of such a call.
    pub(super) fn facts(self, leg: CarrierId, to: &PhoneNumber, started_at: Timestamp, lengths: Lengths) -> CallFacts {
        if self == Self::Blocked {
            return CallFacts { status: Some(CarrierStatus::Busy), carrier_seconds: Some(0), ..CallFacts::blocked() };
        }
        let Lengths { ring, talk, .. } = lengths;
        let is_answered = self == Self::Answered;
        let status = match self {
            Self::Answered => CarrierStatus::Completed,
            Self::NoAnswer | Self::Voicemail => CarrierStatus::NoAnswer,
            Self::Abandoned => CarrierStatus::Canceled,
            Self::Busy => CarrierStatus::Busy,
            Self::Failed | Self::Blocked => CarrierStatus::Failed,
        };
        let rung_until = started_at.plus_seconds(ring.into());
        let ended_at = rung_until.plus_seconds(talk.into());
        let seconds = is_answered.then_some(talk);
        // When the caller hangs up while it rings, the carrier does not report the end of the dialling.
        let dial =
            (self != Self::Abandoned).then_some(DialFacts { status, connected: is_answered, presumed: false, seconds });
        let leg_facts = LegFacts {
            status: Some(status),
            seconds,
            to: Some(to.as_str().to_owned()),
            answered_at: is_answered.then(|| rung_until.jiff()),
            ended_at: Some(if is_answered { ended_at.jiff() } else { rung_until.jiff() }),
            dial,
        };
        CallFacts {
            status: Some(CarrierStatus::Completed),
            carrier_seconds: Some(self.total_seconds(lengths)),
            caller_gone: self == Self::Abandoned,
            closed: matches!(self, Self::NoAnswer | Self::Busy | Self::Failed),
            voicemail: self == Self::Voicemail,
            legs: BTreeMap::from([(leg, leg_facts)]),
            ..CallFacts::default()
        }
    }
}

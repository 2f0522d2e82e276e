//! What came of a call, in the product's words, from all that is known of it.

use serde::{Deserialize, Serialize};

use super::known::{Known, KnownDial, KnownLeg};
use super::status::CarrierStatus;

/// The product's status of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallStatus {
    /// Nobody has answered yet.
    Ringing,
    /// Somebody has, or the caller listens to a greeting.
    InProgress,
    /// The two sides talked.
    Completed,
    /// They did not.
    Missed,
    /// The caller left a message.
    Voicemail,
    /// Every line that was rung was busy.
    Busy,
    /// It could not be put through.
    Failed,
}

/// What came of a call that is over: the reason behind its status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The two sides were connected.
    Connected,
    /// The caller left a message.
    Voicemail,
    /// The caller hung up before anybody answered.
    Abandoned,
    /// Nobody answered in time, or whoever did, did not accept the call.
    NoAnswer,
    /// The line was busy.
    Busy,
    /// The target could not be reached.
    Failed,
    /// There was nobody to ring: we hung up.
    Unavailable,
}

/// What the product shows of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The status.
    pub status: CallStatus,
    /// The reason, once the call is over.
    pub outcome: Option<Outcome>,
    /// How long the two sides talked: only where they were connected, and as soon as it is known.
    pub talk_seconds: Option<u32>,
    /// How long the whole call took, as soon as it is known.
    pub whole_seconds: Option<u32>,
}

impl CallStatus {
    /// Every status.
    pub const ALL: [Self; 7] =
        [Self::Ringing, Self::InProgress, Self::Completed, Self::Missed, Self::Voicemail, Self::Busy, Self::Failed];

    /// The form in the API and the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ringing => "ringing",
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::Missed => "missed",
            Self::Voicemail => "voicemail",
            Self::Busy => "busy",
            Self::Failed => "failed",
        }
    }
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 7] = [
        Self::Connected,
        Self::Voicemail,
        Self::Abandoned,
        Self::NoAnswer,
        Self::Busy,
        Self::Failed,
        Self::Unavailable,
    ];

    /// The form in the API and the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Connected => "connected",
            Self::Voicemail => "voicemail",
            Self::Abandoned => "abandoned",
            Self::NoAnswer => "no_answer",
            Self::Busy => "busy",
            Self::Failed => "failed",
            Self::Unavailable => "unavailable",
        }
    }

    /// The status of a call that ended so.
    #[must_use]
    pub fn status(self) -> CallStatus {
        match self {
            Self::Connected => CallStatus::Completed,
            Self::Voicemail => CallStatus::Voicemail,
            Self::Abandoned | Self::NoAnswer | Self::Unavailable => CallStatus::Missed,
            Self::Busy => CallStatus::Busy,
            Self::Failed => CallStatus::Failed,
        }
    }
}

/// What the product shows of a call, from all that is known of it.
///
/// A function of what is known alone, so it is the same for every order of the same news. News
/// that comes after the end can still correct the outcome, never reopen the call.
#[must_use]
pub fn verdict(known: &Known) -> Verdict {
    let talks = talks(known);
    let is_over = known.closed || known.status.is_some_and(CarrierStatus::is_final);
    let outcome = is_over.then(|| {
        if !talks.is_empty() {
            Outcome::Connected
        } else if known.voicemail {
            Outcome::Voicemail
        } else {
            why_missed(known)
        }
    });
    Verdict {
        status: outcome.map_or_else(|| meanwhile(known), Outcome::status),
        outcome,
        talk_seconds: talks.into_iter().flatten().reduce(u32::saturating_add),
        whole_seconds: known.whole_seconds,
    }
}

/// The lengths of the conversations that were had: usually one or none.
///
/// What a dialling came to says it. Where its request was lost, as when our own address did not
/// answer, or says nothing of a bridge, a leg that was answered and lasted is believed, unless
/// answering was not yet accepting.
fn talks(known: &Known) -> Vec<Option<u32>> {
    let of_dial = |dial: KnownDial| (dial.connected || dial.presumed && !known.screened).then_some(dial.seconds);
    let of_leg = |leg: &KnownLeg| match leg.dial {
        Some(dial) => of_dial(dial),
        None if known.unnamed_dial.is_some() || known.screened => None,
        None => (leg.status == Some(CarrierStatus::Completed) && leg.seconds > Some(0)).then_some(leg.seconds),
    };
    known.legs.values().filter_map(of_leg).chain(known.unnamed_dial.and_then(of_dial)).collect()
}

fn meanwhile(known: &Known) -> CallStatus {
    let is_answered = |status: Option<CarrierStatus>| status.is_some_and(|status| status.rank() >= 2);
    // A leg that talked and has ended does not make the call ring again while the carrier winds it up.
    let leg_talks = |leg: &KnownLeg| match leg.status {
        Some(CarrierStatus::InProgress) => true,
        Some(CarrierStatus::Completed) => leg.seconds > Some(0),
        _ => false,
    };
    if is_answered(known.status) || known.legs.values().any(leg_talks) {
        CallStatus::InProgress
    } else {
        CallStatus::Ringing
    }
}

fn why_missed(known: &Known) -> Outcome {
    if known.caller_gone {
        return Outcome::Abandoned;
    }
    let dials = known.legs.values().filter_map(|leg| leg.dial).chain(known.unnamed_dial);
    let dials: Vec<_> = dials.map(|dial| dial.status).collect();
    if dials.is_empty() {
        return why_nothing_was_dialled(known);
    }
    let has = |status| dials.contains(&status);
    if has(CarrierStatus::Canceled) {
        Outcome::Abandoned
    } else if has(CarrierStatus::NoAnswer) || has(CarrierStatus::Completed) {
        Outcome::NoAnswer
    } else if has(CarrierStatus::Busy) {
        Outcome::Busy
    } else {
        Outcome::Failed
    }
}

/// The carrier never asked what to do after a dialling. It asks at once when the target does not
/// answer, so a leg that merely rang was left by the caller.
fn why_nothing_was_dialled(known: &Known) -> Outcome {
    let legs: Vec<_> = known.legs.values().filter_map(|leg| leg.status).collect();
    let refused = |status| matches!(status, CarrierStatus::Busy | CarrierStatus::Failed);
    if !legs.is_empty() {
        return match legs.iter().max() {
            Some(CarrierStatus::Busy) if legs.iter().copied().all(refused) => Outcome::Busy,
            Some(CarrierStatus::Failed) if legs.iter().copied().all(refused) => Outcome::Failed,
            _ => Outcome::Abandoned,
        };
    }
    if known.closed {
        return Outcome::Unavailable;
    }
    match known.status {
        Some(CarrierStatus::Busy) => Outcome::Busy,
        Some(CarrierStatus::Failed) => Outcome::Failed,
        _ => Outcome::Abandoned,
    }
}

#[cfg(test)]
mod tests;

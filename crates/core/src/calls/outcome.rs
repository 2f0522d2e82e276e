//! The status and the outcome of a call, in the product's words, derived from its facts.

use crate::carrier::facts::{CallFacts, DialFacts, LegFacts};
use crate::carrier::status::CarrierStatus;
use crate::db::words;

words! {
    /// The product's status of a call.
    pub enum CallStatus {
        /// Nobody has answered yet.
        Ringing = "ringing",
        /// Somebody has answered, or the caller listens to a greeting.
        InProgress = "in_progress",
        /// The two sides talked.
        Completed = "completed",
        /// The two sides did not talk.
        Missed = "missed",
        /// The caller left a message.
        Voicemail = "voicemail",
        /// Every line that was rung was busy.
        Busy = "busy",
        /// It could not be put through.
        Failed = "failed",
    }
}

words! {
    /// The outcome of a call that is over: the reason behind its status.
    pub enum Outcome {
        /// The two sides were connected.
        Connected = "connected",
        /// The caller left a message.
        Voicemail = "voicemail",
        /// The caller hung up before anybody answered.
        Abandoned = "abandoned",
        /// Nobody answered in time, or the person who answered did not accept the call.
        NoAnswer = "no_answer",
        /// The line was busy.
        Busy = "busy",
        /// The target could not be reached.
        Failed = "failed",
        /// The caller was blocked, so we rejected the call.
        Blocked = "blocked",
        /// There was no target to ring, so we hung up.
        Unavailable = "unavailable",
        /// The carrier never reported how it ended, nor that anybody answered.
        Unreported = "unreported",
    }
}

/// The part of a call that is derived from its facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallSummary {
    /// The status.
    pub status: CallStatus,
    /// The reason, once the call is over.
    pub outcome: Option<Outcome>,
    /// How long the two sides talked, if they were connected and it is known.
    pub talk_seconds: Option<u32>,
}

impl Outcome {
    /// The status of a call with this outcome.
    #[must_use]
    pub fn status(self) -> CallStatus {
        match self {
            Self::Connected => CallStatus::Completed,
            Self::Voicemail => CallStatus::Voicemail,
            Self::Abandoned | Self::NoAnswer | Self::Unavailable | Self::Unreported => CallStatus::Missed,
            Self::Busy => CallStatus::Busy,
            Self::Failed | Self::Blocked => CallStatus::Failed,
        }
    }
}

/// Derives a call's summary from its facts.
///
/// It depends on the facts alone, so it is the same for every order of the same reports. A report that comes after the
/// end can still correct the outcome, never reopen the call.
#[must_use]
pub fn derive_outcome(facts: &CallFacts) -> CallSummary {
    let talks = talk_lengths(facts);
    let is_over = facts.closed || facts.overdue || facts.status.is_some_and(CarrierStatus::is_final);
    let outcome = is_over.then(|| {
        if !talks.is_empty() {
            Outcome::Connected
        } else if facts.voicemail {
            Outcome::Voicemail
        } else if facts.blocked {
            Outcome::Blocked
        } else {
            missed_outcome(facts)
        }
    });
    CallSummary {
        status: outcome.map_or_else(|| status_while_active(facts), Outcome::status),
        outcome,
        talk_seconds: talks.into_iter().flatten().reduce(u32::saturating_add),
    }
}

/// The longest time between a call's first ring and its end that is believed: carriers let none live for longer.
const MAX_WHOLE_SECONDS: i64 = 24 * 3_600;

/// How long the whole call took, from its first ring to its end, if it is known. Carriers count from the answer where a call is
/// only answered when it is put through, so the time of the end decides if it says more.
pub(crate) fn whole_seconds(facts: &CallFacts, started_at: jiff::Timestamp) -> Option<u32> {
    let by_clock = facts.ended_at.map(|ended_at| ended_at.duration_since(started_at).as_secs());
    // The carrier's clock may differ from ours.
    let by_clock = by_clock.filter(|seconds| (0..=MAX_WHOLE_SECONDS).contains(seconds));
    facts.carrier_seconds.max(by_clock.and_then(|seconds| u32::try_from(seconds).ok()))
}

/// How long the caller waited until somebody with whom they talked had answered, if that is known.
pub(crate) fn answer_seconds(facts: &CallFacts, started_at: jiff::Timestamp) -> Option<u32> {
    if derive_outcome(facts).outcome != Some(Outcome::Connected) {
        return None;
    }
    let talked = facts.legs.values().filter(|leg| talk_of_leg(facts, leg).is_some());
    let answered = |leg: &LegFacts| {
        // A leg lasts from its answer to its end.
        let by_end = || Some(leg.ended_at? - jiff::SignedDuration::from_secs(leg.seconds?.into()));
        leg.answered_at.or_else(by_end)
    };
    let seconds = talked.filter_map(answered).min()?.duration_since(started_at).as_secs();
    // The carrier's clock may differ from ours.
    u32::try_from(seconds.clamp(0, MAX_WHOLE_SECONDS)).ok()
}

/// The lengths of the call's conversations: usually one or none.
fn talk_lengths(facts: &CallFacts) -> Vec<Option<u32>> {
    let of_legs = facts.legs.values().filter_map(|leg| talk_of_leg(facts, leg));
    of_legs.chain(facts.unnamed_dial.and_then(|dial| talk_of_dial(facts, dial))).collect()
}

fn talk_of_dial(facts: &CallFacts, dial: DialFacts) -> Option<Option<u32>> {
    (dial.connected || dial.presumed && !facts.screened).then_some(dial.seconds)
}

/// The length of the conversation of a leg, if there was one.
///
/// The result of the dial says it. That request may be lost, or not say whether the two sides were connected. Then a
/// leg that was answered and lasted counts, unless the answerer first had to accept the call.
fn talk_of_leg(facts: &CallFacts, leg: &LegFacts) -> Option<Option<u32>> {
    match leg.dial {
        Some(dial) => talk_of_dial(facts, dial),
        None if facts.unnamed_dial.is_some() || facts.screened => None,
        None if leg.status == Some(CarrierStatus::Completed) => (leg.seconds > Some(0)).then_some(leg.seconds),
        // It was answered, and its end was never reported: how long the two sides talked is not known.
        None => (is_unreported(facts) && leg.status == Some(CarrierStatus::InProgress)).then_some(None),
    }
}

/// Whether the call is over only because it is too old to last.
fn is_unreported(facts: &CallFacts) -> bool {
    facts.overdue && !facts.closed && !facts.status.is_some_and(CarrierStatus::is_final)
}

fn status_while_active(facts: &CallFacts) -> CallStatus {
    let is_answered = |status: Option<CarrierStatus>| status.is_some_and(|status| status.rank() >= 2);
    // After a leg that talked has ended, the call does not ring again until the carrier ends it.
    let leg_talks = |leg: &LegFacts| match leg.status {
        Some(CarrierStatus::InProgress) => true,
        Some(CarrierStatus::Completed) => leg.seconds > Some(0),
        _ => false,
    };
    if is_answered(facts.status) || facts.legs.values().any(leg_talks) {
        CallStatus::InProgress
    } else {
        CallStatus::Ringing
    }
}

fn missed_outcome(facts: &CallFacts) -> Outcome {
    if facts.caller_gone {
        return Outcome::Abandoned;
    }
    let dials = facts.legs.values().filter_map(|leg| leg.dial).chain(facts.unnamed_dial);
    let dials: Vec<_> = dials.map(|dial| dial.status).collect();
    if dials.is_empty() {
        return outcome_without_dial(facts);
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

/// The outcome if the carrier never asked what to do after a dial. It asks at once when the target does not answer, so
/// a leg that merely rang means that the caller hung up.
fn outcome_without_dial(facts: &CallFacts) -> Outcome {
    let legs: Vec<_> = facts.legs.values().filter_map(|leg| leg.status).collect();
    if is_unreported(facts) {
        return match legs.iter().max() {
            Some(CarrierStatus::Busy) => Outcome::Busy,
            Some(CarrierStatus::NoAnswer) => Outcome::NoAnswer,
            Some(CarrierStatus::Failed) => Outcome::Failed,
            _ => Outcome::Unreported,
        };
    }
    let is_refusal = |status| matches!(status, CarrierStatus::Busy | CarrierStatus::Failed);
    if !legs.is_empty() {
        return match legs.iter().max() {
            Some(CarrierStatus::Busy) if legs.iter().copied().all(is_refusal) => Outcome::Busy,
            Some(CarrierStatus::Failed) if legs.iter().copied().all(is_refusal) => Outcome::Failed,
            _ => Outcome::Abandoned,
        };
    }
    if facts.closed {
        return Outcome::Unavailable;
    }
    match facts.status {
        Some(CarrierStatus::Busy) => Outcome::Busy,
        Some(CarrierStatus::Failed) => Outcome::Failed,
        _ => Outcome::Abandoned,
    }
}

#[cfg(test)]
mod tests;

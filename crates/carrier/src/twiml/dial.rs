//! The verb that connects the caller to somebody.

use std::fmt;

use super::element::Element;
use super::url::AbsoluteUrl;
use crate::phone_number::PhoneNumber;
use crate::provider::Provider;
use crate::sip_address::SipAddress;

/// The ring durations that all carriers accept.
const RING_SECONDS: std::ops::RangeInclusive<u16> = 5..=120;
/// The call durations that all carriers accept.
const LIMIT_SECONDS: std::ops::RangeInclusive<u32> = 60..=14_400;

/// Connects the caller to the first target that answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dial {
    /// The targets, which are rung all at once. Carriers accept 10 at most; more are left out.
    pub targets: Vec<Target>,
    /// The address that is asked what to do after the dial. Without one, the document continues.
    pub action: Option<AbsoluteUrl>,
    /// How long to ring: clamped to the 5 to 120 seconds that all carriers accept.
    pub ring_seconds: u16,
    /// How long the talk may last: clamped to the 60 to 14,400 seconds that all carriers accept.
    pub limit_seconds: Option<u32>,
    /// The number that the targets see: the caller's by default.
    pub caller_id: Option<PhoneNumber>,
    /// Whether and how the talk is recorded.
    pub recording: Option<DialRecording>,
    /// The caller keeps hearing the ring, and the call is answered only when a target does. Left
    /// out for a carrier that does not know it.
    pub answer_on_bridge: bool,
}

/// How a talk is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DialRecording {
    /// Whether the caller and the answerer have a channel each. Always written, since carriers' defaults differ.
    pub is_dual: bool,
    /// The address for reports on the recording.
    pub callback: AbsoluteUrl,
}

/// A line that can be rung.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Endpoint {
    /// A telephone number.
    Number(PhoneNumber),
    /// A telephone on the internet.
    Sip(SipAddress),
}

impl fmt::Display for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(formatter),
            Self::Sip(address) => address.fmt(formatter),
        }
    }
}

/// Somebody to ring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The line to ring.
    pub endpoint: Endpoint,
    /// The address for reports on this leg.
    pub status_callback: Option<AbsoluteUrl>,
    /// A document that runs for the answerer before the two are connected.
    pub screen: Option<AbsoluteUrl>,
}

impl Dial {
    /// Carriers ring this many targets at once.
    pub const MAX_TARGETS: usize = 10;

    pub(super) fn element(&self, provider: Provider) -> Element {
        let answer_on_bridge = (self.answer_on_bridge && provider != Provider::Telnyx).then_some("true");
        let limit = self.limit_seconds.map(|limit| clamp(limit, &LIMIT_SECONDS));
        let mut dial = Element::new("Dial")
            .with_optional("action", self.action.as_ref())
            .with_optional("method", self.action.as_ref().map(|_| "POST"))
            .with("timeout", clamp(self.ring_seconds, &RING_SECONDS))
            .with_optional("timeLimit", limit)
            .with_optional("callerId", self.caller_id.as_ref())
            .with_optional("answerOnBridge", answer_on_bridge);
        if let Some(recording) = &self.recording {
            let record = if recording.is_dual { "record-from-answer-dual" } else { "record-from-answer" };
            dial = dial
                .with("record", record)
                .with("recordingStatusCallback", &recording.callback)
                .with("recordingStatusCallbackMethod", "POST")
                .with("recordingStatusCallbackEvent", "in-progress completed absent");
        }
        self.targets.iter().take(Self::MAX_TARGETS).map(Target::element).fold(dial, Element::child)
    }
}

impl Target {
    fn element(&self) -> Element {
        let callback = self.status_callback.as_ref();
        let events = "initiated ringing answered completed";
        let noun = match &self.endpoint {
            Endpoint::Number(_) => "Number",
            Endpoint::Sip(_) => "Sip",
        };
        Element::new(noun)
            .with_optional("url", self.screen.as_ref())
            .with_optional("method", self.screen.as_ref().map(|_| "POST"))
            .with_optional("statusCallback", callback)
            .with_optional("statusCallbackMethod", callback.map(|_| "POST"))
            .with_optional("statusCallbackEvent", callback.map(|_| events))
            .text(&self.endpoint)
    }
}

fn clamp<T: Ord + Copy>(value: T, range: &std::ops::RangeInclusive<T>) -> T {
    value.clamp(*range.start(), *range.end())
}

//! The documents that Crewline answers with.

use super::control::Reject;
use super::dial::{Dial, DialRecording, Endpoint, Target};
use super::say::Say;
use super::url::AbsoluteUrl;
use super::{Document, Response, Verb};
use crate::caller::Caller;
use crate::phone_number::PhoneNumber;
use crate::provider::Provider;

/// How long a target rings by default.
const RING_SECONDS: u16 = 25;

/// An inbound call, put through to its number's target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forward<'a> {
    /// The number to ring.
    pub target: &'a PhoneNumber,
    /// The caller.
    pub caller: &'a Caller,
    /// The number that was called.
    pub number: &'a PhoneNumber,
    /// How long to ring.
    pub ring_seconds: Option<u16>,
    /// The address for reports on the recording, if the talk is recorded.
    pub recording: Option<&'a AbsoluteUrl>,
    /// The address that is asked what to do after the dial.
    pub next: &'a AbsoluteUrl,
    /// The address for reports on the leg.
    pub status: &'a AbsoluteUrl,
}

impl Forward<'_> {
    /// The answer to the inbound call.
    #[must_use]
    pub fn document(&self, provider: Provider) -> Document {
        let recording = self.recording.map(|callback| DialRecording { is_dual: true, callback: callback.clone() });
        let dial = Dial {
            action: Some(self.next.clone()),
            ring_seconds: self.ring_seconds.unwrap_or(RING_SECONDS),
            recording,
            ..dial_target(self.target, self.caller, self.number, Some(self.status))
        };
        Response::new([Verb::Dial(dial)]).write(provider)
    }
}

/// The answer of the fallback address: puts the call through. It has no action, since that request
/// would probably fail as the first one did. The leg's callbacks report its end, if they get through.
#[must_use]
pub fn fallback(
    target: &PhoneNumber,
    caller: &Caller,
    number: &PhoneNumber,
    status: Option<&AbsoluteUrl>,
    provider: Provider,
) -> Document {
    Response::new([Verb::Dial(dial_target(target, caller, number, status))]).write(provider)
}

fn dial_target(target: &PhoneNumber, caller: &Caller, number: &PhoneNumber, status: Option<&AbsoluteUrl>) -> Dial {
    let endpoint = Endpoint::Number(target.clone());
    let target = Target { endpoint, status_callback: status.cloned(), screen: None };
    // A target must be shown a number: the caller's by default, or else the number that was called.
    let caller_id = if matches!(caller, Caller::Number(_)) { None } else { Some(number.clone()) };
    Dial {
        targets: vec![target],
        action: None,
        ring_seconds: RING_SECONDS,
        limit_seconds: None,
        caller_id,
        recording: None,
        answer_on_bridge: true,
    }
}

/// Refuses the call without answering it.
#[must_use]
pub fn rejected(provider: Provider) -> Document {
    Response::new([Verb::Reject(Reject::Rejected)]).write(provider)
}

/// Ends the call.
#[must_use]
pub fn hangup(provider: Provider) -> Document {
    Response::new([Verb::Hangup]).write(provider)
}

/// The answer to a text: no reply.
#[must_use]
pub fn no_reply(provider: Provider) -> Document {
    Response::default().write(provider)
}

/// Tells the caller that the number has nobody to ring, and ends the call.
#[must_use]
pub fn unavailable(provider: Provider) -> Document {
    farewell("This number cannot take calls at the moment. Please try again later.", provider)
}

/// The result of a dial, for the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterDial {
    /// The two sides talked, or the caller has gone: there is nothing to say.
    Done,
    /// Nobody could be reached, and the caller still listens.
    Unreached,
}

/// The answer to the dial's `action` that ends the call.
#[must_use]
pub fn after_dial(after: AfterDial, provider: Provider) -> Document {
    match after {
        AfterDial::Done => hangup(provider),
        AfterDial::Unreached => farewell("Nobody can take your call right now. Please try again later.", provider),
    }
}

fn farewell(text: &str, provider: Provider) -> Document {
    let say = Say { language: Some("en-US".to_owned()), ..Say::new(text) };
    Response::new([Verb::Say(say), Verb::Hangup]).write(provider)
}

//! Decides the next step of a call, and writes its document.

use super::addresses::{Addresses, Callback};
use crate::carrier::dial::DialOutcome;
use crate::carrier::inbound::InboundCall;
use crate::carrier::phone_number::PhoneNumber;
use crate::carrier::provider::Provider;
use crate::carrier::status::CarrierStatus;
use crate::carrier::twiml::{AfterDial, Document, Forward, after_dial, fallback, rejected, unavailable};
use crate::db;

/// The next step of a call.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Decision<'c> {
    /// The call is put through to the number's target.
    Forward { call: &'c InboundCall, target: PhoneNumber, is_recorded: bool },
    /// The call is put through, and the carrier does not ask us what to do afterwards.
    ForwardAlone { call: &'c InboundCall, target: PhoneNumber },
    /// The caller is blocked, and the call is refused before anybody is rung.
    Reject,
    /// The number has no target, and the caller hears it.
    Unavailable,
    /// The two sides talked, or the caller has gone.
    HangUp,
    /// Nobody could be reached, and the caller hears it.
    Unreached,
}

impl<'c> Decision<'c> {
    /// Decides on a call that arrives at a number with this target.
    pub(super) fn on_arrival(call: &'c InboundCall, target: Option<PhoneNumber>, is_recorded: bool) -> Self {
        target.map_or(Self::Unavailable, |target| Self::Forward { call, target, is_recorded })
    }

    /// Decides after a dial.
    pub(super) fn after_dial(outcome: &DialOutcome) -> Self {
        let is_over = outcome.call_status.is_some_and(CarrierStatus::is_final);
        if outcome.is_connected() || is_over { Self::HangUp } else { Self::Unreached }
    }

    /// Decides on a call that arrives while the database is down.
    pub(super) fn from_memory(call: &'c InboundCall, target: Option<PhoneNumber>) -> Self {
        target.map_or(Self::Unavailable, |target| Self::ForwardAlone { call, target })
    }

    /// Whether its document ends the call.
    pub(super) fn ends_call(&self) -> bool {
        match self {
            Self::Forward { .. } | Self::ForwardAlone { .. } => false,
            Self::Reject | Self::Unavailable | Self::HangUp | Self::Unreached => true,
        }
    }

    /// The document that makes the carrier do it.
    pub(super) fn document(&self, provider: Provider, addresses: &impl Addresses) -> Result<Document, db::Error> {
        Ok(match self {
            Self::Forward { call, target, is_recorded } => {
                let recording = is_recorded.then(|| addresses.address(Callback::Recording)).transpose()?;
                let forward = Forward {
                    target,
                    caller: &call.from,
                    number: &call.to,
                    ring_seconds: None,
                    recording: recording.as_ref(),
                    next: &addresses.address(Callback::DialEnded)?,
                    status: &addresses.address(Callback::Status)?,
                };
                forward.document(provider)
            }
            Self::ForwardAlone { call, target } => {
                let status = addresses.address(Callback::Status)?;
                fallback(target, &call.from, &call.to, Some(&status), provider)
            }
            Self::Reject => rejected(provider),
            Self::Unavailable => unavailable(provider),
            Self::HangUp => after_dial(AfterDial::Done, provider),
            Self::Unreached => after_dial(AfterDial::Unreached, provider),
        })
    }
}

#[cfg(test)]
mod tests;

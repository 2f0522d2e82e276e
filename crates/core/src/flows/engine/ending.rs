//! The ends of a call.

use super::super::limits::RING_SECONDS;
use super::super::{CallerId, DialLine, Line, Prompt};
use super::event::RingResult;
use super::position::State;
use super::reply::{Effect, End, Reply, Trouble};
use super::run::Run;
use super::trail::{Happening, Passage};
use crate::carrier::caller::Caller;
use crate::carrier::phone_number::PhoneNumber;
use crate::carrier::twiml::Endpoint;

/// The last words where a flow ends without any.
const UNREACHED: &str = "Nobody can take your call right now. Please try again later.";
/// The last words after a message.
const AFTER_MESSAGE: &str = "Thank you for your message. Goodbye.";

impl Run<'_> {
    /// The number that a target sees; `None` for the caller's own.
    pub(super) fn caller_id(&self, show: CallerId) -> Option<PhoneNumber> {
        match (show, self.facts.caller) {
            (CallerId::Caller, Caller::Number(_)) => None,
            _ => Some(self.facts.called.clone()),
        }
    }

    /// Rings the number's fallback target.
    pub(super) fn fallback(&self) -> Option<Line> {
        let target = self.facts.fallback.filter(|target| *target != self.facts.called)?;
        Some(Line::Dial(DialLine {
            endpoints: vec![(Endpoint::Number(target.clone()), None)],
            seconds: RING_SECONDS,
            caller_id: self.caller_id(CallerId::Caller),
            record: false,
        }))
    }

    pub(super) fn after_fallback(mut self, result: RingResult) -> Reply {
        self.trail.push(Passage { step: None, happening: Happening::RingEnded(result) });
        match result {
            RingResult::Answered => self.finish(End::Talked),
            _ => self.farewell(),
        }
    }

    /// Something is wrong: the fallback target is rung, or else the caller hears it.
    pub(super) fn lost(mut self, trouble: Trouble) -> Reply {
        self.trouble(trouble);
        self.end_of_flow()
    }

    /// The flow has no further steps.
    pub(super) fn end_of_flow(mut self) -> Reply {
        let fallback = self.fallback().filter(|_| self.has_trouble);
        let Some(fallback) = fallback else { return self.farewell() };
        let target = self.facts.fallback.map(ToString::to_string).unwrap_or_default();
        self.trail.push(Passage { step: None, happening: Happening::Rung(vec![target]) });
        self.lines.push(fallback);
        self.reply(State::Fallback)
    }

    fn farewell(mut self) -> Reply {
        if !self.ends_with_words() {
            self.speak(Prompt::text(if self.has_message { AFTER_MESSAGE } else { UNREACHED }));
        }
        self.trail.push(Passage { step: None, happening: Happening::Ended });
        let end = if self.has_message { End::Message } else { End::Flow };
        self.finish(end)
    }

    /// Ends the call.
    pub(super) fn finish(mut self, end: End) -> Reply {
        self.lines.push(Line::HangUp);
        self.effects.push(Effect::End(end));
        self.reply(State::Over)
    }

    /// The caller has hung up.
    pub(super) fn caller_gone(mut self, state: &State) -> Reply {
        self.lines.push(Line::HangUp);
        let next = match state {
            State::Over | State::GoneAtMessage => return self.reply(state.clone()),
            State::Recording => State::GoneAtMessage,
            _ => State::Over,
        };
        self.turn = self.turn.saturating_add(1);
        self.trail.push(Passage { step: None, happening: Happening::CallerGone });
        self.effects.push(Effect::End(End::Caller));
        self.reply(next)
    }
}

//! Call flows: the steps that a call to a number goes through.
//!
//! A [`Flow`] is a list of steps, run from top to bottom. A step that branches holds a list for each outcome, and after the outcome
//! the flow goes on below the step. [`advance`] is the engine: a pure function of the flows, the position of a call, an event
//! and the facts of the call. It knows no clock, no chance and no database.
//!
//! **Invariant.** Every position answers every event, with something that a caller hears or with the end of the call. A position
//! that the flows do not have (an old one, or a forged one) leads to the number's fallback target, or else to a sentence.

mod check;
mod engine;
mod flow;
mod json;
mod limits;
mod place;
mod prompt;
mod ring;
mod script;
mod step;
mod voicemail;
mod weekly_hours;
mod words;

pub use check::{AllowedPrefixes, Findings, Surroundings, check};
pub use engine::{
    Effect, End, Event, Facts, Happening, Passage, Position, Reply, RingResult, Screened, Trouble, advance, screen,
};
pub use flow::{Flow, Flows};
pub use limits::{
    MAX_DEPTH, MAX_MENU_TRIES, MAX_MESSAGE_SECONDS, MAX_RING_SECONDS, MAX_STEPS, MAX_TARGETS, MAX_TEXT, MAX_WEIGHT,
};
pub use place::{Mistake, Mistakes, Path, StepPlace};
pub use prompt::Prompt;
pub use ring::{CallerId, Order, Ring, RingTarget};
pub use script::{Address, DialLine, Line, Script, WaitsFor};
pub use step::{Branch, Choice, Kind, Menu, Outcome, Step, Test};
pub use voicemail::{Recipient, Voicemail};
pub use weekly_hours::{ClockChange, HoursStep, PreviewDay, preview};
pub use words::{Change, Names, Sentence, compare, describe};

#[cfg(test)]
mod random_flows;
#[cfg(test)]
mod samples;

//! The engine: the next instructions of a call.

mod ending;
mod event;
mod facts;
mod menu;
mod position;
mod reply;
mod ringing;
mod run;
mod screen;
mod trail;

use super::Flows;
use run::Run;

pub use event::{Event, RingResult, Screened};
pub use facts::Facts;
pub use position::Position;
pub use reply::{Effect, End, Reply, Trouble};
pub use screen::screen;
pub use trail::{Happening, Passage};

/// Moves a call on by an event. The result depends on nothing but the arguments.
///
/// An event that the position does not wait for, such as a request that came out of turn, gets the present instructions again,
/// and changes nothing.
pub fn advance(flows: &Flows, position: &Position, event: &Event, facts: &Facts<'_>) -> Reply {
    Run::of(flows, position, facts).advance(event)
}

#[cfg(test)]
mod tests;

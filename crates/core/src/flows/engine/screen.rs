//! The target that answers is told about the call, and takes it.

use super::super::{Flows, Line, Prompt, Ring, Script, Step};
use super::event::Screened;
use super::position::{Position, State};

/// The words to a target before it is connected, where there are no others.
const CONNECTING: &str = "Connecting you.";
/// The key that takes the call.
const ACCEPT: char = '1';

/// The instructions to a target that has answered, before the two sides are connected. It changes nothing of the call.
///
/// The document's end connects them. A target that does not ring any more, since the caller has gone or another one has taken
/// the call, is hung up on.
pub fn screen(flows: &Flows, position: &Position, target: u8, event: &Screened) -> Script {
    let lines = match (ringing(flows, position, target), event) {
        (None, _) => vec![Line::HangUp],
        (Some(ring), Screened::Answered) => {
            let whisper = ring.whisper.clone().map(Line::Speak);
            let accept = ring.screen.then_some(Line::Accept { target });
            let connecting = (whisper.is_none() && accept.is_none()).then(connecting);
            whisper.into_iter().chain(accept).chain(connecting).collect()
        }
        (Some(ring), Screened::Digits(keys)) if !ring.screen || keys.trim().starts_with(ACCEPT) => vec![connecting()],
        (Some(_), Screened::Digits(_)) => vec![Line::HangUp],
    };
    Script { lines, turn: position.turn }
}

fn connecting() -> Line {
    Line::Speak(Prompt::text(CONNECTING))
}

/// The ring step of a target that rings now.
fn ringing<'f>(flows: &'f Flows, position: &Position, target: u8) -> Option<&'f Ring> {
    let State::Ringing(ringing) = &position.state else { return None };
    let step = position.path.find(flows.steps(position.flow)?)?;
    match step {
        Step::Ring(ring) if ringing.now.contains(&target) => Some(ring),
        _ => None,
    }
}

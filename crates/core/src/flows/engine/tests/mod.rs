//! Tests of the engine: the documents of every step at every carrier, the ways through flows, and random flows with random events.

mod documents;
mod grammar;
mod properties;
mod ways;

use std::convert::Infallible;

use super::super::samples::World;
use super::super::{Address, Flow, Flows, Script};
use super::{Event, Position, Reply, advance};
use crate::carrier::provider::Provider;
use crate::carrier::twiml::AbsoluteUrl;

/// A call that goes through a flow.
struct Trial {
    flows: Flows,
    world: World,
    position: Position,
}

impl Trial {
    fn of(flow: Flow) -> Self {
        Self { flows: Flows::alone(flow), world: World::new(), position: Position::start() }
    }

    fn go(&mut self, event: Event) -> Reply {
        let reply = advance(&self.flows, &self.position, &event, &self.world.facts());
        self.position = reply.position.clone();
        reply
    }

    /// The call arrives, and further events follow. Returns the last reply.
    fn play(&mut self, events: impl IntoIterator<Item = Event>) -> Reply {
        let first = self.go(Event::Arrival);
        events.into_iter().fold(first, |_, event| self.go(event))
    }
}

fn digits(keys: &str) -> Event {
    Event::Digits(keys.to_owned())
}

fn address(address: Address) -> Result<AbsoluteUrl, Infallible> {
    let path = match address {
        Address::Next { turn } => format!("next/{turn}"),
        Address::Screen { turn, target } => format!("screen/{turn}/{target}"),
        Address::Status => "status".to_owned(),
        Address::Recording => "recording".to_owned(),
        Address::Message => "message".to_owned(),
        Address::Audio(id) => format!("audio/{id}"),
    };
    Ok(AbsoluteUrl::parse(&format!("https://c.example/{path}")).unwrap())
}

/// The document of a script.
fn document(script: &Script, provider: Provider) -> String {
    let Ok(document) = script.document(provider, &address);
    document.into_string()
}

/// The verbs of a document.
fn verbs(script: &Script, provider: Provider) -> String {
    let document = document(script, provider);
    let verbs = document.split_once("<Response>").and_then(|(_, rest)| rest.strip_suffix("</Response>"));
    verbs.unwrap_or_else(|| panic!("{document}")).to_owned()
}

//! Runs the steps of a flow until one waits for an event.

use super::super::{Branch, Flows, Kind, Line, Path, Prompt, Script, Step, StepPlace, Test, Voicemail};
use super::event::Event;
use super::facts::Facts;
use super::position::{Position, State};
use super::reply::{Effect, End, Reply, Trouble};
use super::trail::{Happening, Passage};
use crate::carrier::caller::Caller;
use crate::ids::CallFlowId;
use crate::text::fold_case;

/// So many events end a call: a caller who presses keys in a circle of menus for so long has lost the way.
const MAX_TURNS: u16 = 300;
/// How many flows a call may go to at once, without an event between them.
const MAX_JUMPS: usize = 8;
/// How many steps a call may go through at once.
const MAX_STEPS_AT_ONCE: usize = 2_000;
/// How much a document says at most, in characters: carriers refuse long documents.
const MAX_SPOKEN: usize = 8_000;

/// The last words where a flow hangs up without any.
const GOODBYE: &str = "Goodbye.";

/// A call on its way to the next step that waits.
pub(super) struct Run<'r> {
    pub(super) facts: Facts<'r>,
    pub(super) path: Path,
    pub(super) lines: Vec<Line>,
    pub(super) effects: Vec<Effect>,
    /// Whether something was wrong, so that the fallback target is better than a sentence.
    pub(super) has_trouble: bool,
    /// Whether the caller has left a message by this event.
    pub(super) has_message: bool,
    pub(super) turn: u16,
    pub(super) trail: Vec<Passage>,
    flows: &'r Flows,
    flow: Option<CallFlowId>,
    state: State,
    spoken: usize,
}

impl<'r> Run<'r> {
    pub(super) fn of(flows: &'r Flows, position: &Position, facts: &Facts<'r>) -> Self {
        let Position { flow, path, state, turn } = position.clone();
        Self {
            facts: *facts,
            path,
            lines: Vec::new(),
            effects: Vec::new(),
            has_trouble: false,
            flows,
            flow,
            state,
            turn,
            trail: Vec::new(),
            spoken: 0,
            has_message: false,
        }
    }

    /// Moves the call on by an event.
    pub(super) fn advance(mut self, event: &Event) -> Reply {
        let state = self.state.clone();
        if let Event::HangUp = event {
            return self.caller_gone(&state);
        }
        let Some(event) = awaited(&state, event) else { return self.again(state) };
        self.turn = self.turn.saturating_add(1);
        if self.turn >= MAX_TURNS && state != State::Fallback {
            return self.lost(Trouble::Circle);
        }
        match (state, event) {
            (State::Menu(times), Event::Digits(digits)) => self.after_digits(times, &digits),
            (State::Ringing(ringing), Event::Ring(result)) => self.after_ring(ringing, result),
            (State::Recording, Event::Message(seconds)) => self.after_message(seconds),
            (State::GoneAtMessage, Event::Message(seconds)) => self.message_of_gone_caller(seconds),
            (State::Fallback, Event::Ring(result)) => self.after_fallback(result),
            (State::Start | State::Paused, _) => self.run(),
            _ => self.lost(Trouble::Position),
        }
    }

    /// Runs the steps from the path on.
    pub(super) fn run(mut self) -> Reply {
        let Some(mut steps) = self.flows.steps(self.flow) else { return self.lost(Trouble::Flow) };
        let mut jumps = 0;
        for _ in 0..MAX_STEPS_AT_ONCE {
            let Some(step) = self.path.find(steps) else {
                match std::mem::take(&mut self.path).out_of_list() {
                    Some(below) => self.path = below,
                    None => return self.end_of_flow(),
                }
                continue;
            };
            if self.spoken >= MAX_SPOKEN {
                self.lines.push(Line::Continue);
                return self.reply(State::Paused);
            }
            match step {
                Step::Greeting(prompt) => {
                    self.pass(Kind::Greeting, Happening::Heard);
                    self.speak(prompt.clone());
                    self.go_below();
                }
                Step::Menu(menu) => return self.ask(menu, 1),
                Step::Hours(hours) => {
                    let is_open = hours.is_open(self.facts.now, self.facts.zone);
                    self.pass(Kind::Hours, Happening::Open(is_open));
                    self.enter(usize::from(!is_open));
                }
                Step::Ring(ring) if ring.targets.is_empty() => self.enter(0),
                Step::Ring(ring) => return self.begin_ring(ring),
                Step::Voicemail(voicemail) => {
                    self.pass(Kind::Voicemail, Happening::AskedForMessage);
                    self.ask_for_message(voicemail);
                    return self.reply(State::Recording);
                }
                Step::Branch(Branch { test, .. }) => {
                    let is_true = self.is_true(test);
                    self.pass(Kind::Branch, Happening::Answer(is_true));
                    self.enter(usize::from(!is_true));
                }
                Step::Tag(tags) => {
                    self.pass(Kind::Tag, Happening::Tagged(tags.clone()));
                    self.effects.push(Effect::Tag(tags.clone()));
                    self.go_below();
                }
                Step::GoTo(id) => match self.flows.steps(Some(*id)) {
                    Some(_) if jumps == MAX_JUMPS => return self.lost(Trouble::Circle),
                    Some(others) => {
                        self.pass(Kind::GoTo, Happening::WentTo);
                        (self.flow, self.path, steps) = (Some(*id), Path::first(), others);
                        jumps += 1;
                    }
                    None => {
                        self.pass(Kind::GoTo, Happening::FlowGone);
                        self.trouble(Trouble::Flow);
                        self.go_below();
                    }
                },
                Step::HangUp(text) => {
                    self.pass(Kind::HangUp, Happening::Ended);
                    let last_words = text.as_deref().or((!self.ends_with_words()).then_some(GOODBYE));
                    if let Some(text) = last_words {
                        self.speak(Prompt::text(text));
                    }
                    return self.finish(End::Flow);
                }
            }
        }
        self.lost(Trouble::Circle)
    }

    /// Whether the question of a branch is true.
    fn is_true(&self, test: &Test) -> bool {
        let facts = &self.facts;
        match test {
            Test::CalledBefore => facts.called_before,
            Test::Anonymous => *facts.caller == Caller::Anonymous,
            Test::Prefix(prefixes) => {
                let number = facts.caller.number();
                number.is_some_and(|number| prefixes.iter().any(|prefix| number.as_str().starts_with(prefix)))
            }
            Test::Number(numbers) => numbers.contains(facts.called),
            Test::Tag(tags) => {
                let named: Vec<String> = tags.iter().map(|tag| fold_case(tag)).collect();
                facts.tags.iter().any(|tag| named.contains(&fold_case(tag)))
            }
        }
    }

    /// The step that the call waits at.
    pub(super) fn step(&self) -> Option<&'r Step> {
        self.path.find(self.flows.steps(self.flow)?)
    }

    /// The place of that step.
    pub(super) fn place(&self) -> StepPlace {
        StepPlace { flow: self.flow, path: self.path.clone() }
    }

    /// Notes an event at the step.
    pub(super) fn pass(&mut self, kind: Kind, happening: Happening) {
        self.trail.push(Passage { step: Some((kind, self.place())), happening });
    }

    /// Goes to the first step of an outcome.
    pub(super) fn enter(&mut self, outcome: usize) {
        self.path = std::mem::take(&mut self.path).into_outcome(outcome);
    }

    fn go_below(&mut self) {
        self.path = std::mem::take(&mut self.path).below();
    }

    /// Notes that something was wrong.
    pub(super) fn trouble(&mut self, trouble: Trouble) {
        self.has_trouble = true;
        self.effects.push(Effect::Trouble(trouble));
    }

    /// Adds words or sounds.
    pub(super) fn speak(&mut self, prompt: Prompt) {
        self.spoken += prompt.length();
        self.lines.push(Line::Speak(prompt));
    }

    pub(super) fn ends_with_words(&self) -> bool {
        matches!(self.lines.last(), Some(Line::Speak(_)))
    }

    fn ask_for_message(&mut self, voicemail: &Voicemail) {
        self.speak(voicemail.prompt.clone());
        self.lines.push(Line::Record { max_seconds: voicemail.max_seconds });
    }

    fn after_message(mut self, seconds: u32) -> Reply {
        let Some(Step::Voicemail(voicemail)) = self.step() else { return self.lost(Trouble::Position) };
        self.take_message(voicemail, seconds);
        self.go_below();
        self.run()
    }

    fn take_message(&mut self, voicemail: &Voicemail, seconds: u32) {
        self.pass(Kind::Voicemail, Happening::Message(seconds));
        if seconds > 0 {
            self.effects.push(Effect::Message { seconds, notify: voicemail.notify.clone() });
            self.has_message = true;
        }
    }

    fn message_of_gone_caller(mut self, seconds: u32) -> Reply {
        if let Some(Step::Voicemail(voicemail)) = self.step() {
            self.take_message(voicemail, seconds);
        }
        self.lines.push(Line::HangUp);
        self.reply(State::Over)
    }

    /// The present instructions once more.
    fn again(mut self, state: State) -> Reply {
        match (&state, self.step()) {
            (State::Menu(_), Some(Step::Menu(menu))) => self.lines.push(Self::gather(menu)),
            (State::Ringing(ringing), Some(Step::Ring(ring))) => self.lines.extend(self.dial(ring, ringing)),
            (State::Recording, Some(Step::Voicemail(voicemail))) => self.ask_for_message(voicemail),
            (State::Fallback, _) => self.lines.extend(self.fallback()),
            (State::Over | State::GoneAtMessage, _) => self.lines.push(Line::HangUp),
            _ => {}
        }
        if self.lines.is_empty() { self.lost(Trouble::Position) } else { self.reply(state) }
    }

    /// The answer, with the event that the call waits for from now on.
    pub(super) fn reply(self, state: State) -> Reply {
        let Self { flow, path, turn, lines, effects, trail, .. } = self;
        let position = Position { flow, path, state, turn };
        Reply { position, script: Script { lines, turn }, effects, trail }
    }
}

/// The event, where the state waits for it. Where the carrier goes on from a menu or a message, nothing was pressed or said.
fn awaited(state: &State, event: &Event) -> Option<Event> {
    match (state, event) {
        (State::Start | State::Paused | State::Unknown, _)
        | (State::Menu(_), Event::Digits(_))
        | (State::Ringing(_) | State::Fallback, Event::Ring(_))
        | (State::Recording | State::GoneAtMessage, Event::Message(_)) => Some(event.clone()),
        (State::Menu(_), Event::Continue) => Some(Event::Digits(String::new())),
        (State::Recording, Event::Continue) => Some(Event::Message(0)),
        _ => None,
    }
}

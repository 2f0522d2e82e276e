//! People are rung, one after the other or at once.

use super::super::{DialLine, Kind, Line, MAX_TARGETS, Order, Ring, RingTarget, Step};
use super::event::RingResult;
use super::position::{Ringing, State};
use super::reply::{Effect, End, Reply, Trouble};
use super::run::Run;
use super::trail::Happening;

impl Run<'_> {
    /// Begins to ring. The target that answered the caller last rings first where the step says so.
    pub(super) fn begin_ring(mut self, ring: &Ring) -> Reply {
        if let Some(notice) = ring.notice.as_ref().filter(|_| ring.record) {
            self.speak(notice.clone());
        }
        let last_answerer = self.facts.last_answerer.filter(|_| ring.last_answerer_first);
        let ringing = match last_answerer.and_then(|endpoint| ring.place_of(endpoint)) {
            Some(place) => Ringing { now: vec![place], later: Vec::new(), is_last_answerer: true },
            None => self.order(ring, &[]),
        };
        self.ring_targets(ring, ringing)
    }

    /// The targets in the order of the step, without those that have been rung. A turn of the round robin is taken.
    fn order(&mut self, ring: &Ring, rung: &[u8]) -> Ringing {
        let mut targets = match ring.order {
            Order::All | Order::InOrder => ring.listed(),
            Order::RoundRobin => {
                let place = self.place();
                let turn = self.facts.turns.get(&place).copied().unwrap_or_default();
                self.effects.push(Effect::TakeTurn(place));
                ring.rotation(turn)
            }
        };
        targets.retain(|target| !rung.contains(target));
        let at_once = if ring.order == Order::All { targets.len() } else { targets.len().min(1) };
        let later = targets.split_off(at_once);
        Ringing { now: targets, later, is_last_answerer: false }
    }

    /// Rings these targets; where there are none, nobody answers.
    fn ring_targets(mut self, ring: &Ring, ringing: Ringing) -> Reply {
        let Some(dial) = self.dial(ring, &ringing) else { return self.nobody_answers() };
        let names = targets(ring, &ringing).map(|(_, target)| name(target)).collect();
        self.pass(Kind::Ring, Happening::Rung(names));
        self.lines.push(dial);
        self.reply(State::Ringing(ringing))
    }

    /// The instruction that rings these targets; `None` where there are none.
    pub(super) fn dial(&self, ring: &Ring, ringing: &Ringing) -> Option<Line> {
        let screen = |place: u8| ring.has_screen().then_some(place);
        let endpoints: Vec<_> =
            targets(ring, ringing).map(|(place, target)| (target.endpoint.clone(), screen(place))).collect();
        let caller_id = self.caller_id(ring.show);
        let dial = DialLine { endpoints, seconds: ring.seconds, caller_id, record: ring.record };
        (!dial.endpoints.is_empty()).then_some(Line::Dial(dial))
    }

    /// A ring has ended.
    pub(super) fn after_ring(mut self, ringing: Ringing, result: RingResult) -> Reply {
        let Some(Step::Ring(ring)) = self.step() else { return self.lost(Trouble::Position) };
        self.pass(Kind::Ring, Happening::RingEnded(result));
        match result {
            RingResult::Answered => return self.finish(End::Talked),
            RingResult::Failed => self.trouble(Trouble::Carrier),
            RingResult::NoAnswer | RingResult::Busy | RingResult::Declined => {}
        }
        if let Some((next, later)) = ringing.later.split_first() {
            return self
                .ring_targets(ring, Ringing { now: vec![*next], later: later.to_vec(), is_last_answerer: false });
        }
        if ringing.is_last_answerer && ring.targets.len() > 1 {
            let rest = self.order(ring, &ringing.now);
            return self.ring_targets(ring, rest);
        }
        self.nobody_answers()
    }

    fn nobody_answers(mut self) -> Reply {
        self.enter(0);
        self.run()
    }
}

/// The targets that ring now, with their places in the step, ten at most.
fn targets<'s>(ring: &'s Ring, ringing: &'s Ringing) -> impl Iterator<Item = (u8, &'s RingTarget)> {
    let known = ringing.now.iter().filter_map(move |place| Some((*place, ring.targets.get(usize::from(*place))?)));
    known.take(MAX_TARGETS)
}

fn name(target: &RingTarget) -> String {
    if target.name.is_empty() { target.endpoint.to_string() } else { target.name.clone() }
}

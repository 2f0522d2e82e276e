//! The log, played backwards from now to a past day.

use std::collections::BTreeMap;

use super::standing::{State, Way};
use super::undo::{Gap, Told};
use crate::access::Role;
use crate::ids::{MemberId, NumberId};
use crate::text;
use crate::time::Timestamp;

/// Somebody who sees a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watcher {
    /// Which member.
    pub id: MemberId,
    /// Their display name at the time.
    pub name: String,
    /// Their role at the time.
    pub role: Role,
    /// Through what; the last of the day.
    pub ways: Vec<Way>,
    /// On a past day: since when, where they did not see it when the day began.
    pub since: Option<Timestamp>,
    /// On a past day: until when, where they no longer saw it when the day ended.
    pub until: Option<Timestamp>,
}

/// Who sees the number as things stand: by rank, then by name.
pub(super) fn watching(state: &State) -> Vec<Watcher> {
    let watchers = state.members.iter().map(|(id, standing)| Watcher {
        id: *id,
        name: standing.name.clone(),
        role: standing.role,
        ways: state.ways(standing),
        since: None,
        until: None,
    });
    in_order(watchers.filter(|watcher| !watcher.ways.is_empty()).collect())
}

fn in_order(mut watchers: Vec<Watcher>) -> Vec<Watcher> {
    watchers.sort_by_cached_key(|watcher| (watcher.role, text::folded(&watcher.name), watcher.id));
    watchers
}

/// A day that is looked back at.
pub(super) struct Replay {
    state: State,
    number: NumberId,
    /// The place of the first entry after the day.
    end: i64,
    seen: Option<BTreeMap<MemberId, Watcher>>,
    gaps: i64,
}

impl Replay {
    /// From how things stand now.
    pub(super) fn from(state: State, number: NumberId, end: i64) -> Self {
        Self { state, number, end, seen: None, gaps: 0 }
    }

    /// Undoes an entry. They come from the newest on, down to the first of the day.
    pub(super) fn undo(&mut self, told: &Told) {
        let in_the_day = told.sequence < self.end;
        if in_the_day && self.seen.is_none() {
            self.seen = Some(by_member(watching(&self.state)));
        }
        if self.state.undo(self.number, told) == Err(Gap) {
            self.gaps += 1;
        }
        if in_the_day && let Some(seen) = &mut self.seen {
            note(seen, by_member(watching(&self.state)), told.at);
        }
    }

    /// Everybody who saw the number at some time of the day, and how many entries could not be undone.
    pub(super) fn done(self) -> (Vec<Watcher>, i64) {
        let Self { state, seen, gaps, .. } = self;
        (seen.map_or_else(|| watching(&state), |seen| in_order(seen.into_values().collect())), gaps)
    }
}

fn by_member(watchers: Vec<Watcher>) -> BTreeMap<MemberId, Watcher> {
    watchers.into_iter().map(|watcher| (watcher.id, watcher)).collect()
}

/// Adds those who watched before a change at a moment to those who did after it.
fn note(seen: &mut BTreeMap<MemberId, Watcher>, before: BTreeMap<MemberId, Watcher>, at: Timestamp) {
    for (id, watcher) in seen.iter_mut() {
        match (before.contains_key(id), watcher.since) {
            (false, None) => watcher.since = Some(at),
            // They had seen it earlier in the day already.
            (true, Some(_)) => watcher.since = None,
            _ => {}
        }
    }
    for (id, watcher) in before {
        seen.entry(id).or_insert(Watcher { until: Some(at), ..watcher });
    }
}

#[cfg(test)]
mod tests;

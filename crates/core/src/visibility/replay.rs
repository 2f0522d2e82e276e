//! The log, played backwards from now to a past day.

use std::collections::BTreeMap;

use super::undo::{AuditRecord, IncompleteRecord};
use super::visibility_path::{NumberState, VisibilityPath};
use crate::access::Role;
use crate::ids::{MemberId, NumberId};
use crate::text;
use crate::time::Timestamp;

/// Somebody who sees a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberViewer {
    /// Which member.
    pub id: MemberId,
    /// Their display name at the time.
    pub name: String,
    /// Their role at the time.
    pub role: Role,
    /// Through what; the last of the day.
    pub paths: Vec<VisibilityPath>,
    /// On a past day: since when, where they did not see it when the day began.
    pub since: Option<Timestamp>,
    /// On a past day: until when, where they no longer saw it when the day ended.
    pub until: Option<Timestamp>,
}

/// Who sees the number as things stand: by rank, then by name.
pub(super) fn viewers_at(state: &NumberState) -> Vec<NumberViewer> {
    let watchers = state.members.iter().map(|(id, standing)| NumberViewer {
        id: *id,
        name: standing.name.clone(),
        role: standing.role,
        paths: state.paths(standing),
        since: None,
        until: None,
    });
    in_order(watchers.filter(|watcher| !watcher.paths.is_empty()).collect())
}

fn in_order(mut watchers: Vec<NumberViewer>) -> Vec<NumberViewer> {
    watchers.sort_by_cached_key(|watcher| (watcher.role, text::fold_case(&watcher.name), watcher.id));
    watchers
}

/// A day that is looked back at.
pub(super) struct Replay {
    state: NumberState,
    number: NumberId,
    /// The place of the first entry after the day.
    end: i64,
    viewers: Option<BTreeMap<MemberId, NumberViewer>>,
    incomplete: i64,
}

impl Replay {
    /// From how things stand now.
    pub(super) fn from(state: NumberState, number: NumberId, end: i64) -> Self {
        Self { state, number, end, viewers: None, incomplete: 0 }
    }

    /// Undoes an entry. They come from the newest on, down to the first of the day.
    pub(super) fn undo(&mut self, record: &AuditRecord) {
        let in_the_day = record.sequence < self.end;
        if in_the_day && self.viewers.is_none() {
            self.viewers = Some(by_member(viewers_at(&self.state)));
        }
        if self.state.undo(self.number, record) == Err(IncompleteRecord) {
            self.incomplete += 1;
        }
        if in_the_day && let Some(seen) = &mut self.viewers {
            record_changes(seen, by_member(viewers_at(&self.state)), record.at);
        }
    }

    /// Everybody who saw the number at some time of the day, and how many entries could not be undone.
    pub(super) fn finish(self) -> (Vec<NumberViewer>, i64) {
        let Self { state, viewers: seen, incomplete: gaps, .. } = self;
        (seen.map_or_else(|| viewers_at(&state), |seen| in_order(seen.into_values().collect())), gaps)
    }
}

fn by_member(watchers: Vec<NumberViewer>) -> BTreeMap<MemberId, NumberViewer> {
    watchers.into_iter().map(|watcher| (watcher.id, watcher)).collect()
}

/// Adds those who watched before a change at a moment to those who did after it.
fn record_changes(
    seen: &mut BTreeMap<MemberId, NumberViewer>,
    before: BTreeMap<MemberId, NumberViewer>,
    at: Timestamp,
) {
    for (id, watcher) in seen.iter_mut() {
        match (before.contains_key(id), watcher.since) {
            (false, None) => watcher.since = Some(at),
            // They had seen it earlier in the day already.
            (true, Some(_)) => watcher.since = None,
            _ => {}
        }
    }
    for (id, watcher) in before {
        seen.entry(id).or_insert(NumberViewer { until: Some(at), ..watcher });
    }
}

#[cfg(test)]
mod tests;

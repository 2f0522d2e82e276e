//! Replays the audit log backwards from now to a past day.

use std::collections::BTreeMap;

use super::undo::{AuditRecord, IncompleteRecord};
use super::visibility_path::{MemberState, NumberState, ViewerId, VisibilityPath};
use crate::access::Role;
use crate::ids::NumberId;
use crate::text;
use crate::time::Timestamp;

/// Somebody who sees a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberViewer {
    /// Their id.
    pub id: ViewerId,
    /// Their display name at the time; the address of an outside recipient.
    pub name: String,
    /// Their role at the time. An outside recipient sees as a Viewer does.
    pub role: Role,
    /// Why they see it: on a past day, the last reasons of that day.
    pub paths: Vec<VisibilityPath>,
    /// On a past day, when they began to see it, if that was after the day began.
    pub since: Option<Timestamp>,
    /// On a past day, when they stopped seeing it, if that was before the day ended.
    pub until: Option<Timestamp>,
}

/// The viewers of the number in a state: members by rank, then by name, and outside recipients after them.
pub(super) fn viewers_at(state: &NumberState) -> Vec<NumberViewer> {
    let viewer = |id, member: &MemberState| NumberViewer {
        id,
        name: member.name.clone(),
        role: member.role,
        paths: state.paths(member),
        since: None,
        until: None,
    };
    let members = state.members.iter().map(|(id, member)| viewer(ViewerId::Member(*id), member));
    let outside = state.outside.iter().map(|(id, recipient)| viewer(ViewerId::Outside(*id), recipient));
    sort(members.chain(outside).filter(|viewer| !viewer.paths.is_empty()).collect())
}

fn sort(mut viewers: Vec<NumberViewer>) -> Vec<NumberViewer> {
    viewers.sort_by_cached_key(|viewer| {
        let is_outside = matches!(viewer.id, ViewerId::Outside(_));
        (is_outside, viewer.role, text::fold_case(&viewer.name), viewer.id)
    });
    viewers
}

/// A replay of one day.
pub(super) struct Replay {
    state: NumberState,
    number: NumberId,
    /// The sequence number of the first entry after the day.
    end: i64,
    viewers: Option<BTreeMap<ViewerId, NumberViewer>>,
    incomplete: i64,
}

impl Replay {
    /// Starts from the current state.
    pub(super) fn from(state: NumberState, number: NumberId, end: i64) -> Self {
        Self { state, number, end, viewers: None, incomplete: 0 }
    }

    /// Undoes an entry. The caller goes from the newest entry to the first of the day.
    pub(super) fn undo(&mut self, record: &AuditRecord) {
        let is_in_day = record.sequence < self.end;
        if is_in_day && self.viewers.is_none() {
            self.viewers = Some(index_by_id(viewers_at(&self.state)));
        }
        if self.state.undo(self.number, record) == Err(IncompleteRecord) {
            self.incomplete += 1;
        }
        if is_in_day && let Some(viewers) = &mut self.viewers {
            record_changes(viewers, index_by_id(viewers_at(&self.state)), record.at);
        }
    }

    /// Everybody who saw the number at some time of the day, and how many entries could not be undone.
    pub(super) fn finish(self) -> (Vec<NumberViewer>, i64) {
        let Self { state, viewers, incomplete, .. } = self;
        (viewers.map_or_else(|| viewers_at(&state), |viewers| sort(viewers.into_values().collect())), incomplete)
    }
}

fn index_by_id(viewers: Vec<NumberViewer>) -> BTreeMap<ViewerId, NumberViewer> {
    viewers.into_iter().map(|viewer| (viewer.id, viewer)).collect()
}

/// Merges the viewers before a change into the day's viewers, who saw the number after it.
fn record_changes(
    day_viewers: &mut BTreeMap<ViewerId, NumberViewer>,
    before: BTreeMap<ViewerId, NumberViewer>,
    at: Timestamp,
) {
    for (id, viewer) in day_viewers.iter_mut() {
        match (before.contains_key(id), viewer.since) {
            (false, None) => viewer.since = Some(at),
            // They also saw it earlier in the day.
            (true, Some(_)) => viewer.since = None,
            _ => {}
        }
    }
    for (id, viewer) in before {
        day_viewers.entry(id).or_insert(NumberViewer { until: Some(at), ..viewer });
    }
}

#[cfg(test)]
mod tests;

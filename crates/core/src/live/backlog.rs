//! The events that wait for one stream. Only those of the stream's own viewer are among them, so nothing else can make it overflow.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::time::Instant;

use super::notices::{Notice, Viewer};
use crate::access::Change;

/// How many events and how many other changes may wait for a stream. Beyond it, its page reloads everything.
const MAX_WAITING: usize = 1_000;

/// A call or message that the viewer sees, as the stream writes it, or that a tag of calls of theirs has changed.
#[derive(Clone, Debug)]
pub struct LiveEvent {
    /// The call or message, or the number of the calls.
    pub change: Change,
    /// Its text, the same for everybody who sees it.
    pub text: Arc<str>,
    /// A moment before the number access of the viewer was read.
    pub seen_at: Instant,
}

#[derive(Debug)]
pub(super) struct Backlog(Mutex<Waiting>, Notify);

#[derive(Debug)]
struct Waiting {
    viewer: Viewer,
    changes: VecDeque<Change>,
    events: VecDeque<LiveEvent>,
    everything: bool,
    closed: bool,
}

impl Backlog {
    pub(super) fn new(viewer: Viewer) -> Self {
        let (changes, events) = (VecDeque::new(), VecDeque::new());
        Self(Mutex::new(Waiting { viewer, changes, events, everything: false, closed: false }), Notify::new())
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The viewer, as last renewed.
    pub(super) fn viewer(&self) -> Viewer {
        self.lock().viewer
    }

    pub(super) fn set_viewer(&self, viewer: Viewer) {
        self.lock().viewer = viewer;
    }

    /// Adds a change, unless the same one waits already.
    pub(super) fn add_change(&self, change: Change) {
        let waiting = &mut *self.lock();
        if !waiting.changes.contains(&change) {
            // The viewer's own membership and account come first, also where the team's changes overflow.
            let is_own = matches!(change, Change::Account(_) | Change::Access(_)) || waiting.viewer.is_of(change);
            if waiting.changes.len() < MAX_WAITING || is_own {
                waiting.changes.push_back(change);
            } else {
                waiting.everything = true;
            }
        }
        self.1.notify_one();
    }

    /// Adds an event. It takes the place of an older one of the same call or message, or of the tags of calls.
    pub(super) fn add_event(&self, event: LiveEvent) {
        let waiting = &mut *self.lock();
        let is_same = |waiting: &&mut LiveEvent| match (waiting.change, event.change) {
            (Change::CallTags(_), Change::CallTags(_)) => true,
            (waiting, change) => waiting == change,
        };
        if let Some(older) = waiting.events.iter_mut().find(is_same) {
            *older = event;
        } else if waiting.everything {
            // The page reloads everything anyway.
        } else if waiting.events.len() < MAX_WAITING {
            waiting.events.push_back(event);
        } else {
            waiting.events.clear();
            waiting.everything = true;
        }
        self.1.notify_one();
    }

    /// Changes may have been missed. The viewer is told after what already waits.
    pub(super) fn add_everything(&self) {
        self.lock().everything = true;
        self.1.notify_one();
    }

    /// Ends the stream.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.1.notify_one();
    }

    /// The next notice: what changes the viewer's own view before events, and events before the rest.
    fn take(&self) -> Option<Notice> {
        let waiting = &mut *self.lock();
        if waiting.closed {
            return Some(Notice::End);
        }
        if let Some(change) = waiting.changes.pop_front() {
            return Some(Notice::Change(change));
        }
        if let Some(event) = waiting.events.pop_front() {
            return Some(Notice::Event(event));
        }
        std::mem::take(&mut waiting.everything).then_some(Notice::Change(Change::Everything))
    }

    /// Waits for the next notice.
    pub(super) async fn next(&self) -> Notice {
        loop {
            if let Some(notice) = self.take() {
                return notice;
            }
            self.1.notified().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{CallId, MemberId, NumberId};

    fn event(call: u128, text: &str) -> LiveEvent {
        LiveEvent { change: Change::Call(CallId::new(call)), text: text.into(), seen_at: Instant::now() }
    }

    fn all(backlog: &Backlog) -> Vec<String> {
        let texts = std::iter::from_fn(|| backlog.take()).map(|notice| match notice {
            Notice::Event(event) => event.text.to_string(),
            Notice::Change(change) => format!("{change:?}"),
            Notice::End => "the end".into(),
        });
        texts.take(2 * MAX_WAITING).collect()
    }

    #[test]
    fn an_event_replaces_the_older_one_of_the_same_call() {
        let backlog = Backlog::new(Viewer::sample());
        [event(1, "rings"), event(2, "other"), event(1, "talks")].into_iter().for_each(|each| backlog.add_event(each));
        backlog.add_everything();
        assert_eq!(all(&backlog), ["talks", "other", "Everything"]);
        backlog.add_event(event(1, "ends"));
        assert_eq!(all(&backlog), ["ends"], "what was taken is no longer waiting");
    }

    #[test]
    fn changed_tags_on_many_numbers_are_one_event() {
        let backlog = Backlog::new(Viewer::sample());
        for number in 0..3 {
            let change = Change::CallTags(NumberId::new(number));
            backlog.add_event(LiveEvent { change, ..event(1, "tags") });
        }
        backlog.add_event(event(1, "rings"));
        assert_eq!(all(&backlog), ["tags", "rings"]);
    }

    #[test]
    fn a_backlog_is_bounded_and_then_everything_is_reloaded_once() {
        let backlog = Backlog::new(Viewer::sample());
        let count = u128::try_from(MAX_WAITING).unwrap();
        (0..3 * count).for_each(|call| backlog.add_event(event(call, "a call")));
        assert_eq!(all(&backlog), ["Everything"]);
        (0..2 * count).for_each(|member| backlog.add_change(Change::Member(MemberId::new(member))));
        let told = all(&backlog);
        assert_eq!((told.len(), told.last().map(String::as_str)), (MAX_WAITING + 1, Some("Everything")));
    }

    #[test]
    fn the_own_account_is_heard_of_however_much_waits() {
        let backlog = Backlog::new(Viewer::sample());
        let count = u128::try_from(MAX_WAITING).unwrap();
        (10..10 + count).for_each(|member| backlog.add_change(Change::Member(MemberId::new(member))));
        let own = Change::Account(crate::ids::UserId::new(1));
        backlog.add_change(own);
        assert!(all(&backlog).contains(&format!("{own:?}")));
    }
}

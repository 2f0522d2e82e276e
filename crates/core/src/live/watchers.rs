//! The watchers of one process: the open streams of each business, and what its feed has yet to read.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::backlog::Backlog;
use super::bus::{StreamLimits, TooManyStreams};
use super::notices::Viewer;
use crate::access::Change;
use crate::ids::{BusinessId, MemberId};

/// How many calls and messages of a business may wait to be read. Beyond it, all of its watchers reload everything.
const MAX_PENDING: usize = 50_000;

#[derive(Debug, Default)]
pub(super) struct Watchers(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    businesses: HashMap<BusinessId, Business>,
    /// How many streams each member has open.
    streams: HashMap<MemberId, u64>,
}

/// A business that somebody watches.
#[derive(Debug, Default)]
struct Business {
    watchers: Vec<Arc<Backlog>>,
    pending: Pending,
    feed: Option<Arc<Notify>>,
    #[cfg(any(test, feature = "testing"))]
    observers: Vec<tokio::sync::mpsc::UnboundedSender<Change>>,
}

/// The calls and messages that have changed since the feed last took them, each once.
#[derive(Debug, Default)]
pub(super) struct Pending {
    pub(super) changes: Vec<Change>,
    known: HashSet<Change>,
    /// Changes may have been missed. The watchers are told after the rest.
    pub(super) everything: bool,
}

impl Pending {
    fn add(&mut self, change: Change) {
        if change == Change::Everything || self.changes.len() >= MAX_PENDING {
            self.everything = true;
        } else if self.known.insert(change) {
            self.changes.push(change);
        }
    }

    fn is_empty(&self) -> bool {
        self.changes.is_empty() && !self.everything
    }
}

/// The changes that a feed takes.
#[derive(Debug)]
pub(super) enum Due {
    /// Nobody watches the business any more.
    Unwatched,
    /// Nothing has changed.
    Nothing,
    /// Something has changed, which may wait for the next tick.
    Changes,
    /// Changes may have been missed.
    Everything,
}

impl Business {
    /// Hands a change to the watchers that it concerns. Calls and messages wait for the feed, which knows their numbers.
    fn send(&mut self, change: Change) {
        #[cfg(any(test, feature = "testing"))]
        self.observers.retain(|observer| observer.send(change).is_ok());
        match change {
            Change::Call(_) | Change::CallTags(_) | Change::Message(_) | Change::Everything if self.feed.is_some() => {
                self.pending.add(change);
                self.feed.iter().for_each(|feed| feed.notify_one());
            }
            Change::Call(_) | Change::CallTags(_) | Change::Message(_) | Change::Everything => {}
            Change::Member(_) | Change::Account(_) | Change::Access(_) | Change::Numbers | Change::Plan => {
                let concerned = self.watchers.iter().filter(|watcher| watcher.viewer().is_concerned_by(change));
                concerned.for_each(|watcher| watcher.add_change(change));
            }
        }
    }

    fn is_unwatched(&self) -> bool {
        #[cfg(any(test, feature = "testing"))]
        if self.observers.iter().any(|observer| !observer.is_closed()) {
            return false;
        }
        self.watchers.is_empty() && self.feed.is_none()
    }
}

impl Watchers {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a stream in, for each of the members that it counts for, unless there are too many. A stream of Log in as
    /// counts for both people.
    pub(super) fn count_open(&self, members: &[MemberId], limits: Option<StreamLimits>) -> Result<(), TooManyStreams> {
        let streams = &mut self.lock().streams;
        if let Some(limits) = limits {
            let of = |member: &MemberId| streams.get(member).copied().unwrap_or(0);
            if members.iter().map(of).max().unwrap_or(0) >= u64::from(limits.per_member) {
                return Err(TooManyStreams::OfMember(limits.per_member));
            }
            if streams.values().sum::<u64>() >= u64::from(limits.in_all) {
                return Err(TooManyStreams::OfAll);
            }
        }
        for member in members {
            *streams.entry(*member).or_default() += 1;
        }
        Ok(())
    }

    /// Counts a stream of some members out.
    pub(super) fn count_closed(&self, members: &[MemberId]) {
        let streams = &mut self.lock().streams;
        for member in members {
            if let Some(count) = streams.get_mut(member) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    streams.remove(member);
                }
            }
        }
    }

    /// How many streams of a member are open.
    pub(super) fn streams(&self, member: MemberId) -> u64 {
        self.lock().streams.get(&member).copied().unwrap_or(0)
    }

    /// Adds a watcher. Returns the bell of the business's feed if the caller has to run it: nobody does so yet.
    pub(super) fn add(&self, business: BusinessId, viewer: Viewer) -> (Arc<Backlog>, Option<Arc<Notify>>) {
        let state = &mut self.lock();
        let business = state.businesses.entry(business).or_default();
        let backlog = Arc::new(Backlog::new(viewer));
        business.watchers.push(Arc::clone(&backlog));
        let bell = match business.feed {
            Some(_) => None,
            None => Some(Arc::clone(business.feed.insert(Arc::default()))),
        };
        (backlog, bell)
    }

    /// Removes a watcher, and wakes the feed, which ends with the last one.
    pub(super) fn remove(&self, business: BusinessId, backlog: &Arc<Backlog>) {
        let state = &mut self.lock();
        let Some(watched) = state.businesses.get_mut(&business) else { return };
        watched.watchers.retain(|watcher| !Arc::ptr_eq(watcher, backlog));
        watched.feed.iter().for_each(|feed| feed.notify_one());
        if watched.is_unwatched() {
            state.businesses.remove(&business);
        }
    }

    /// The watchers of a business.
    pub(super) fn of(&self, business: BusinessId) -> Vec<Arc<Backlog>> {
        self.lock().businesses.get(&business).map(|watched| watched.watchers.clone()).unwrap_or_default()
    }

    /// The work of the feed of a business. Once nobody watches, the feed has ended: the next watcher starts another.
    pub(super) fn due(&self, business: BusinessId) -> Due {
        let state = &mut self.lock();
        let Some(watched) = state.businesses.get_mut(&business) else { return Due::Unwatched };
        if watched.watchers.is_empty() {
            watched.feed = None;
            watched.pending = Pending::default();
            if watched.is_unwatched() {
                state.businesses.remove(&business);
            }
            return Due::Unwatched;
        }
        match (watched.pending.everything, watched.pending.is_empty()) {
            (true, _) => Due::Everything,
            (_, true) => Due::Nothing,
            (_, false) => Due::Changes,
        }
    }

    /// Takes what a feed has to read.
    pub(super) fn take(&self, business: BusinessId) -> Pending {
        self.lock()
            .businesses
            .get_mut(&business)
            .map(|watched| std::mem::take(&mut watched.pending))
            .unwrap_or_default()
    }

    /// Puts back what a feed could not read, before what has changed since.
    pub(super) fn put_back(&self, business: BusinessId, mut unread: Pending) {
        if let Some(watched) = self.lock().businesses.get_mut(&business) {
            let since = std::mem::take(&mut watched.pending);
            since.changes.into_iter().for_each(|change| unread.add(change));
            unread.everything |= since.everything;
            watched.pending = unread;
        }
    }

    /// The feed of a business has ended before its watchers did. They end, so that their browsers open them anew.
    pub(super) fn abandon(&self, business: BusinessId) {
        let state = &mut self.lock();
        let Some(watched) = state.businesses.get_mut(&business) else { return };
        watched.watchers.drain(..).for_each(|watcher| watcher.close());
        watched.feed = None;
        watched.pending = Pending::default();
        if watched.is_unwatched() {
            state.businesses.remove(&business);
        }
    }

    pub(super) fn send(&self, business: BusinessId, change: Change) {
        if let Some(watched) = self.lock().businesses.get_mut(&business) {
            watched.send(change);
        }
    }

    /// Sends a change to the watchers of every business.
    pub(super) fn send_to_all(&self, change: Change) {
        self.lock().businesses.values_mut().for_each(|watched| watched.send(change));
    }

    /// Adds an observer of every change of a business.
    #[cfg(any(test, feature = "testing"))]
    pub(super) fn observe(&self, business: BusinessId) -> tokio::sync::mpsc::UnboundedReceiver<Change> {
        let (observer, changes) = tokio::sync::mpsc::unbounded_channel();
        self.lock().businesses.entry(business).or_default().observers.push(observer);
        changes
    }
}

//! Shares the places of downloads, so that slow ones leave most of them to quick ones.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::ids::{BusinessId, RecordingId};

/// The most slow downloads of a process, of one carrier's host, and of one business. There are more places in all
/// ([`super::RECORDINGS`]), and the rest is for quick ones.
const MAX_SLOW: usize = 4;
const MAX_SLOW_OF_HOST: usize = 3;
const MAX_SLOW_OF_BUSINESS: usize = 2;
/// The most recordings that are remembered to be slow.
const MAX_KNOWN: usize = 1_000;

/// The slow downloads of a process; cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct SlowDownloads(Arc<Mutex<Slow>>);

#[derive(Debug, Default)]
struct Slow {
    running: Vec<(BusinessId, String)>,
    known: VecDeque<RecordingId>,
}

/// A place for a slow download, until it is dropped.
#[derive(Debug)]
pub(super) struct SlowPlace {
    of: SlowDownloads,
    who: (BusinessId, String),
}

impl Drop for SlowPlace {
    fn drop(&mut self) {
        let running = &mut self.of.lock().running;
        if let Some(at) = running.iter().position(|who| *who == self.who) {
            running.swap_remove(at);
        }
    }
}

impl SlowDownloads {
    fn lock(&self) -> MutexGuard<'_, Slow> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a place for a download that has turned out to be slow; `None` if its share is taken.
    pub(super) fn enter(&self, business: BusinessId, host: &str, recording: RecordingId) -> Option<SlowPlace> {
        let slow = &mut self.lock();
        if !slow.known.contains(&recording) {
            if slow.known.len() >= MAX_KNOWN {
                slow.known.pop_front();
            }
            slow.known.push_back(recording);
        }
        let count =
            |is_like: &dyn Fn(&(BusinessId, String)) -> bool| slow.running.iter().filter(|who| is_like(who)).count();
        let is_full = slow.running.len() >= MAX_SLOW
            || count(&|(_, other)| other == host) >= MAX_SLOW_OF_HOST
            || count(&|(other, _)| *other == business) >= MAX_SLOW_OF_BUSINESS;
        if is_full {
            return None;
        }
        let who = (business, host.to_owned());
        slow.running.push(who.clone());
        Some(SlowPlace { of: self.clone(), who })
    }

    /// Whether a recording turned out to be slow before.
    pub(super) fn is_known(&self, recording: RecordingId) -> bool {
        self.lock().known.contains(&recording)
    }

    /// Forgets a recording that is stored.
    pub(super) fn forget(&self, recording: RecordingId) {
        self.lock().known.retain(|known| *known != recording);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slow_downloads_have_a_share_by_business_by_host_and_in_all() {
        let slow = SlowDownloads::default();
        let enter = |business, host| slow.enter(BusinessId::new(business), host, RecordingId::new(business));
        let (first, _second) = (enter(1, "a").unwrap(), enter(1, "a").unwrap());
        assert!(enter(1, "b").is_none(), "a third of a business");
        let _third = enter(2, "a").unwrap();
        assert!(enter(3, "a").is_none(), "a fourth of a host");
        let fourth = enter(3, "b").unwrap();
        assert!(enter(4, "c").is_none(), "a fifth in all");
        drop(fourth);
        assert!(enter(1, "c").is_none());
        drop(first);
        assert!(enter(1, "c").is_some());
        assert!(slow.is_known(RecordingId::new(4)));
        slow.forget(RecordingId::new(4));
        assert!(!slow.is_known(RecordingId::new(4)));
    }
}

//! The channels of one process: one for each business that somebody watches.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use tokio::sync::broadcast;

use crate::access::Change;
use crate::ids::{BusinessId, MemberId};

/// How far behind a watcher may fall before it has to reload everything.
const CHANNEL_CAPACITY: usize = 256;

#[derive(Debug, Default)]
pub(super) struct Channels(Mutex<HashMap<BusinessId, broadcast::Sender<Change>>>, Mutex<HashMap<MemberId, u64>>);

impl Channels {
    /// Counts a stream of a member in.
    pub(super) fn count_opened(&self, member: MemberId) {
        *self.lock_streams().entry(member).or_default() += 1;
    }

    /// Counts a stream of a member out.
    pub(super) fn count_closed(&self, member: MemberId) {
        let mut streams = self.lock_streams();
        if let Some(count) = streams.get_mut(&member) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                streams.remove(&member);
            }
        }
    }

    /// How many streams of a member are open.
    pub(super) fn streams(&self, member: MemberId) -> u64 {
        self.lock_streams().get(&member).copied().unwrap_or(0)
    }

    fn lock_streams(&self) -> std::sync::MutexGuard<'_, HashMap<MemberId, u64>> {
        self.1.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn watch(&self, business: BusinessId) -> broadcast::Receiver<Change> {
        let mut channels = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        channels.retain(|_, channel| channel.receiver_count() > 0);
        channels.entry(business).or_insert_with(|| broadcast::channel(CHANNEL_CAPACITY).0).subscribe()
    }

    pub(super) fn send(&self, business: BusinessId, change: Change) {
        let channels = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(channel) = channels.get(&business) {
            // An error says that nobody watches any more.
            let _unwatched = channel.send(change);
        }
    }

    pub(super) fn send_to_all(&self) {
        let channels = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for channel in channels.values() {
            let _unwatched = channel.send(Change::Everything);
        }
    }
}

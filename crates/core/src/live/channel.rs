//! Within one process: a channel for each business that somebody watches.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use tokio::sync::broadcast;

use super::wire::Signal;
use crate::ids::{BusinessId, CallId, MemberId, MessageId};

/// How far behind a watcher may fall before it has to look at everything again.
const BEHIND: usize = 256;

/// What a watcher is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// This call is new, or stands otherwise than before.
    Call(CallId),
    /// This message is new, or something else has become of it than before.
    Message(MessageId),
    /// This membership is another than before, or has ended.
    Member(MemberId),
    /// Groups hold other numbers than before: those who see Specific Numbers may see others now.
    Access,
    /// Something was missed: look at everything again.
    Resync,
}

#[derive(Debug, Default)]
pub(super) struct Channels(Mutex<HashMap<BusinessId, broadcast::Sender<News>>>, Mutex<HashMap<MemberId, u64>>);

impl Channels {
    /// Counts a stream of a member in.
    pub(super) fn opened(&self, member: MemberId) {
        *self.streams_of().entry(member).or_default() += 1;
    }

    /// Counts it out.
    pub(super) fn closed(&self, member: MemberId) {
        let mut streams = self.streams_of();
        if let Some(count) = streams.get_mut(&member) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                streams.remove(&member);
            }
        }
    }

    /// How many streams of a member are open.
    pub(super) fn streams(&self, member: MemberId) -> u64 {
        self.streams_of().get(&member).copied().unwrap_or(0)
    }

    fn streams_of(&self) -> std::sync::MutexGuard<'_, HashMap<MemberId, u64>> {
        self.1.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn watch(&self, business: BusinessId) -> broadcast::Receiver<News> {
        let mut channels = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        channels.retain(|_, channel| channel.receiver_count() > 0);
        channels.entry(business).or_insert_with(|| broadcast::channel(BEHIND).0).subscribe()
    }

    pub(super) fn tell(&self, signal: Signal) {
        let channels = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(channel) = channels.get(&signal.business) {
            // Nobody watches any more: nobody is told.
            let _unwatched = channel.send(signal.news);
        }
    }

    pub(super) fn tell_everybody(&self, news: News) {
        let channels = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for channel in channels.values() {
            let _unwatched = channel.send(news);
        }
    }
}

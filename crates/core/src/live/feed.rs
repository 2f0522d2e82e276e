//! The feed of a business in this process: reads the calls and messages that have changed once for all streams, and hands
//! each to those who see its number.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use super::backlog::LiveEvent;
use super::bus::Process;
use super::sight::Sight;
use super::watchers::{Due, Pending};
use crate::access::{Change, LiveFeed};
use crate::db::{Db, Error};
use crate::ids::{BusinessId, NumberId};

/// How often calls and messages are handed out. The moments depend on the start of the process alone, so the time of an
/// event tells nothing about what happened on other numbers.
const TICK: Duration = Duration::from_millis(200);
/// How long to wait after a read that failed.
const RETRY_DELAY: Duration = Duration::from_secs(1);

/// A call or message that was read.
#[derive(Clone, Debug)]
pub struct Fed {
    /// Which one it is.
    pub change: Change,
    /// Its number, which decides who is told.
    pub number: NumberId,
    /// Its text in the streams.
    pub text: String,
}

/// Reads calls and messages that have changed, by the feed's proof. Those that it leaves out do not exist.
pub trait ReadChanges: Send + Sync {
    /// Reads them once for all streams.
    ///
    /// # Errors
    /// When the database fails. The same ones are read again later.
    fn read(
        &self,
        db: &Db,
        feed: &LiveFeed,
        changes: &[Change],
    ) -> impl Future<Output = Result<Vec<Fed>, Error>> + Send;
}

/// The feed of a business. The first stream of a business gets it, and has to run it in a task of its own.
#[derive(Debug)]
pub struct Feed {
    proof: LiveFeed,
    business: BusinessId,
    process: Arc<Process>,
    bell: Arc<Notify>,
    has_ended: bool,
}

impl Drop for Feed {
    /// Streams without a feed would be silent, so they end with it.
    fn drop(&mut self) {
        if !self.has_ended {
            self.process.watchers.abandon(self.business);
        }
    }
}

impl Feed {
    pub(super) fn new(proof: LiveFeed, process: Arc<Process>, bell: Arc<Notify>) -> Self {
        Self { business: proof.business(), proof, process, bell, has_ended: false }
    }

    /// Feeds the streams until the last one is closed.
    pub async fn run(mut self, db: Db, reader: impl ReadChanges) {
        let mut is_failing = false;
        while let Some(pending) = self.next().await {
            match self.hand_out(&db, &pending, &reader).await {
                Ok(()) => is_failing = false,
                Err(error) => {
                    if !std::mem::replace(&mut is_failing, true) {
                        tracing::warn!(business = %self.business, %error, "live streams wait for the database");
                    }
                    self.process.watchers.put_back(self.business, pending);
                    tokio::time::sleep(RETRY_DELAY).await;
                }
            }
        }
    }

    /// The changes until the next tick; `None` once nobody watches any more.
    async fn next(&mut self) -> Option<Pending> {
        let mut tick = None;
        loop {
            match self.process.watchers.due(self.business) {
                Due::Unwatched => {
                    self.has_ended = true;
                    return None;
                }
                Due::Nothing => self.bell.notified().await,
                Due::Changes => {
                    let tick = *tick.get_or_insert_with(|| next_tick(self.process.started, Instant::now()));
                    if Instant::now() >= tick {
                        break;
                    }
                    tokio::select! {
                        () = sleep_until(tick) => {}
                        () = self.bell.notified() => {}
                    }
                }
                // It is rare, and concerns everybody alike.
                Due::Everything => break,
            }
        }
        Some(self.process.watchers.take(self.business))
    }

    async fn hand_out(&self, db: &Db, pending: &Pending, reader: &impl ReadChanges) -> Result<(), Error> {
        let watchers = self.process.watchers.of(self.business);
        if !pending.changes.is_empty() {
            let mut fed = reader.read(db, &self.proof, &pending.changes).await?;
            // Pages read anew what a changed tag is on, so there is nothing to read here.
            fed.extend(pending.changes.iter().filter_map(|change| match change {
                Change::CallTags(number) => Some(Fed { change: *change, number: *number, text: String::new() }),
                _ => None,
            }));
            let order: HashMap<_, _> = pending.changes.iter().enumerate().map(|(at, change)| (change, at)).collect();
            fed.sort_by_key(|each| order.get(&each.change).copied());
            let mut of_members: HashMap<_, Vec<_>> = HashMap::new();
            for watcher in &watchers {
                of_members.entry(watcher.viewer().member).or_default().push(watcher);
            }
            // The access is read after the calls: a call that has left somebody's view meanwhile is not handed to them.
            let seen_at = Instant::now();
            let numbers = fed.iter().map(|each| each.number);
            let sight = Sight::read(db, &self.proof, of_members.keys().copied(), numbers).await?;
            for Fed { change, number, text } in fed {
                let event = LiveEvent { change, text: text.into(), seen_at };
                let seeing = of_members.iter().filter(|(member, _)| sight.has(**member, number));
                seeing.flat_map(|(_, watchers)| watchers).for_each(|watcher| watcher.add_event(event.clone()));
            }
        }
        if pending.everything {
            watchers.iter().for_each(|watcher| watcher.add_everything());
        }
        Ok(())
    }
}

/// The first tick after a moment.
fn next_tick(started: Instant, now: Instant) -> Instant {
    let tick = TICK.as_nanos();
    let ticks = now.duration_since(started).as_nanos() / tick + 1;
    started + Duration::from_nanos(u64::try_from(ticks * tick).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_depend_on_the_start_alone() {
        let started = Instant::now();
        let tick_after = |millis| next_tick(started, started + Duration::from_millis(millis)) - started;
        for (millis, tick) in [(0, 200), (1, 200), (199, 200), (200, 400), (1_399, 1_400)] {
            assert_eq!(tick_after(millis), Duration::from_millis(tick), "{millis}");
        }
    }
}

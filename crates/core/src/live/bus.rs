//! The bus: effects go to the watchers and jobs of this process at once, and on PostgreSQL to those of the others too.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use secrecy::ExposeSecret;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::feed::Feed;
use super::notices::{Notices, StreamCount, Viewer};
use super::watchers::Watchers;
use super::wire::{MAX_EFFECTS, Packet};
use crate::access::{Action, Change, LiveFeed, May, RELOAD_STANDBY, Viewpoint, WAKE_JOBS};
use crate::db::{AfterCommit, Db, Effect, Kind, Notification};
use crate::ids::MemberId;
use crate::secret;

const CHANNEL: &str = "crewline_live";
/// How many effects may wait for other processes. Beyond it, those are told that everything changed.
const QUEUE_CAPACITY: usize = 65_536;
/// How long to wait before listening again after an interruption.
const RETRY_DELAY: Duration = Duration::from_secs(1);

/// How many live streams may be open in a process.
#[derive(Clone, Copy, Debug)]
pub struct StreamLimits {
    /// Those of one member, with those of Log in as in either direction.
    pub per_member: u32,
    /// All of them.
    pub in_all: u32,
}

/// Too many live streams are open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TooManyStreams {
    /// Those of one member.
    #[error("You have {0} live streams open, which is the most. Close one of them, and try again.")]
    OfMember(u32),
    /// All of them.
    #[error("This server has as many live streams open as it may. Try again in a minute.")]
    OfAll,
}

impl From<TooManyStreams> for crate::Error {
    fn from(full: TooManyStreams) -> Self {
        Self::TooOften { sentence: full.to_string(), wait_seconds: 30 }
    }
}

/// Distributes the effects of durable transactions to those who wait for them; cheap to clone. It ends with its last
/// clone.
#[derive(Clone, Debug)]
pub struct Bus(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    process: Arc<Process>,
    outgoing: Option<Outgoing>,
    tasks: Vec<JoinHandle<()>>,
}

/// The watchers and jobs of this process.
#[derive(Debug)]
pub(super) struct Process {
    pub(super) watchers: Watchers,
    /// When the ticks of the feeds began.
    pub(super) started: Instant,
    jobs: watch::Sender<u64>,
    standby: watch::Sender<u64>,
}

#[derive(Debug)]
struct Outgoing {
    queue: mpsc::Sender<Outbound>,
    overflowed: Arc<AtomicBool>,
}

#[derive(Debug)]
enum Outbound {
    Effect(Effect),
    /// Answered after everything that was queued before it has been sent.
    Flush(oneshot::Sender<()>),
}

impl Drop for Inner {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

impl AfterCommit for Inner {
    fn committed(&self, effects: &[Effect]) {
        for &effect in effects {
            self.process.send(effect);
            if let Some(outgoing) = &self.outgoing
                && outgoing.queue.try_send(Outbound::Effect(effect)).is_err()
            {
                outgoing.overflowed.store(true, Ordering::Release);
            }
        }
    }
}

impl Process {
    fn new() -> Self {
        let (watchers, started) = (Watchers::default(), Instant::now());
        Self { watchers, started, jobs: watch::Sender::default(), standby: watch::Sender::default() }
    }

    fn send(&self, effect: Effect) {
        if effect == WAKE_JOBS {
            self.wake_jobs();
            return;
        }
        if effect == RELOAD_STANDBY {
            self.reload_standby();
            return;
        }
        match Change::read(effect) {
            Some((_, change @ Change::Account(_))) => self.watchers.send_to_all(change),
            Some((business, change)) => self.watchers.send(business, change),
            None => {}
        }
    }

    /// Effects were missed, so everybody is told that everything changed.
    fn send_to_all(&self) {
        self.watchers.send_to_all(Change::Everything);
        self.wake_jobs();
        self.reload_standby();
    }

    fn wake_jobs(&self) {
        self.jobs.send_modify(|count| *count = count.wrapping_add(1));
    }

    fn reload_standby(&self) {
        self.standby.send_modify(|count| *count = count.wrapping_add(1));
    }
}

impl Bus {
    /// Starts a bus, which gets the effects of this handle's transactions from now on. On PostgreSQL it joins the
    /// processes that share the database before this returns; if it can't listen to the server yet, it keeps trying.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub async fn start(db: &Db) -> Result<Self, secret::NoRandomness> {
        let process = Arc::new(Process::new());
        let mut inner = Inner { process, outgoing: None, tasks: Vec::new() };
        if db.kind() == Kind::Postgres {
            let own_id = secret::token("")?.0.expose_secret().to_owned();
            let (queue, waiting) = mpsc::channel(QUEUE_CAPACITY);
            let overflowed = Arc::new(AtomicBool::new(false));
            let (joined, has_joined) = oneshot::channel();
            inner.tasks = vec![
                tokio::spawn(send_to_processes(db.clone(), own_id.clone(), waiting, Arc::clone(&overflowed))),
                tokio::spawn(receive_from_processes(db.clone(), own_id, Arc::clone(&inner.process), joined)),
            ];
            inner.outgoing = Some(Outgoing { queue, overflowed });
            // An error says that the first attempt failed; the task retries.
            let _result = has_joined.await;
        }
        let inner = Arc::new(inner);
        let listener: Arc<dyn AfterCommit> = Arc::<Inner>::clone(&inner);
        db.after_commit(&listener);
        Ok(Self(inner))
    }

    /// The notices of a new stream, unless the member or everybody together has too many open here. The first stream of a
    /// business gets the feed too, which has to run.
    ///
    /// # Errors
    /// Returns [`TooManyStreams`].
    pub fn open_stream<A: Action>(
        &self,
        may: &May<A>,
        limits: StreamLimits,
    ) -> Result<(Notices, Option<Feed>), TooManyStreams> {
        let count = self.count(may.viewpoint(), Some(limits))?;
        let process = &self.0.process;
        let (backlog, bell) = process.watchers.add(may.viewpoint().business(), Viewer::of(may.viewpoint()));
        let feed = bell.map(|bell| Feed::new(LiveFeed::of_watched(may), Arc::clone(process), bell));
        Ok((Notices::new(may, backlog, count), feed))
    }

    /// Counts a stream for the members that it counts for: the viewpoint's, and under Log in as the actor too.
    fn count(&self, viewpoint: &Viewpoint, limits: Option<StreamLimits>) -> Result<StreamCount, TooManyStreams> {
        let mut members = vec![viewpoint.member()];
        if viewpoint.impersonation().is_some() {
            members.push(viewpoint.actor().member);
        }
        self.0.process.watchers.count_open(&members, limits)?;
        Ok(StreamCount { process: Arc::clone(&self.0.process), members })
    }

    /// Watches all changes of the business of a proof, counted as a stream.
    ///
    /// # Panics
    /// Never: without limits nothing is refused.
    #[cfg(any(test, feature = "testing"))]
    pub fn watch<A: Action>(&self, may: &May<A>) -> super::Subscription {
        let count = self.count(may.viewpoint(), None).expect("no limits");
        super::Subscription { changes: self.0.process.watchers.observe(may.viewpoint().business()), _count: count }
    }

    /// Changes whenever jobs may have become due, by this process or another.
    pub fn jobs(&self) -> watch::Receiver<u64> {
        self.0.process.jobs.subscribe()
    }

    /// Changes whenever a connection or a number's target has changed, by this process or another.
    pub fn standby(&self) -> watch::Receiver<u64> {
        self.0.process.standby.subscribe()
    }

    /// How many streams this process holds open for a member, with those of Log in as in either direction. The streams
    /// of other processes are not counted.
    pub fn streams(&self, member: MemberId) -> u64 {
        self.0.process.watchers.streams(member)
    }

    /// Waits until everything queued so far has been sent to the other processes. Call it before this process ends.
    pub async fn flush(&self) {
        let Some(outgoing) = &self.0.outgoing else { return };
        let (flushed, has_flushed) = oneshot::channel();
        if outgoing.queue.send(Outbound::Flush(flushed)).await.is_ok() {
            // An error says that the sending task has ended.
            let _result = has_flushed.await;
        }
    }

    /// Publishes a change that no transaction has made.
    #[cfg(any(test, feature = "testing"))]
    pub fn publish(&self, business: crate::ids::BusinessId, change: Change) {
        self.0.committed(&[change.effect(business)]);
    }
}

/// Sends the waiting effects to the other processes, a packet at a time.
async fn send_to_processes(db: Db, from: String, mut waiting: mpsc::Receiver<Outbound>, overflowed: Arc<AtomicBool>) {
    let mut outbound = Vec::with_capacity(MAX_EFFECTS);
    while waiting.recv_many(&mut outbound, MAX_EFFECTS).await > 0 {
        let (mut effects, mut flushes) = (Vec::new(), Vec::new());
        for each in outbound.drain(..) {
            match each {
                // Others read the thing once, however often it changed.
                Outbound::Effect(effect) if effects.contains(&effect) => {}
                Outbound::Effect(effect) => effects.push(effect),
                Outbound::Flush(flushed) => flushes.push(flushed),
            }
        }
        let packet = Packet { from: from.clone(), effects: Some(effects) };
        let has_effects = packet.effects.as_ref().is_some_and(|effects| !effects.is_empty());
        let is_sent = !has_effects || db.notify(CHANNEL, &packet.text()).await.is_ok();
        if overflowed.swap(false, Ordering::AcqRel) || !is_sent {
            let everything = Packet { from: from.clone(), effects: None };
            if db.notify(CHANNEL, &everything.text()).await.is_err() {
                // The next packet tries again.
                overflowed.store(true, Ordering::Release);
            }
        }
        for flushed in flushes {
            // An error says that the caller has stopped waiting.
            let _result = flushed.send(());
        }
    }
}

/// Listens to the other processes. After an interruption, everybody is told that everything changed.
async fn receive_from_processes(db: Db, own_id: String, process: Arc<Process>, joined: oneshot::Sender<()>) {
    let mut joined = Some(joined);
    loop {
        let outcome = db
            .listen(CHANNEL, |message| match message {
                Notification::Listening => match joined.take() {
                    // `start` waits for it, unless its caller was dropped.
                    Some(joined) => _ = joined.send(()),
                    None => process.send_to_all(),
                },
                Notification::Message(text) => match Packet::read(&text) {
                    Some(packet) if packet.from == own_id => {}
                    Some(Packet { effects: Some(effects), .. }) => {
                        effects.into_iter().for_each(|each| process.send(each));
                    }
                    Some(Packet { effects: None, .. }) | None => process.send_to_all(),
                },
            })
            .await;
        drop(joined.take());
        if let Err(error) = outcome {
            tracing::warn!(%error, "live updates from other processes are interrupted");
        }
        tokio::time::sleep(RETRY_DELAY).await;
    }
}

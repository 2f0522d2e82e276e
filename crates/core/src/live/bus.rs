//! The bus: signals go to the watchers of this process at once, and on PostgreSQL to those of the others too.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use secrecy::ExposeSecret;
use tokio::sync::{broadcast, mpsc};
use tokio::task::JoinHandle;

use super::channel::{Channels, News};
use super::wire::{MOST, Packet, Signal};
use crate::access::{Action, May};
use crate::db::{Db, Heard, Kind};
use crate::ids::MemberId;
use crate::secret;

const CHANNEL: &str = "crewline_live";
/// How many signals may wait to be told to other processes before those are told to look at everything again.
const WAITING: usize = 4096;
/// How long to wait before listening again after the server went away.
const RETRY: Duration = Duration::from_secs(1);

/// Where signals are published and watched; cheap to clone.
#[derive(Clone, Debug)]
pub struct Bus(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    channels: Arc<Channels>,
    outgoing: Option<Outgoing>,
    tasks: Vec<JoinHandle<()>>,
}

#[derive(Debug)]
struct Outgoing {
    signals: mpsc::Sender<Signal>,
    overflowed: Arc<AtomicBool>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

impl Bus {
    /// Starts a bus. On PostgreSQL it joins the processes that share the database, and has joined when this returns;
    /// where the server can't be listened to now, it goes on trying.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub async fn start(db: &Db) -> Result<Self, secret::NoRandomness> {
        let channels = Arc::new(Channels::default());
        if db.kind() == Kind::Sqlite {
            return Ok(Self(Arc::new(Inner { channels, outgoing: None, tasks: Vec::new() })));
        }
        let own = secret::token("")?.0.expose_secret().to_owned();
        let (signals, waiting) = mpsc::channel(WAITING);
        let overflowed = Arc::new(AtomicBool::new(false));
        let (joined, has_joined) = tokio::sync::oneshot::channel();
        let tasks = vec![
            tokio::spawn(speak(db.clone(), own.clone(), waiting, Arc::clone(&overflowed))),
            tokio::spawn(hear(db.clone(), own, Arc::clone(&channels), joined)),
        ];
        // An error says that the first attempt failed; the task goes on.
        let _first = has_joined.await;
        Ok(Self(Arc::new(Inner { channels, outgoing: Some(Outgoing { signals, overflowed }), tasks })))
    }

    /// Tells the watchers of a business that something has changed. To be called once the change is committed.
    pub fn publish(&self, signal: Signal) {
        self.0.channels.tell(signal);
        if let Some(outgoing) = &self.0.outgoing
            && outgoing.signals.try_send(signal).is_err()
        {
            outgoing.overflowed.store(true, Ordering::Release);
        }
    }

    /// Watches the business of a proof.
    pub fn watch<A: Action>(&self, may: &May<A>) -> Subscription {
        let viewpoint = may.viewpoint();
        let mut members = vec![viewpoint.member()];
        if viewpoint.impersonation().is_some() {
            members.push(viewpoint.actor().member);
        }
        members.iter().for_each(|member| self.0.channels.opened(*member));
        let channels = Arc::clone(&self.0.channels);
        Subscription { news: channels.watch(viewpoint.business()), members, channels }
    }

    /// How many streams this process holds open for a member, with those of Log in as in either direction. Other
    /// processes that share the database are not asked.
    pub fn streams(&self, member: MemberId) -> u64 {
        self.0.channels.streams(member)
    }
}

/// What a watcher of one business is told, in order.
#[derive(Debug)]
pub struct Subscription {
    news: broadcast::Receiver<News>,
    /// For whom it is counted: whose eyes are used, and under Log in as the person behind them.
    members: Vec<MemberId>,
    channels: Arc<Channels>,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.members.iter().for_each(|member| self.channels.closed(*member));
    }
}

impl Subscription {
    /// The next news. A watcher that has fallen behind is told to look at everything again.
    pub async fn next(&mut self) -> News {
        match self.news.recv().await {
            Ok(news) => news,
            Err(broadcast::error::RecvError::Lagged(_)) => News::Resync,
            // The bus is gone, and with it whatever would wake this watcher.
            Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
        }
    }
}

/// Tells the other processes what waits, as much at once as goes into a packet.
async fn speak(db: Db, from: String, mut waiting: mpsc::Receiver<Signal>, overflowed: Arc<AtomicBool>) {
    let mut signals = Vec::with_capacity(MOST);
    while waiting.recv_many(&mut signals, MOST).await > 0 {
        let packet = Packet { from: from.clone(), signals: Some(std::mem::take(&mut signals)) };
        let is_told = db.announce(CHANNEL, &packet.text()).await.is_ok();
        if !is_told || overflowed.swap(false, Ordering::AcqRel) {
            let all = Packet { from: from.clone(), signals: None };
            if db.announce(CHANNEL, &all.text()).await.is_err() {
                // To be said as soon as the server answers.
                overflowed.store(true, Ordering::Release);
            }
        }
    }
}

/// Listens to the other processes; after an interruption, everybody has to look at everything again.
async fn hear(db: Db, own: String, channels: Arc<Channels>, joined: tokio::sync::oneshot::Sender<()>) {
    let mut joined = Some(joined);
    loop {
        let outcome = db
            .listen(CHANNEL, |heard| match heard {
                Heard::Listening => match joined.take() {
                    // Who waits for the first time has gone away, or is told.
                    Some(joined) => drop(joined.send(())),
                    None => channels.tell_everybody(News::Resync),
                },
                Heard::Said(text) => match Packet::read(&text) {
                    Some(packet) if packet.from == own => {}
                    Some(Packet { signals: Some(signals), .. }) => {
                        signals.into_iter().for_each(|each| channels.tell(each))
                    }
                    Some(Packet { signals: None, .. }) | None => channels.tell_everybody(News::Resync),
                },
            })
            .await;
        drop(joined.take());
        if let Err(error) = outcome {
            tracing::warn!(%error, "live updates from other processes are interrupted");
        }
        tokio::time::sleep(RETRY).await;
    }
}

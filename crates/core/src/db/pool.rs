//! The connections to a PostgreSQL server that a process keeps. While the server has none left for us, callers wait for
//! one of those that there are.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::Instant;
use tokio_postgres::error::SqlState;

use super::error::Error;
use super::patience::{OutOfPatience, Patience};
use super::postgres_address::Address;
use super::postgres_connection::Connection;

/// The most connections of a process, beside the one that listens.
const MAX_CONNECTIONS: usize = 16;
/// How long background work waits for a connection.
const WAIT_TIMEOUT: Duration = Duration::from_secs(20);
/// How long to wait before another connection is tried, after one could not be opened.
const RETRY_INTERVAL: Duration = Duration::from_millis(250);

/// The pool; cheap to clone.
#[derive(Clone)]
pub(super) struct Pool(Arc<Inner>);

struct Inner {
    address: Arc<Address>,
    /// A place for each connection that may be in use. A place whose connection could not be opened is taken away for a
    /// while.
    places: Arc<Semaphore>,
    state: Mutex<State>,
    /// Changes when the connections that were opened before are given up.
    renewals: watch::Sender<()>,
}

struct State {
    idle: Vec<(Connection, u64)>,
    /// How many connections are open, idle or in use.
    open: usize,
    /// How many places are taken away.
    missing: usize,
    retry_at: Instant,
    /// Why the last connection could not be opened.
    failure: Option<String>,
    /// Connections of an older generation are not used any more.
    generation: u64,
}

impl Pool {
    pub(super) fn new(address: Arc<Address>) -> Self {
        let state =
            State { idle: Vec::new(), open: 0, missing: 0, retry_at: Instant::now(), failure: None, generation: 0 };
        let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
        Self(Arc::new(Inner { address, places, state: Mutex::new(state), renewals: watch::Sender::new(()) }))
    }

    pub(super) fn address(&self) -> &Arc<Address> {
        &self.0.address
    }

    /// A connection: an idle one, a new one, or the next that is given back.
    pub(super) async fn get(&self, patience: &Patience) -> Result<Lease, Error> {
        self.get_within(patience, false).await
    }

    /// A new connection.
    pub(super) async fn get_new(&self, patience: &Patience) -> Result<Lease, Error> {
        self.get_within(patience, true).await
    }

    async fn get_within(&self, patience: &Patience, must_be_new: bool) -> Result<Lease, Error> {
        patience.wait_at_most(WAIT_TIMEOUT, self.lease(must_be_new)).await.unwrap_or_else(|OutOfPatience| {
            let failure = self.0.state().failure.clone();
            Err(match failure {
                Some(failure) => Error::Unavailable(failure),
                None => Error::Unavailable("no connection to PostgreSQL came free in time".into()),
            })
        })
    }

    async fn lease(&self, must_be_new: bool) -> Result<Lease, Error> {
        loop {
            let place = self.place().await;
            if !must_be_new && let Some((connection, generation)) = self.0.take_idle() {
                return Ok(self.lease_of(connection, generation, place, false));
            }
            match Connection::open(&self.0.address).await {
                Ok(connection) => {
                    let mut state = self.0.state();
                    state.open += 1;
                    state.failure = None;
                    // There may be room for another one, too.
                    state.retry_at = Instant::now();
                    let generation = state.generation;
                    drop(state);
                    return Ok(self.lease_of(connection, generation, place, true));
                }
                Err(refusal) if !refusal.is_busy && !self.0.has_open() => return Err(refusal.error),
                Err(refusal) => self.0.take_away(place, refusal.error),
            }
        }
    }

    fn lease_of(&self, connection: Connection, generation: u64, place: OwnedSemaphorePermit, is_new: bool) -> Lease {
        let (pool, is_busy, is_ended) = (Arc::clone(&self.0), AtomicBool::new(false), AtomicBool::new(false));
        Lease { connection: Some(connection), generation, place: Some(place), pool, is_busy, is_ended, is_new }
    }

    /// Waits for a place, in turn, and gives back those that were taken away.
    async fn place(&self) -> OwnedSemaphorePermit {
        let mut places = std::pin::pin!(Arc::clone(&self.0.places).acquire_owned());
        loop {
            self.0.give_back();
            match tokio::time::timeout(RETRY_INTERVAL, &mut places).await {
                Ok(Ok(place)) => return place,
                // It is never closed.
                Ok(Err(_)) => std::future::pending().await,
                Err(_) => {}
            }
        }
    }

    /// From now on, no connection that was opened before is used.
    pub(super) fn renew(&self) {
        let mut state = self.0.state();
        state.generation += 1;
        state.open -= state.idle.len();
        state.idle.clear();
        drop(state);
        self.0.renewals.send_replace(());
    }

    /// Changes when the connections that were opened before are given up.
    pub(super) fn renewals(&self) -> watch::Receiver<()> {
        self.0.renewals.subscribe()
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The connection that was used last, since the others may be closed one day.
    fn take_idle(&self) -> Option<(Connection, u64)> {
        let mut state = self.state();
        while let Some((connection, generation)) = state.idle.pop() {
            if !connection.is_closed() {
                return Some((connection, generation));
            }
            state.open -= 1;
        }
        None
    }

    /// Whether any connection is open.
    fn has_open(&self) -> bool {
        let mut state = self.state();
        let before = state.idle.len();
        state.idle.retain(|(connection, _)| !connection.is_closed());
        state.open -= before - state.idle.len();
        state.open > 0
    }

    fn take_away(&self, place: OwnedSemaphorePermit, error: Error) {
        let mut state = self.state();
        state.missing += 1;
        state.retry_at = Instant::now() + RETRY_INTERVAL;
        state.failure = Some(match error {
            Error::Unavailable(why) => why,
            other => other.to_string(),
        });
        drop(state);
        place.forget();
    }

    /// Gives back one place that was taken away, so that another connection is tried.
    fn give_back(&self) {
        let mut state = self.state();
        let now = Instant::now();
        if state.missing > 0 && state.retry_at <= now {
            state.missing -= 1;
            state.retry_at = now + RETRY_INTERVAL;
            self.places.add_permits(1);
        }
    }
}

/// A connection of the pool in use. It goes back when it is dropped, unless it is in an unknown state.
pub(super) struct Lease {
    connection: Option<Connection>,
    generation: u64,
    place: Option<OwnedSemaphorePermit>,
    pool: Arc<Inner>,
    /// Whether a statement has begun and not ended, perhaps since its caller has gone.
    is_busy: AtomicBool,
    /// Whether the server has said that it closes the connection.
    is_ended: AtomicBool,
    is_new: bool,
}

/// Whether the server closes the connection after this error.
fn ends_session(error: &tokio_postgres::Error) -> bool {
    const SESSION_ENDS: [SqlState; 5] = [
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
        SqlState::CANNOT_CONNECT_NOW,
        SqlState::DATABASE_DROPPED,
        SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
    ];
    error.is_closed() || error.code().is_some_and(|code| SESSION_ENDS.contains(code))
}

impl Lease {
    /// Runs something on the connection. If it does not end in time, or if the caller does not wait for its end, the
    /// connection is of no more use.
    pub(super) async fn run<'l, T, F: Future<Output = Result<T, tokio_postgres::Error>>>(
        &'l self,
        patience: &Patience,
        work: impl FnOnce(&'l Connection) -> F,
    ) -> Result<T, Error> {
        let Some(connection) = &self.connection else { return Err(OutOfPatience.into()) };
        if self.is_busy.swap(true, Ordering::AcqRel) {
            return Err(OutOfPatience.into());
        }
        let outcome = patience.wait(work(connection)).await?;
        self.is_busy.store(false, Ordering::Release);
        outcome.map_err(|error| {
            self.is_ended.fetch_or(ends_session(&error), Ordering::AcqRel);
            error.into()
        })
    }

    /// Whether the server has closed it.
    pub(super) fn is_closed(&self) -> bool {
        self.is_ended.load(Ordering::Acquire)
            || self.connection.as_ref().is_none_or(|connection| connection.is_closed())
    }

    /// Whether nothing more can be run on it.
    pub(super) fn is_lost(&self) -> bool {
        self.is_busy.load(Ordering::Acquire) || self.is_closed()
    }

    /// Whether it was opened for this lease.
    pub(super) fn is_new(&self) -> bool {
        self.is_new
    }

    /// Closes the connection instead of giving it back.
    pub(super) fn discard(mut self) {
        self.close();
    }

    fn close(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        self.pool.state().open -= 1;
        let is_running = self.is_busy.load(Ordering::Acquire) && !connection.is_closed();
        if is_running && let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(connection.cancel());
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if self.is_lost() {
            self.close();
        }
        if let Some(connection) = self.connection.take() {
            let mut state = self.pool.state();
            if self.generation == state.generation && state.idle.len() < MAX_CONNECTIONS {
                state.idle.push((connection, self.generation));
            } else {
                state.open -= 1;
            }
        }
        // The next in turn finds the connection.
        drop(self.place.take());
    }
}

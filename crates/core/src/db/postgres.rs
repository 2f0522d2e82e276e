//! The server engine: reads and transactions on the connections of a pool.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::{FutureExt, TryStreamExt};
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::effects::Listeners;
use super::error::Error;
use super::id_cipher::{self, IdCipher};
use super::keys::Keys;
use super::patience::{OutOfPatience, Patience};
use super::pool::{Lease, Pool};
use super::postgres_address::Address;
use super::postgres_connection::{Connection, first_value};
use super::row::Row;
use super::tx::{Tx, Work};
use super::value::Values;

/// How long a server that was read-only for a new connection is taken to be so for the others.
const READ_ONLY_LIFETIME: Duration = Duration::from_secs(1);

pub(super) struct Postgres {
    pool: Pool,
    /// When a new connection was last found to be read-only.
    read_only_at: Mutex<Option<Instant>>,
}

impl Postgres {
    pub(super) fn new(address: Arc<Address>) -> Self {
        Self { pool: Pool::new(address), read_only_at: Mutex::default() }
    }

    /// The server's address, for a connection outside the pool.
    pub(super) fn address(&self) -> &Arc<Address> {
        self.pool.address()
    }

    /// Changes when the connections that were opened before are given up.
    pub(super) fn renewals(&self) -> tokio::sync::watch::Receiver<()> {
        self.pool.renewals()
    }

    pub(super) async fn connection(&self) -> Result<Lease, Error> {
        self.pool.get(&Patience::current()).await
    }

    /// The cipher of the ids, with the key of a migrated database.
    pub(super) async fn id_cipher(&self) -> Result<IdCipher, Error> {
        let lease = self.connection().await?;
        let row = lease.run(&Patience::current(), |client| client.query_opt(id_cipher::SELECT_KEY, &[])).await?;
        IdCipher::new(row.as_ref().map(|row| row.try_get::<_, &[u8]>(0)).transpose()?)
    }

    /// Sends a text to all listeners of a channel.
    pub(super) async fn notify(&self, channel: &str, text: &str) -> Result<(), Error> {
        let lease = self.connection().await?;
        let send = async |client: &Connection| {
            let statement = client.prepare_cached("select pg_notify($1, $2)").await?;
            client.execute(&statement, &[&channel, &text]).await
        };
        lease.run(&Patience::current(), send).await.map(drop)
    }

    pub(super) async fn read<T>(
        &self,
        text: &str,
        values: Values<'_>,
        ids: &IdCipher,
        mut each: impl FnMut(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let patience = Patience::current();
        let lease = self.pool.get(&patience).await?;
        match rows(&lease, &patience, text, values, ids, &mut each).await {
            // The server has closed it since it was last used, as a server that is started anew does.
            Err(Error::Unavailable(_)) if lease.is_closed() && !lease.is_new() => {
                drop(lease);
                let lease = self.pool.get_new(&patience).await?;
                rows(&lease, &patience, text, values, ids, &mut each).await
            }
            outcome => outcome,
        }
    }

    /// Runs a transaction and its effects in a task of its own, so that a dropped caller can't interrupt them.
    pub(super) async fn write<T, E>(
        &self,
        work: impl for<'t> FnOnce(&'t mut Tx) -> Work<'t, Result<T, E>> + Send + 'static,
        listeners: Arc<Listeners>,
        keys: Arc<Keys>,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let patience = Patience::current();
        let lease = self.begin(&patience).await?;
        let (answer, outcome) = oneshot::channel();
        tokio::spawn(run(Tx::postgres(lease, patience.clone(), keys), patience, work, listeners, answer));
        outcome.await.unwrap_or_else(|_| Err(Error::Internal("a transaction broke off".into()).into()))
    }

    /// Begins a transaction that can write. A pooled connection may be read-only since it was opened: by a setting of
    /// that time, or because its server has been replaced by another one. A new one decides.
    async fn begin(&self, patience: &Patience) -> Result<Lease, Error> {
        let lease = self.pool.get(patience).await?;
        let is_new = lease.is_new();
        match begin_on(&lease, patience).await {
            Ok(true) => return Ok(lease),
            Ok(false) if is_new => return self.refuse_read_only(lease, patience).await,
            Ok(false) if self.is_known_read_only() => return self.refuse_read_only(lease, patience).await,
            Ok(false) => lease.discard(),
            // Nothing has been done on it.
            Err(Error::Unavailable(_)) if lease.is_closed() && !is_new => drop(lease),
            Err(error) => return Err(error),
        }
        let lease = self.pool.get_new(patience).await?;
        if begin_on(&lease, patience).await? {
            // The others were opened when the server was read-only, or lead to another one.
            self.pool.renew();
            Ok(lease)
        } else {
            self.refuse_read_only(lease, patience).await
        }
    }

    fn is_known_read_only(&self) -> bool {
        let at = *self.read_only_at.lock().unwrap_or_else(PoisonError::into_inner);
        at.is_some_and(|at| at.elapsed() < READ_ONLY_LIFETIME)
    }

    /// Ends a transaction that can't write. The connection can still read.
    async fn refuse_read_only(&self, lease: Lease, patience: &Patience) -> Result<Lease, Error> {
        if lease.is_new() {
            *self.read_only_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        }
        if lease.run(patience, |client| client.batch_execute("rollback")).await.is_err() {
            lease.discard();
        }
        Err(Error::Unavailable("PostgreSQL is read-only at the moment".into()))
    }
}

/// Begins a transaction; returns whether it can write.
async fn begin_on(lease: &Lease, patience: &Patience) -> Result<bool, Error> {
    let begin = async |client: &Connection| first_value(client, "begin; show transaction_read_only").await;
    Ok(lease.run(patience, begin).await?.as_deref() == Some("off"))
}

/// Runs the work of a transaction that has begun, and ends it. The caller is answered when it is durable, or when its
/// patience is at an end.
async fn run<T, E>(
    mut tx: Tx,
    patience: Patience,
    work: impl for<'t> FnOnce(&'t mut Tx) -> Work<'t, Result<T, E>> + Send,
    listeners: Arc<Listeners>,
    answer: oneshot::Sender<Result<T, E>>,
) where
    E: From<Error>,
{
    let outcome = AssertUnwindSafe(async { work(&mut tx).await }).catch_unwind().await;
    let outcome = match outcome {
        Ok(outcome) => tx.refuse_after_failure(outcome),
        Err(_) => Err(Error::Internal("a transaction panicked".into()).into()),
    };
    // The caller may be gone; what is committed stays.
    // The caller has been answered that it was not made.
    let outcome = if patience.is_at_an_end() { outcome.and(Err(Error::from(OutOfPatience).into())) } else { outcome };
    let effects = tx.take_effects();
    // It is always PostgreSQL's.
    let Some(lease) = tx.into_lease() else { return };
    let Ok(value) = outcome else {
        // A connection must not go back to the pool with a transaction open: the next one would commit it.
        if lease.run(&patience, |client| client.batch_execute("rollback")).await.is_err() {
            lease.discard();
        }
        // The caller may be gone.
        let _gone = answer.send(outcome);
        return;
    };
    let background = Patience::of_background();
    let mut commit = Box::pin(lease.run(&background, |client| client.batch_execute("commit")));
    let (committed, answer) = match patience.wait(&mut commit).await {
        Ok(committed) => (committed, Some((answer, value))),
        Err(out_of_patience) => {
            // It may still be committed, and the others have to learn of it then.
            let _gone = answer.send(Err(Error::from(out_of_patience).into()));
            (commit.as_mut().await, None)
        }
    };
    drop(commit);
    if committed.is_ok() {
        drop(lease);
        listeners.committed(&effects);
    } else {
        lease.discard();
    }
    if let Some((answer, value)) = answer {
        let _gone = answer.send(committed.map(|()| value).map_err(E::from));
    }
}

/// The rows of one statement.
pub(super) async fn rows<T>(
    lease: &Lease,
    patience: &Patience,
    text: &str,
    values: Values<'_>,
    ids: &IdCipher,
    mut each: impl FnMut(&Row<'_>) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    let read = async |client: &Connection| {
        let statement = client.prepare_cached(text).await?;
        let rows = client.query_raw(&statement, values.iter().map(|value| value.scalar().stored(ids))).await?;
        let mut rows = std::pin::pin!(rows);
        let mut all = Vec::new();
        while let Some(row) = rows.try_next().await? {
            all.push(row);
        }
        Ok::<_, tokio_postgres::Error>(all)
    };
    let rows = lease.run(patience, read).await?;
    rows.iter().map(|row| each(&Row::postgres(row, ids))).collect()
}

/// Runs a statement for its changes; returns how many rows it affected.
pub(super) async fn execute(
    lease: &Lease,
    patience: &Patience,
    text: &str,
    values: Values<'_>,
    ids: &IdCipher,
) -> Result<u64, Error> {
    let execute = async |client: &Connection| {
        let statement = client.prepare_cached(text).await?;
        client.execute_raw(&statement, values.iter().map(|value| value.scalar().stored(ids))).await
    };
    lease.run(patience, execute).await
}

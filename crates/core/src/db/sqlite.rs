//! The embedded engine: readers on the caller's thread, and one writer thread with group commit.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use tokio::sync::{mpsc, oneshot};

use super::effects::Listeners;
use super::error::Error;
use super::row::Row;
use super::tx::{Tx, Work};
use super::value::Values;

/// The most transactions that share one durable commit.
const MAX_BATCH: usize = 64;
/// Pages in the write-ahead log at which a checkpoint copies them into the file: 32 MiB. A page that changes often is
/// then copied once.
const CHECKPOINT_PAGES: i64 = 8192;
/// How many transactions the writer's queue holds. Callers wait while it is full.
const QUEUE_CAPACITY: usize = 1024;

/// A transaction to run on the writer's connection, or the error for which its batch could not begin. It returns the
/// callback for the outcome of the batch.
type Job = Box<dyn FnOnce(Result<&mut Tx, Error>) -> Settle + Send>;
type Settle = Box<dyn FnOnce(Result<(), Error>) + Send>;

pub(super) struct Sqlite {
    path: PathBuf,
    readers: Mutex<Vec<Connection>>,
    writer: mpsc::Sender<Job>,
}

/// Opens a connection with the settings of all our connections.
pub(super) fn open(path: &Path, flags: OpenFlags) -> Result<Connection, Error> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.set_prepared_statement_cache_capacity(512);
    // Without it SQLite replans a statement for each new value, which costs more than most statements.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.execute_batch(
        "pragma foreign_keys = on; pragma synchronous = full; pragma temp_store = memory; \
         pragma cache_size = -16384; pragma mmap_size = 268435456;",
    )?;
    Ok(connection)
}

impl Sqlite {
    /// Starts the writer of a migrated database.
    pub(super) fn start(path: &Path) -> Result<Self, Error> {
        let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
        let (writer, jobs) = mpsc::channel(QUEUE_CAPACITY);
        std::thread::Builder::new()
            .name("crewline-writer".into())
            .spawn(move || write_until_closed(Tx::sqlite(connection), jobs))
            .map_err(|error| Error::Unavailable(error.to_string()))?;
        Ok(Self { path: path.to_owned(), readers: Mutex::default(), writer })
    }

    /// Runs a read on the caller's thread, on a read-only connection.
    pub(super) fn read<T>(
        &self,
        text: &str,
        values: Values<'_>,
        each: impl FnMut(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => open(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY)?,
        };
        let rows = rows(&connection, text, values, each);
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        rows
    }

    /// Runs a transaction on the writer thread, and returns when it is durable and its effects are done.
    pub(super) async fn write<T, E>(
        &self,
        work: impl for<'t> FnOnce(&'t mut Tx) -> Work<'t, Result<T, E>> + Send + 'static,
        listeners: Arc<Listeners>,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (sender, receiver) = oneshot::channel::<Result<T, E>>();
        let job: Job = Box::new(move |tx| {
            let (outcome, effects) = match tx {
                Err(error) => (Err(E::from(error)), Vec::new()),
                Ok(tx) => match in_savepoint(tx, work) {
                    Ok(value) => (Ok(value), tx.take_effects()),
                    Err(error) => (Err(error), Vec::new()),
                },
            };
            Box::new(move |committed| {
                if committed.is_ok() {
                    listeners.committed(&effects);
                }
                // The caller may be gone; the change stays durable.
                let _dropped = sender.send(match committed {
                    Ok(()) => outcome,
                    Err(error) => outcome.and(Err(E::from(error))),
                });
            })
        });
        let closed = || E::from(Error::Unavailable("the writer has stopped".into()));
        self.writer.send(job).await.map_err(|_| closed())?;
        receiver.await.map_err(|_| closed())?
    }
}

/// The rows of one statement.
pub(super) fn rows<T>(
    connection: &Connection,
    text: &str,
    values: Values<'_>,
    mut each: impl FnMut(&Row<'_>) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    let mut statement = connection.prepare_cached(text)?;
    bind(&mut statement, values)?;
    let mut rows = statement.raw_query();
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(each(&Row::Sqlite(row))?);
    }
    Ok(all)
}

/// Runs a statement for its changes; returns how many rows it affected.
pub(super) fn execute(connection: &Connection, text: &str, values: Values<'_>) -> Result<u64, Error> {
    let mut statement = connection.prepare_cached(text)?;
    bind(&mut statement, values)?;
    Ok(statement.raw_execute()? as u64)
}

/// To SQLite `$2` is a name, numbered by its first occurrence. The values are bound by the number in the name.
fn bind(statement: &mut rusqlite::CachedStatement<'_>, values: Values<'_>) -> Result<(), Error> {
    for place in 1..=statement.parameter_count() {
        let name = statement.parameter_name(place).unwrap_or_default();
        let value = name
            .get(1..)
            .and_then(|digits| digits.parse::<usize>().ok())
            .and_then(|number| values.get(number.wrapping_sub(1)))
            .ok_or_else(|| Error::Internal(format!("no value for {name}")))?;
        statement.raw_bind_parameter(place, value.scalar())?;
    }
    Ok(())
}

/// Runs one transaction within the batch. Its changes stay only if it succeeds.
fn in_savepoint<T, E: From<Error>>(
    tx: &mut Tx,
    work: impl for<'t> FnOnce(&'t mut Tx) -> Work<'t, Result<T, E>>,
) -> Result<T, E> {
    tx.reset();
    tx.control("savepoint one")?;
    // A panic in one transaction must not take the writer from all the others.
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| poll_once(work(tx))))
        .unwrap_or_else(|_| Err(Error::Internal("a transaction panicked".into()).into()));
    let outcome = tx.refuse_after_failure(outcome);
    let end = match &outcome {
        Ok(_) => tx.control("release one"),
        Err(_) => tx.control("rollback to one").and_then(|()| tx.control("release one")),
    };
    match end {
        Ok(()) => outcome,
        // If the savepoint can't be ended, the whole batch is rolled back, and its commit then fails.
        Err(error) => {
            let _done = tx.control("rollback");
            outcome.and(Err(error.into()))
        }
    }
}

/// Polls once. Every operation on this engine is ready at once, so one poll completes the work.
fn poll_once<T, E: From<Error>>(mut work: Work<'_, Result<T, E>>) -> Result<T, E> {
    match work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => outcome,
        Poll::Pending => {
            Err(Error::Internal("a transaction waited for something that is not its database".into()).into())
        }
    }
}

fn write_until_closed(mut tx: Tx, mut jobs: mpsc::Receiver<Job>) {
    while let Some(first) = jobs.blocking_recv() {
        let mut callbacks = Vec::with_capacity(1);
        let committed = match tx.control("begin immediate") {
            Err(error) => {
                callbacks.push(first(Err(error)));
                Ok(())
            }
            Ok(()) => {
                callbacks.push(first(Ok(&mut tx)));
                // Once the engine has ended the batch, another transaction would run outside it.
                while callbacks.len() < MAX_BATCH && tx.is_open() {
                    match jobs.try_recv() {
                        Ok(job) => callbacks.push(job(Ok(&mut tx))),
                        Err(_) => break,
                    }
                }
                tx.control("commit")
            }
        };
        if committed.is_err() {
            // This fails if the engine has rolled back already.
            let _done = tx.control("rollback");
        }
        for settle in callbacks {
            settle(match &committed {
                Ok(()) => Ok(()),
                Err(error) => Err(Error::Unavailable(error.to_string())),
            });
        }
    }
}

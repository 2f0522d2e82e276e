//! The embedded engine: readers that read where they are, and one writer thread with group commit.

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
/// Pages in the log after which they are moved into the file: 32 MiB. A page that changes often is moved once then.
const CHECKPOINT_PAGES: i64 = 8192;
/// How many transactions may wait for the writer before callers wait to hand theirs in.
const QUEUE_CAPACITY: usize = 1024;

/// A transaction to run on the writer's connection, or why there is none to run it in. It answers what to do when its
/// batch is durable, or is not.
type Job = Box<dyn FnOnce(Result<&mut Tx, Error>) -> Settle + Send>;
type Settle = Box<dyn FnOnce(Result<(), Error>) + Send>;

pub(super) struct Sqlite {
    path: PathBuf,
    readers: Mutex<Vec<Connection>>,
    writer: mpsc::Sender<Job>,
}

/// Opens a connection with the settings that every one of ours has.
pub(super) fn open(path: &Path, flags: OpenFlags) -> Result<Connection, Error> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.set_prepared_statement_cache_capacity(512);
    // Else SQLite plans a statement again for every value that it is bound to, which costs more than most of ours do.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.execute_batch(
        "pragma foreign_keys = on; pragma synchronous = full; pragma temp_store = memory; \
         pragma cache_size = -16384; pragma mmap_size = 268435456;",
    )?;
    Ok(connection)
}

impl Sqlite {
    /// Over a database that is migrated already.
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

    /// Runs a read where it is, on a connection that only reads.
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

    /// Runs a transaction on the writer thread and answers when it is durable and its effects are done.
    pub(super) async fn write<T, E>(
        &self,
        work: impl for<'t> FnOnce(&'t mut Tx) -> Work<'t, Result<T, E>> + Send + 'static,
        listeners: Arc<Listeners>,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel::<Result<T, E>>();
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
                // The caller may be gone; what is durable stays so.
                let _gone = answer.send(match committed {
                    Ok(()) => outcome,
                    Err(error) => outcome.and(Err(E::from(error))),
                });
            })
        });
        let closed = || E::from(Error::Unavailable("the writer has stopped".into()));
        self.writer.send(job).await.map_err(|_| closed())?;
        answered.await.map_err(|_| closed())?
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

/// Runs a statement for what it changes; answers how many rows it touched.
pub(super) fn execute(connection: &Connection, text: &str, values: Values<'_>) -> Result<u64, Error> {
    let mut statement = connection.prepare_cached(text)?;
    bind(&mut statement, values)?;
    Ok(statement.raw_execute()? as u64)
}

/// To SQLite `$2` is a name, numbered by where it first stands: the values are bound by what the name says.
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

/// One transaction within the batch: what it did stays only if it went well.
fn in_savepoint<T, E: From<Error>>(
    tx: &mut Tx,
    work: impl for<'t> FnOnce(&'t mut Tx) -> Work<'t, Result<T, E>>,
) -> Result<T, E> {
    tx.reset();
    tx.control("savepoint one")?;
    // A panic in one transaction must not take the writer from all the others.
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| poll_once(work(tx))))
        .unwrap_or_else(|_| Err(Error::Internal("a transaction panicked".into()).into()));
    let outcome = tx.unless_failed(outcome);
    let end = match &outcome {
        Ok(_) => tx.control("release one"),
        Err(_) => tx.control("rollback to one").and_then(|()| tx.control("release one")),
    };
    match end {
        Ok(()) => outcome,
        // What can't be ended alone ends with its batch, whose commit finds nothing then.
        Err(error) => {
            let _done = tx.control("rollback");
            outcome.and(Err(error.into()))
        }
    }
}

/// Every operation on this engine is ready at once, so one poll is the whole of the work.
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
        let mut settle = Vec::with_capacity(1);
        let committed = match tx.control("begin immediate") {
            Err(error) => {
                settle.push(first(Err(error)));
                Ok(())
            }
            Ok(()) => {
                settle.push(first(Ok(&mut tx)));
                // Where the engine has ended the batch by itself, a further transaction would be one of its own.
                while settle.len() < MAX_BATCH && tx.is_open() {
                    match jobs.try_recv() {
                        Ok(job) => settle.push(job(Ok(&mut tx))),
                        Err(_) => break,
                    }
                }
                tx.control("commit")
            }
        };
        if committed.is_err() {
            // Nothing to roll back if the engine has done so itself.
            let _done = tx.control("rollback");
        }
        for each in settle {
            each(match &committed {
                Ok(()) => Ok(()),
                Err(error) => Err(Error::Unavailable(error.to_string())),
            });
        }
    }
}

//! The embedded engine: readers on the caller's thread, and one writer thread with group commit.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout_at};

use super::effects::Listeners;
use super::error::Error;
use super::id_cipher::{self, IdCipher};
use super::keys::Keys;
use super::row::Row;
use super::sqlite_files::{FileIdentity, Files};
use super::sqlite_writer::{Job, Message, Settle, Writer};
use super::tx::{Tx, Work};
use super::value::Values;

/// Pages in the write-ahead log at which a checkpoint copies them into the file: 32 MiB. A page that changes often is
/// then copied once.
const CHECKPOINT_PAGES: i64 = 8192;
/// How many transactions the writer's queue holds. Callers wait while it is full.
const QUEUE_CAPACITY: usize = 1024;
/// How long a transaction waits to begin, while another process holds the file's lock or the disk hangs. A carrier
/// waits 15 seconds for an answer.
const BEGIN_TIMEOUT: Duration = Duration::from_secs(10);

pub(super) struct Sqlite {
    path: PathBuf,
    files: Files,
    readers: Mutex<Vec<Connection>>,
    is_closed: AtomicBool,
    writer: mpsc::Sender<Message>,
}

/// Opens a connection with the settings of all our connections.
pub(super) fn open(path: &Path, flags: OpenFlags) -> Result<Connection, Error> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BEGIN_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(512);
    // Without it SQLite replans a statement for each new value, which costs more than most statements.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.execute_batch(
        "pragma foreign_keys = on; pragma synchronous = full; pragma temp_store = memory; \
         pragma cache_size = -16384; pragma mmap_size = 268435456;",
    )?;
    Ok(connection)
}

/// The cipher of the ids, with the key of a migrated database.
pub(super) fn id_cipher(path: &Path) -> Result<IdCipher, Error> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let key: Option<Vec<u8>> = connection.query_row(id_cipher::SELECT_KEY, [], |row| row.get(0)).optional()?;
    IdCipher::new(key.as_deref())
}

/// Switches a file to a write-ahead log. SQLite takes a lock for that without waiting for it, so while another process does
/// the same, this is tried again.
pub(super) fn use_write_ahead_log(connection: &Connection) -> rusqlite::Result<()> {
    let begun = Instant::now();
    loop {
        match connection.pragma_update(None, "journal_mode", "wal") {
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && begun.elapsed() < BEGIN_TIMEOUT =>
            {
                // A transaction does wait for the lock.
                connection.execute_batch("begin immediate; rollback")?;
                std::thread::yield_now();
            }
            switched => return switched,
        }
    }
}

/// Opens the writer's connection. A file that was copied without its write-ahead log gets one again.
fn open_writer(path: &Path) -> Result<Connection, Error> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    if !connection.is_readonly(rusqlite::MAIN_DB)? {
        use_write_ahead_log(&connection)?;
    }
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    // The first read opens the write-ahead log.
    connection.query_row("select count(*) from sqlite_master", [], |_| Ok(()))?;
    Ok(connection)
}

impl Sqlite {
    /// Starts the writer of a migrated database.
    pub(super) fn start(path: &Path, keys: Arc<Keys>) -> Result<Self, Error> {
        let tx = Tx::sqlite(open_writer(path)?, Arc::clone(&keys));
        let files = Files::of(path)?;
        let (identity, reopened) = (FileIdentity::of(path)?, path.to_owned());
        // A file that was put in place of ours is left alone.
        let reopen = move || match FileIdentity::of(&reopened) {
            Ok(present) if present == identity => {
                open_writer(&reopened).map(|writer| Tx::sqlite(writer, Arc::clone(&keys)))
            }
            _ => Err(Error::Unavailable("the database file was deleted or replaced".into())),
        };
        let (writer, messages) = mpsc::channel(QUEUE_CAPACITY);
        std::thread::Builder::new()
            .name("crewline-writer".into())
            .spawn(move || Writer::new(tx, Box::new(reopen), messages).run())
            .map_err(|error| Error::Unavailable(error.to_string()))?;
        Ok(Self { path: path.to_owned(), files, readers: Mutex::default(), is_closed: AtomicBool::new(false), writer })
    }

    /// Copies the write-ahead log into the file and checks that both are still there, whole and the same.
    ///
    /// # Errors
    /// Returns [`Error::Unusable`] with a sentence about a file that is not.
    pub(super) async fn check_files(&self) -> Result<(), Error> {
        self.files.check_presence()?;
        // Before the checkpoint, which makes a file that was cut as long as it was.
        let lengths = self.ask(Message::Measure).await??;
        self.files.check_lengths(&lengths)?;
        self.ask(Message::Checkpoint).await??;
        self.files.record_length();
        Ok(())
    }

    /// Checks the structure of the file; returns the first fault. `is_thorough` compares the indexes with the tables,
    /// too.
    pub(super) fn find_damage(&self, is_thorough: bool) -> Result<Option<String>, Error> {
        let connection = open(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let check = if is_thorough { "pragma integrity_check(1)" } else { "pragma quick_check(1)" };
        let outcome = connection.query_row(check, [], |row| row.get::<_, String>(0));
        match outcome.map_err(Error::from) {
            Ok(answer) if answer == "ok" => Ok(None),
            Ok(fault) => Ok(Some(fault.lines().collect::<Vec<_>>().join(" "))),
            Err(Error::Unavailable(fault)) if fault.contains("malformed") || fault.contains("not a database") => {
                Ok(Some(fault))
            }
            Err(error) => Err(error),
        }
    }

    /// The length of the file.
    pub(super) fn length(&self) -> Result<u64, Error> {
        std::fs::metadata(&self.path).map(|file| file.len()).map_err(|error| Error::Unavailable(error.to_string()))
    }

    /// Ends the writer, copies the write-ahead log into the file and closes it, so that the file alone is the whole
    /// database. If the file is no longer there, everything is written beside its place, to the path that is returned.
    pub(super) async fn close(&self) -> Result<Option<PathBuf>, Error> {
        self.is_closed.store(true, Ordering::Release);
        // The last connection that closes removes the write-ahead log.
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).clear();
        let rescue = self.files.check_presence().is_err().then(|| self.files.rescue_path());
        self.ask(|done| Message::Close { rescue: rescue.clone(), done }).await??;
        Ok(rescue)
    }

    async fn ask<T>(&self, message: impl FnOnce(oneshot::Sender<T>) -> Message) -> Result<T, Error> {
        let (sender, receiver) = oneshot::channel();
        self.writer.send(message(sender)).await.map_err(|_| has_stopped())?;
        receiver.await.map_err(|_| has_stopped())
    }

    /// The file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Runs a read on the caller's thread, on a read-only connection.
    pub(super) fn read<T>(
        &self,
        text: &str,
        values: Values<'_>,
        ids: &IdCipher,
        each: impl FnMut(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => {
                // A file that was put in place of ours is another database.
                self.files.check_presence().map_err(|loss| Error::Unavailable(loss.to_string()))?;
                open(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY)?
            }
        };
        let rows = rows(&connection, text, values, ids, each);
        // A connection that failed may have been opened while the file could not be used; the next one is new.
        let is_usable = !matches!(rows, Err(Error::Unavailable(_))) && !self.is_closed.load(Ordering::Acquire);
        if is_usable {
            self.readers.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        }
        rows
    }

    /// Runs a transaction on the writer thread, and returns when it is durable and its effects are done. One that has
    /// not begun in time never runs.
    pub(super) async fn write<T, E>(
        &self,
        work: impl for<'t> FnOnce(&'t mut Tx) -> Work<'t, Result<T, E>> + Send + 'static,
        listeners: Arc<Listeners>,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let deadline = Instant::now() + BEGIN_TIMEOUT;
        let (sender, mut receiver) = oneshot::channel::<Result<T, E>>();
        let begun = Arc::new(AtomicBool::new(false));
        let run = Box::new(move |tx: Result<&mut Tx, Error>| {
            let (outcome, effects) = match tx {
                Err(error) => (Err(E::from(error)), Vec::new()),
                Ok(tx) => match in_savepoint(tx, work) {
                    Ok(value) => (Ok(value), tx.take_effects()),
                    Err(error) => (Err(error), Vec::new()),
                },
            };
            let settle: Settle = Box::new(move |committed| {
                if committed.is_ok() {
                    listeners.committed(&effects);
                }
                // The caller may be gone; the change stays durable.
                let _dropped = sender.send(match committed {
                    Ok(()) => outcome,
                    Err(error) => outcome.and(Err(E::from(error))),
                });
            });
            settle
        });
        let closed = || E::from(has_stopped());
        let waited = || E::from(Error::Unavailable("a change waited too long for the database to be free".into()));
        let job = Job { begun: Arc::clone(&begun), run };
        timeout_at(deadline, self.writer.send(Message::Transaction(job)))
            .await
            .map_err(|_| waited())?
            .map_err(|_| closed())?;
        match timeout_at(deadline, &mut receiver).await {
            Ok(outcome) => outcome.map_err(|_| closed())?,
            // Whichever of the two sets it first decides: the writer then skips the transaction.
            Err(_) if !begun.swap(true, Ordering::AcqRel) => Err(waited()),
            Err(_) => receiver.await.map_err(|_| closed())?,
        }
    }
}

fn has_stopped() -> Error {
    Error::Unavailable("the writer has stopped".into())
}

/// The rows of one statement.
pub(super) fn rows<T>(
    connection: &Connection,
    text: &str,
    values: Values<'_>,
    ids: &IdCipher,
    mut each: impl FnMut(&Row<'_>) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    let mut statement = connection.prepare_cached(text)?;
    bind(&mut statement, values, ids)?;
    let mut rows = statement.raw_query();
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(each(&Row::sqlite(row, ids))?);
    }
    Ok(all)
}

/// Runs a statement for its changes; returns how many rows it affected.
pub(super) fn execute(connection: &Connection, text: &str, values: Values<'_>, ids: &IdCipher) -> Result<u64, Error> {
    let mut statement = connection.prepare_cached(text)?;
    bind(&mut statement, values, ids)?;
    Ok(statement.raw_execute()? as u64)
}

/// To SQLite `$2` is a name, numbered by its first occurrence. The values are bound by the number in the name.
fn bind(statement: &mut rusqlite::CachedStatement<'_>, values: Values<'_>, ids: &IdCipher) -> Result<(), Error> {
    for place in 1..=statement.parameter_count() {
        let name = statement.parameter_name(place).unwrap_or_default();
        let value = name
            .get(1..)
            .and_then(|digits| digits.parse::<usize>().ok())
            .and_then(|number| values.get(number.wrapping_sub(1)))
            .ok_or_else(|| Error::Internal(format!("no value for {name}")))?;
        statement.raw_bind_parameter(place, value.scalar().stored(ids))?;
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

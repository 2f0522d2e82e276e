//! SQLite's writer: one thread that owns the writing connection and commits waiting transactions together.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use super::error::Error;
use super::tx::Tx;

/// The most transactions that share one durable commit.
const MAX_BATCH: usize = 64;
/// How long the last checkpoint waits for the readers of other processes.
const CLOSE_TIMEOUT: Duration = Duration::from_millis(200);

/// A transaction to run on the writer's connection.
pub(super) struct Job {
    /// Set by the writer when it begins the transaction, or by a caller who no longer waits for it. The first decides.
    pub(super) begun: Arc<AtomicBool>,
    pub(super) run: Run,
}

/// Runs on the writer's connection, or gets the error for which its batch could not begin. It returns the callback for
/// the outcome of the batch.
type Run = Box<dyn FnOnce(Result<&mut Tx, Error>) -> Settle + Send>;
pub(super) type Settle = Box<dyn FnOnce(Result<(), Error>) + Send>;

/// A request to the writer.
pub(super) enum Message {
    Transaction(Job),
    /// Say how long the files have to be.
    Measure(oneshot::Sender<Result<Lengths, Error>>),
    /// Copy the write-ahead log into the file, as far as readers allow.
    Checkpoint(oneshot::Sender<Result<(), Error>>),
    /// Do so, cut the log to nothing, close the connection and end. With a path, write the whole database there instead.
    Close {
        rescue: Option<PathBuf>,
        done: oneshot::Sender<Result<(), Error>>,
    },
}

/// How long the files have to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lengths {
    /// The pages in the write-ahead log.
    pub(super) log_pages: u64,
    /// The pages that the whole database has, in the file and in the log.
    pub(super) database_pages: u64,
    /// The bytes of a page.
    pub(super) page_bytes: u64,
}

pub(super) type Reopen = Box<dyn Fn() -> Result<Tx, Error> + Send>;

/// The writer's thread.
pub(super) struct Writer {
    tx: Tx,
    reopen: Reopen,
    messages: mpsc::Receiver<Message>,
    /// A message that was received while a batch was collected.
    next: Option<Message>,
    /// Whether the connection failed, as one does that was opened while the file could not be written.
    must_reopen: bool,
}

impl Writer {
    pub(super) fn new(tx: Tx, reopen: Reopen, messages: mpsc::Receiver<Message>) -> Self {
        Self { tx, reopen, messages, next: None, must_reopen: false }
    }

    /// Runs until it is closed, or until the last handle is dropped.
    pub(super) fn run(mut self) {
        while let Some(message) = self.next.take().or_else(|| self.messages.blocking_recv()) {
            if self.must_reopen {
                // If it can't be opened, the old connection says why.
                if let Ok(tx) = (self.reopen)() {
                    self.tx = tx;
                }
                self.must_reopen = false;
            }
            match message {
                Message::Transaction(job) => self.run_batch(job),
                Message::Measure(done) => {
                    let lengths = self.measure();
                    self.must_reopen |= lengths.is_err();
                    // An error says that nobody waits any more.
                    let _dropped = done.send(lengths);
                }
                Message::Checkpoint(done) => {
                    let checkpoint = self.tx.pragma("wal_checkpoint(passive)").map(drop);
                    self.must_reopen |= checkpoint.is_err();
                    // An error says that nobody waits any more.
                    let _dropped = done.send(checkpoint);
                }
                Message::Close { rescue, done } => {
                    let outcome = self.prepare_to_close(rescue);
                    // The connection is closed before the caller goes on.
                    drop(self);
                    let _dropped = done.send(outcome);
                    return;
                }
            }
        }
    }

    fn run_batch(&mut self, first: Job) {
        if first.begun.load(Ordering::Acquire) {
            return;
        }
        let mut callbacks = Vec::with_capacity(1);
        let committed = match self.tx.control("begin immediate") {
            Err(error) => {
                self.must_reopen = true;
                callbacks.extend(start(first, Err(error)));
                Ok(())
            }
            Ok(()) => {
                callbacks.extend(start(first, Ok(&mut self.tx)));
                // Once the engine has ended the batch, another transaction would run outside it.
                while callbacks.len() < MAX_BATCH && self.tx.is_open() {
                    match self.messages.try_recv() {
                        Ok(Message::Transaction(job)) => callbacks.extend(start(job, Ok(&mut self.tx))),
                        Ok(other) => {
                            self.next = Some(other);
                            break;
                        }
                        Err(_) => break,
                    }
                }
                self.tx.control("commit")
            }
        };
        if committed.is_err() {
            // This fails if the engine has rolled back already.
            let _done = self.tx.control("rollback");
        }
        self.must_reopen |= committed.is_err() || self.tx.was_unavailable();
        for settle in callbacks {
            let outcome = match &committed {
                Ok(()) => Ok(()),
                Err(Error::Unavailable(why)) => Err(Error::Unavailable(why.clone())),
                Err(error) => Err(Error::Unavailable(error.to_string())),
            };
            // A panic of one callback must not take the writer from all the others.
            let _panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| settle(outcome)));
        }
    }

    fn measure(&mut self) -> Result<Lengths, Error> {
        let (_, log, _) = self.tx.pragma("wal_checkpoint(noop)")?;
        let (pages, ..) = self.tx.pragma("page_count")?;
        let (bytes, ..) = self.tx.pragma("page_size")?;
        // Minus one stands for no log.
        let count = |number: i64| u64::try_from(number).unwrap_or(0);
        Ok(Lengths { log_pages: count(log), database_pages: count(pages), page_bytes: count(bytes) })
    }

    fn prepare_to_close(&mut self, rescue: Option<PathBuf>) -> Result<(), Error> {
        if let Some(path) = rescue {
            return self.tx.vacuum_into(&path);
        }
        self.tx.set_busy_timeout(CLOSE_TIMEOUT)?;
        self.tx.pragma("wal_checkpoint(truncate)").map(drop)
    }
}

/// Runs a transaction, unless its caller has given it up.
fn start(job: Job, tx: Result<&mut Tx, Error>) -> Option<Settle> {
    (!job.begun.swap(true, Ordering::AcqRel)).then(|| (job.run)(tx))
}

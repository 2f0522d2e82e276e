//! SQLite's files: whether they are still those that the connections have open.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use super::Error;
use super::sqlite_writer::Lengths;
use crate::time::Clock;

/// The bytes of the write-ahead log before its first page, and those before each page.
const LOG_HEADER: u64 = 32;
const PAGE_HEADER: u64 = 24;

/// The identity of a file, whatever its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FileIdentity {
    device: u64,
    inode: u64,
}

impl FileIdentity {
    pub(super) fn of(path: &Path) -> Result<Self, Error> {
        let file = std::fs::metadata(path)
            .map_err(|error| Error::Unusable(format!("{} can't be read: {error}", path.display())))?;
        Ok(Self { device: file.dev(), inode: file.ino() })
    }
}

/// The database file and its write-ahead log, as they were when they were opened. A file that was deleted or replaced
/// stays in use by the connections that have it open, and is gone with them.
pub(super) struct Files {
    database: PathBuf,
    identity: FileIdentity,
    log: PathBuf,
    log_identity: Mutex<Option<FileIdentity>>,
    /// The length of the database at the last check. The pages since then may be in the log alone.
    last_length: AtomicU64,
}

impl Files {
    /// The files of an open database.
    pub(super) fn of(database: &Path) -> Result<Self, Error> {
        let log = with_suffix(database, "-wal");
        Ok(Self {
            identity: FileIdentity::of(database)?,
            log_identity: Mutex::new(FileIdentity::of(&log).ok()),
            last_length: AtomicU64::new(length(database)),
            database: database.to_owned(),
            log,
        })
    }

    /// Checks that both files are there and the same.
    pub(super) fn check_presence(&self) -> Result<(), Error> {
        check_identity(&self.database, self.identity)?;
        let mut log = self.log_identity.lock().unwrap_or_else(PoisonError::into_inner);
        match *log {
            Some(identity) => check_identity(&self.log, identity),
            None => {
                *log = FileIdentity::of(&self.log).ok();
                Ok(())
            }
        }
    }

    /// Checks that neither file is shorter than it has to be. Another program may have made the database smaller.
    pub(super) fn check_lengths(&self, lengths: &Lengths) -> Result<(), Error> {
        let log = lengths.log_pages * (lengths.page_bytes + PAGE_HEADER);
        check_length(&self.log, if log == 0 { 0 } else { LOG_HEADER + log })?;
        let whole = lengths.database_pages * lengths.page_bytes;
        check_length(&self.database, whole.min(self.last_length.load(Ordering::Acquire)))
    }

    /// Records the length of the database, for the next check.
    pub(super) fn record_length(&self) {
        self.last_length.store(length(&self.database), Ordering::Release);
    }

    /// A new path beside the database.
    pub(super) fn rescue_path(&self) -> PathBuf {
        with_suffix(&self.database, &format!(".rescued-{}", Clock::System.now().jiff().strftime("%Y%m%d-%H%M%S")))
    }
}

/// A path with more at its end: `crewline.db-wal`.
pub(super) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn check_identity(path: &Path, identity: FileIdentity) -> Result<(), Error> {
    match FileIdentity::of(path) {
        Ok(present) if present == identity => Ok(()),
        Ok(_) => Err(lost(path, "was replaced")),
        Err(_) => Err(lost(path, "was deleted or moved")),
    }
}

fn length(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |file| file.len())
}

fn check_length(path: &Path, least: u64) -> Result<(), Error> {
    if length(path) >= least { Ok(()) } else { Err(lost(path, "was cut short")) }
}

fn lost(path: &Path, how: &str) -> Error {
    Error::Unusable(format!(
        "{} {how} while Crewline has it open: put it back, or stop Crewline with SIGTERM, which then writes everything \
         that it has to a new file beside it",
        path.display()
    ))
}

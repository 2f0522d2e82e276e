//! The lock beside a SQLite file: one process serves it. Commands take no lock.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use super::sqlite_files::with_suffix;
use super::{Error, Target};

/// The lock of the process that serves a SQLite file. The operating system releases it when the process ends, however it
/// ends. A PostgreSQL server may be shared, and needs none.
#[derive(Debug)]
pub struct ServingLock(Option<File>);

impl ServingLock {
    /// Takes the lock.
    ///
    /// # Errors
    /// Returns a sentence when another process has it, or the file beside the database can't be made.
    pub fn take(target: &Target) -> Result<Self, Error> {
        let Target::Sqlite(database) = target else { return Ok(Self(None)) };
        let path = lock_path(database);
        let unusable = |error: std::io::Error| Error::Unusable(format!("{} can't be used: {error}", path.display()));
        let mut file =
            File::options().read(true).write(true).create(true).truncate(false).open(&path).map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(Some(file))),
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // Without it, the sentence names no process.
                let _length = file.read_to_string(&mut holder);
                let holder = holder.lines().next().map(|process| format!(" ({process})")).unwrap_or_default();
                Err(Error::Unusable(format!(
                    "another crewline serves {}{holder}: stop it first, or use PostgreSQL, which several may share",
                    database.display()
                )))
            }
            Err(TryLockError::Error(error)) => Err(unusable(error)),
        }
    }

    /// Records that this process serves the database. From then on the file says that there is a database, even if that
    /// is lost.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn record(&mut self) -> Result<(), Error> {
        let Some(file) = &mut self.0 else { return Ok(()) };
        let mut record = || {
            file.set_len(0)?;
            file.rewind()?;
            writeln!(file, "process {}", std::process::id())?;
            file.sync_all()
        };
        record().map_err(|error| Error::Unusable(format!("the lock beside the database can't be written: {error}")))
    }
}

/// The lock file of a database that has been served before. It is there even if the database is not.
pub fn served_before(target: &Target) -> Option<PathBuf> {
    let Target::Sqlite(database) = target else { return None };
    let path = lock_path(database);
    std::fs::metadata(&path).is_ok_and(|file| file.len() > 0).then_some(path)
}

/// The lock's path: the same by whatever links the database is named.
fn lock_path(database: &Path) -> PathBuf {
    let canonical = match (database.canonicalize(), database.parent(), database.file_name()) {
        (Ok(path), ..) => path,
        (Err(_), Some(folder), Some(name)) => {
            let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            folder.canonicalize().map_or_else(|_| database.to_owned(), |folder| folder.join(name))
        }
        _ => database.to_owned(),
    };
    with_suffix(&canonical, ".lock")
}

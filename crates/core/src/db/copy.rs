//! Copies of a database, which are thrown away.

use std::fs::OpenOptions;
use std::path::Path;

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};

use super::{Db, Engine, Error, Target, sqlite};

/// How many pages are copied at a time.
const PAGES_AT_A_TIME: i32 = 4_096;

impl Db {
    /// Copies a SQLite database, as it is at this moment, to a new file that only its owner may read. `None` on
    /// PostgreSQL, where a program can't copy a database in every setting.
    ///
    /// # Errors
    /// When the file exists, or can't be written.
    pub fn copy_to(&self, path: &Path) -> Result<Option<Target>, Error> {
        let Engine::Sqlite(database) = &self.inner.engine else { return Ok(None) };
        let unwritable =
            |error: &dyn std::fmt::Display| Error::Unusable(format!("{} can't be written: {error}", path.display()));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(path).map_err(|error| unwritable(&error))?;
        let from = sqlite::open(database.path(), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let mut to = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let backup = Backup::new(&from, &mut to)?;
        backup
            .run_to_completion(PAGES_AT_A_TIME, std::time::Duration::ZERO, None)
            .map_err(|error| unwritable(&error))?;
        Ok(Some(Target::Sqlite(path.to_owned())))
    }
}

//! Keeps the data of the fallback webhook in memory, and sealed on disk for a start without the database.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

use crewline_core::carrier::standby::{Snapshot, Standby};
use crewline_core::db::Db;
use crewline_core::secret::Seal;
use secrecy::SecretString;

use crate::config::Config;

/// How long the database is not asked by the fallback after it has failed to answer it.
const DISTRUST: Duration = Duration::from_secs(5);

/// The data of the last successful load.
#[derive(Debug)]
pub(crate) struct StandbyCache {
    memory: RwLock<Arc<Standby>>,
    file: PathBuf,
    /// The snapshot that the file has.
    written: Mutex<Snapshot>,
    failed_at: Mutex<Option<Instant>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The file of the sealed copy: beside the key, which opens it.
pub(crate) fn file_beside(key_file: &Path) -> PathBuf {
    key_file.with_extension("standby")
}

impl StandbyCache {
    /// An empty cache, whose sealed copy is in this file.
    pub(crate) fn new(file: PathBuf) -> Self {
        Self { memory: RwLock::default(), file, written: Mutex::default(), failed_at: Mutex::default() }
    }

    /// The current data.
    pub(crate) fn snapshot(&self) -> Arc<Standby> {
        Arc::clone(&self.memory.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether the fallback may ask the database: it has not failed in the last seconds.
    pub(crate) fn trusts_database(&self) -> bool {
        lock(&self.failed_at).is_none_or(|at| at.elapsed() >= DISTRUST)
    }

    /// The database has not answered the fallback in time.
    pub(crate) fn database_failed(&self) {
        *lock(&self.failed_at) = Some(Instant::now());
    }

    /// Reloads the data, and writes the file if they have changed. The old data stay if the database fails.
    pub(crate) async fn refresh(&self, db: &Db, seal: &Seal) {
        let (loaded, snapshot) = match Standby::load(db, seal).await {
            Ok(loaded) => loaded,
            Err(error) => {
                tracing::warn!(%error, "the fallback's targets could not be loaded");
                return;
            }
        };
        *lock(&self.failed_at) = None;
        let is_empty = loaded.is_empty();
        *self.memory.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(loaded);
        if snapshot == *lock(&self.written) || is_empty && !self.file.exists() {
            return;
        }
        match snapshot.seal(seal) {
            Ok(sealed) => match self.write(sealed).await {
                Ok(()) => *lock(&self.written) = snapshot,
                Err(error) => {
                    tracing::warn!(%error, file = %self.file.display(), "the fallback's targets can't be kept on disk");
                    // The same data are not tried again.
                    *lock(&self.written) = snapshot;
                }
            },
            Err(error) => tracing::warn!(%error, "the fallback's targets can't be sealed"),
        }
    }

    async fn write(&self, sealed: Vec<u8>) -> std::io::Result<()> {
        let file = self.file.clone();
        tokio::task::spawn_blocking(move || replace_file(&file, &sealed)).await.map_err(std::io::Error::other)?
    }
}

/// Replaces a file in one step, so that it is never half written. Only its owner may read it.
fn replace_file(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let new = PathBuf::from(name);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&new).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let replaced = written.and_then(|()| fs::rename(&new, path));
    if replaced.is_err() {
        // It may not be there at all.
        let _result = fs::remove_file(&new);
    }
    replaced?;
    // The name is durable only once its folder is.
    match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => File::open(folder)?.sync_all(),
        None => File::open(".")?.sync_all(),
    }
}

/// The sealed copy that an earlier process has written, for a start without the database. `None` if there is none that this
/// instance's key opens.
pub(crate) fn read_sealed_copy(config: &Config) -> Option<Standby> {
    let key: SecretString = match &config.secret_key {
        Some(key) => key.clone(),
        None => fs::read_to_string(&config.key_file).ok()?.into(),
    };
    let seal = Seal::from_text(&key).ok()?;
    let standby = Standby::unseal(&seal, &fs::read(file_beside(&config.key_file)).ok()?).ok()?;
    (!standby.is_empty()).then_some(standby)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_only_its_owner_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("crewline.standby");
        replace_file(&path, b"first").unwrap();
        replace_file(&path, b"2").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"2");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no other file is left");
        assert!(replace_file(&folder.path().join("missing").join("x"), b"1").is_err());
    }

    #[test]
    fn a_database_that_failed_is_not_asked_for_a_while() {
        let cache = StandbyCache::new("unused".into());
        assert!(cache.trusts_database());
        cache.database_failed();
        assert!(!cache.trusts_database());
    }
}

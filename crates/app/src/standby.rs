//! Keeps the data of the fallback webhook in memory.

use std::sync::{Arc, PoisonError, RwLock};

use crewline_core::carrier::standby::Standby;
use crewline_core::db::Db;
use crewline_core::secret::Seal;

/// The data of the last successful load.
#[derive(Debug, Default)]
pub(crate) struct StandbyCache(RwLock<Arc<Standby>>);

impl StandbyCache {
    /// The current data.
    pub(crate) fn snapshot(&self) -> Arc<Standby> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reloads the data. The old data stays if the database fails.
    pub(crate) async fn refresh(&self, db: &Db, seal: &Seal) {
        match Standby::load(db, seal).await {
            Ok(loaded) => *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(loaded),
            Err(error) => tracing::warn!(%error, "the fallback's targets could not be loaded"),
        }
    }
}

//! Keeps what the fallback address answers from, in memory.

use std::sync::{Arc, PoisonError, RwLock};

use crewline_core::carrier::standby::Standby;
use crewline_core::db::Db;
use crewline_core::secret::Seal;

/// What was known when the database last answered.
#[derive(Debug, Default)]
pub(crate) struct StandbyCache(RwLock<Arc<Standby>>);

impl StandbyCache {
    /// The newest there is.
    pub(crate) fn newest(&self) -> Arc<Standby> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Loads it anew; what is there stays where the database does not answer.
    pub(crate) async fn refresh(&self, db: &Db, seal: &Seal) {
        match Standby::load(db, seal).await {
            Ok(loaded) => *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(loaded),
            Err(error) => tracing::warn!(%error, "the fallback's targets could not be loaded"),
        }
    }
}

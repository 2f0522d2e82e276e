//! Whether the database can be used: it takes a change, and its files are those that were opened.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crewline_core::db::Db;
use crewline_core::instance;
use tokio::sync::Mutex;

/// How long an answer stands, so that frequent checks cost no more than rare ones.
const ANSWER_LIFETIME: Duration = Duration::from_secs(2);
/// How long the database may take.
const TIMEOUT: Duration = Duration::from_secs(3);

/// The state of the database, as the last check found it.
#[derive(Debug, Default)]
pub(crate) struct Readiness {
    /// Whether a file of the database was deleted, replaced or cut while it is open.
    is_file_lost: AtomicBool,
    last: Mutex<Option<(Instant, Result<(), &'static str>)>>,
}

impl Readiness {
    /// Notes whether a file of the database is lost.
    pub(crate) fn set_file_lost(&self, is_lost: bool) {
        self.is_file_lost.store(is_lost, Ordering::Release);
    }

    /// Checks that changes are kept. Callers that come together share one check.
    ///
    /// # Errors
    /// Returns a sentence without details, since anybody may ask. The log has them.
    pub(crate) async fn check(&self, db: &Db) -> Result<(), &'static str> {
        if self.is_file_lost.load(Ordering::Acquire) {
            return Err("a file of the database was deleted, replaced or cut");
        }
        let mut last = self.last.lock().await;
        if let Some((at, answer)) = *last
            && at.elapsed() < ANSWER_LIFETIME
        {
            return answer;
        }
        let answer = match tokio::time::timeout(TIMEOUT, instance::check_writable(db)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => {
                tracing::warn!(%error, "not ready");
                Err("the database takes no changes")
            }
            Err(_) => {
                tracing::warn!("not ready: the database did not answer in time");
                Err("the database does not answer")
            }
        };
        *last = Some((Instant::now(), answer));
        answer
    }
}

//! The job that moves the sums of hours into the rows of their months.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;

use super::fold::fold;
use crate::access::{GlobalSql, global_sql};
use crate::db::{Db, Error};
use crate::jobs::{Backoff, Job, Kind, OnStop, Outcome, Work};

static ANY: GlobalSql = global_sql!("any.sql");
static ENQUEUE: GlobalSql = global_sql!("enqueue.sql");

/// Moves of the sums of hours: one job for each business that has some. It is tried until it succeeds.
pub const FOLDS: Kind = Kind {
    name: "fold_reports",
    deadline: Duration::from_secs(600),
    max_attempts: 1_000_000,
    backoff: Backoff { first_seconds: 30, max_seconds: 3_600 },
    max_running: 1,
    max_running_per_business: 1,
    on_stop: OnStop::Release,
};

/// Enqueues a job for each business that has sums to be moved, if it has none yet. It writes nothing where nothing is.
///
/// # Errors
/// When the database fails.
pub async fn enqueue_folds(db: &Db) -> Result<(), Error> {
    if db.read_global::<(i64,)>(&ANY, &[]).await?.is_empty() {
        return Ok(());
    }
    db.global_change(move |tx| {
        Box::pin(async move {
            let now = tx.now();
            if tx.run(&ENQUEUE, &[&FOLDS.name, &b"{}".as_slice(), &now]).await? > 0 {
                tx.wake_jobs();
            }
            Ok(())
        })
    })
    .await
}

/// Moves the sums of hours into the rows of their months.
#[derive(Clone)]
pub struct FoldReports {
    /// The database.
    pub db: Db,
}

impl Work for FoldReports {
    fn run<'a>(&'a self, job: &'a Arc<Job>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move { Ok(fold(&self.db, &job.due()?).await?) })
    }
}

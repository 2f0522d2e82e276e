//! The job that ends what is overdue in one business.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;

use super::Limits;
use crate::db::Db;
use crate::jobs::{Backoff, Job, Kind, OnStop, Outcome, Work};
use crate::{calls, messages, recordings};

/// Sweeps: one job for each business with anything that is overdue. It is tried until it succeeds.
pub const OVERDUE: Kind = Kind {
    name: "overdue",
    deadline: Duration::from_secs(120),
    max_attempts: 1_000_000,
    backoff: Backoff { first_seconds: 30, max_seconds: 3_600 },
    max_running: 2,
    max_running_per_business: 1,
    on_stop: OnStop::Release,
};

/// How many rows one transaction changes.
const BATCH: i64 = 100;

/// Ends what is overdue.
#[derive(Clone)]
pub struct EndOverdue {
    /// The database.
    pub db: Db,
}

impl Work for EndOverdue {
    fn run<'a>(&'a self, job: &'a Arc<Job>) -> BoxFuture<'a, Outcome> {
        Box::pin(self.sweep(job))
    }
}

impl EndOverdue {
    async fn sweep(&self, job: &Job) -> Outcome {
        let (due, Limits { day, fetch }) = (job.due()?, Limits::at(self.db.now()));
        loop {
            let ended = self
                .db
                .change_unaudited(&due, move |tx| {
                    Box::pin(async move {
                        let calls = calls::intake::end_overdue(tx, day, BATCH).await?;
                        let recordings = recordings::end_overdue(tx, day, fetch, BATCH).await?;
                        let messages = messages::intake::end_overdue(tx, day, BATCH).await?;
                        Ok::<_, crate::Error>([calls, recordings, messages])
                    })
                })
                .await?;
            if ended.iter().all(|count| *count < BATCH) {
                tracing::info!(business = %due.business(), calls = ended[0], "what was overdue has been ended");
                return Ok(());
            }
        }
    }
}

//! The job that builds the rows of the reports anew after a change of the business's time zone.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use serde::Deserialize;

use super::build::{build_business, build_number, drop_builds, finish};
use super::numbers::numbers;
use crate::businesses::REBUILD_JOB;
use crate::calls::tally::Builds;
use crate::db::Db;
use crate::jobs::{Backoff, Job, Kind, OnStop, Outcome, Work};

/// Builds of the reports' rows. It is tried until it succeeds.
pub const REPORTS: Kind = Kind {
    name: REBUILD_JOB,
    deadline: Duration::from_secs(600),
    max_attempts: 1_000_000,
    backoff: Backoff { first_seconds: 30, max_seconds: 3_600 },
    max_running: 1,
    max_running_per_business: 1,
    on_stop: OnStop::Release,
};

#[derive(Deserialize)]
struct Payload {
    build: i64,
}

/// Builds the rows of the reports with the days of the business's time zone. The old ones are read until they are whole.
#[derive(Clone)]
pub struct RebuildReports {
    /// The database.
    pub db: Db,
}

impl Work for RebuildReports {
    fn run<'a>(&'a self, job: &'a Arc<Job>) -> BoxFuture<'a, Outcome> {
        Box::pin(self.build(job))
    }
}

impl RebuildReports {
    async fn build(&self, job: &Job) -> Outcome {
        let (due, Payload { build }) = (job.due()?, job.parse()?);
        let next = Builds::read(&self.db, &due).await?.next;
        // The zone may have been changed again, which another job works on; or an earlier attempt has finished this build.
        if let Some(next) = next.filter(|next| next.build == build) {
            for number in numbers(&self.db, &due).await? {
                build_number(&self.db, &due, &next, number).await?;
                job.renew(&self.db, &REPORTS).await?;
            }
            build_business(&self.db, &due, &next).await?;
            let is_live = finish(&self.db, &due, build).await?;
            tracing::info!(business = %due.business(), build, is_live, "the rows of the reports are built");
        }
        Ok(drop_builds(&self.db, &due).await?)
    }
}

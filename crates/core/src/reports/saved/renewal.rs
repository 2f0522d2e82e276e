//! Renews the claim of a letter's job while the calls of its report are read.

use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;

use super::send::REPORT_LETTERS;
use crate::db::Db;
use crate::jobs::Job;
use crate::reports::analytics::{Follow, Interrupted};

/// How often the claim is renewed: a piece of the calls may take a few milliseconds.
const RENEW_INTERVAL: Duration = Duration::from_secs(10);

/// Renews the claim of a letter's job.
pub(super) struct Renewal<'r> {
    db: &'r Db,
    job: &'r Job,
    renewed_at: Instant,
}

impl<'r> Renewal<'r> {
    pub(super) fn of(db: &'r Db, job: &'r Job) -> Self {
        Self { db, job, renewed_at: Instant::now() }
    }
}

impl Follow for Renewal<'_> {
    fn advance(&mut self, _: i64, _: i64) -> BoxFuture<'_, Result<(), Interrupted>> {
        Box::pin(async move {
            if self.renewed_at.elapsed() >= RENEW_INTERVAL {
                self.job.renew(self.db, &REPORT_LETTERS).await?;
                self.renewed_at = Instant::now();
            }
            Ok(())
        })
    }
}

//! Records how an attempt ended. Each statement names the claim, so a worker whose claim has ended changes nothing.

use std::time::Duration;

use super::{Failure, Job, Kind};
use crate::access::{GlobalSql, global_sql};
use crate::db::{Db, Error};
use crate::time::Timestamp;

static DONE: GlobalSql = global_sql!("done.sql");
static NOT_DONE: GlobalSql = global_sql!("not_done.sql");
static PUT_OFF: GlobalSql = global_sql!("put_off.sql");
static RELEASE: GlobalSql = global_sql!("release.sql");

/// The most characters of a failure that are kept.
const MAX_FAILURE_CHARACTERS: usize = 300;

/// Removes a job that is done.
pub(super) async fn delete_done(db: &Db, job: &Job) -> Result<(), Error> {
    let (id, claim) = (job.id, job.claimed_until());
    db.global_change(move |tx| Box::pin(async move { tx.run(&DONE, &[&id, &claim]).await.map(drop) })).await
}

/// Whether a failure is the last of its job.
pub(super) fn is_final(kind: &Kind, job: &Job, failure: &Failure) -> bool {
    matches!(failure, Failure::Permanent(_)) || job.attempts >= kind.max_attempts
}

/// Records a failure: the job is due again after a while, or has failed for good.
pub(super) async fn fail(db: &Db, kind: &Kind, job: &Job, failure: &Failure, jitter: u16) -> Result<(), Error> {
    let (id, claim, is_final) = (job.id, job.claimed_until(), is_final(kind, job, failure));
    let wait = kind.backoff.seconds(job.attempts, jitter);
    let failure: String = failure.to_string().chars().take(MAX_FAILURE_CHARACTERS).collect();
    db.global_change(move |tx| {
        Box::pin(async move {
            let now = tx.now();
            let failed_at: Option<Timestamp> = is_final.then_some(now);
            let due_at = if is_final { now } else { now.plus_seconds(wait) };
            tx.run(&NOT_DONE, &[&id, &claim, &due_at, &failed_at, &failure]).await.map(drop)
        })
    })
    .await
}

/// Releases a claim: the job is due as before, and the attempt does not count.
pub(super) async fn release(db: &Db, job: &Job) -> Result<(), Error> {
    let (id, claim) = (job.id, job.claimed_until());
    db.global_change(move |tx| {
        Box::pin(async move {
            tx.wake_jobs();
            tx.run(&RELEASE, &[&id, &claim]).await.map(drop)
        })
    })
    .await
}

/// Puts a job off: it is due again after a while, and the attempt does not count.
pub(super) async fn put_off(db: &Db, job: &Job, wait: Duration) -> Result<(), Error> {
    let (id, claim) = (job.id, job.claimed_until());
    let wait = i64::try_from(wait.as_secs()).unwrap_or(i64::MAX).max(1);
    db.global_change(move |tx| {
        Box::pin(async move {
            let due_at = tx.now().plus_seconds(wait);
            tx.run(&PUT_OFF, &[&id, &claim, &due_at]).await.map(drop)
        })
    })
    .await
}

//! Writes a job, in the transaction of the change that it follows.

use crate::access::{BusinessSql, Global, GlobalSql, Scoped, business_sql, global_sql};
use crate::db::Error;
use crate::time::Timestamp;

static ENQUEUE: BusinessSql = business_sql!("enqueue.sql");
static ENQUEUE_FOR_NO_BUSINESS: GlobalSql = global_sql!("enqueue_for_no_business.sql");

/// A job to be written.
#[derive(Debug)]
pub(crate) struct NewJob<'a> {
    /// The name of its kind.
    pub(crate) kind: &'static str,
    /// Of the jobs of a kind with one key, only the first is written.
    pub(crate) unique_key: Option<String>,
    /// The payload, which its kind reads; sealed if it holds a secret.
    pub(crate) payload: &'a [u8],
    /// When it is due.
    pub(crate) due_at: Timestamp,
}

/// Writes a job of the transaction's business, and wakes the workers if it is due.
pub(crate) async fn enqueue(tx: &mut Scoped<'_>, job: NewJob<'_>) -> Result<(), Error> {
    let now = tx.now();
    if job.due_at <= now {
        tx.wake_jobs();
    }
    tx.run(&ENQUEUE, &[&job.kind, &job.unique_key, &job.payload, &now, &job.due_at]).await.map(drop)
}

/// [`enqueue`] for a job that belongs to no business.
pub(crate) async fn enqueue_for_no_business(tx: &mut Global<'_>, job: NewJob<'_>) -> Result<(), Error> {
    let now = tx.now();
    if job.due_at <= now {
        tx.wake_jobs();
    }
    tx.run(&ENQUEUE_FOR_NO_BUSINESS, &[&job.kind, &job.unique_key, &job.payload, &now, &job.due_at]).await.map(drop)
}

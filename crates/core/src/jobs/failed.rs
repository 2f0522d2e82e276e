//! Jobs that failed for good, for the people who may try them again, and counts for the operator.

use super::job::{parse, unseal};
use crate::access::{Action, BusinessSql, GlobalSql, Held, May, Refusal, Thing, actions, business_sql, global_sql};
use crate::audit::Event;
use crate::db::{self, Db, from_row};
use crate::ids::JobId;
use crate::secret::Seal;
use crate::time::Timestamp;

static FIND: BusinessSql = business_sql!("find_failed.sql");
static FAILED: BusinessSql = business_sql!("failed.sql");
static TRY_AGAIN: BusinessSql = business_sql!("try_again.sql");
static COUNTS: GlobalSql = global_sql!("counts.sql");

/// A job of a business that failed for good.
#[derive(Debug)]
pub struct FailedJob {
    /// Its id.
    pub id: JobId,
    /// The name of its kind.
    pub kind: String,
    payload: Vec<u8>,
    /// Why it failed, in a sentence.
    pub failure: String,
    /// When the last attempt failed.
    pub failed_at: Timestamp,
    /// How many attempts were made.
    pub attempts: i64,
}

from_row!(FailedJob { id, kind, payload, failure, failed_at, attempts });

impl FailedJob {
    /// Parses the payload; `None` if it can't be parsed.
    pub(crate) fn parse<T: serde::de::DeserializeOwned>(&self) -> Option<T> {
        parse(&self.payload).ok()
    }

    /// Unseals and parses the payload; `None` if that fails.
    pub(crate) fn unseal<T: serde::de::DeserializeOwned>(&self, seal: &Seal, place: &str) -> Option<T> {
        unseal(seal, place, &self.payload).ok()
    }
}

/// The last fifty jobs of the business that failed for good, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn failed(db: &Db, may: &May<actions::RetryJobs>) -> Result<Vec<FailedJob>, db::Error> {
    db.read(may, &FAILED, &[]).await
}

impl Thing for FailedJob {
    type Id = JobId;

    async fn find<A: Action>(db: &Db, may: &May<A>, id: JobId) -> Result<Option<Self>, db::Error> {
        Ok(db.read(may, &FIND, &[&id]).await?.into_iter().next())
    }
}

/// Makes a job that failed for good due at once, and resets its attempts.
///
/// # Errors
/// Returns [`Refusal::NotFound`] when somebody has just tried it again, or a database error.
pub async fn try_again(db: &Db, held: &Held<FailedJob, actions::RetryJobs>) -> Result<(), crate::Error> {
    let id = held.id;
    db.change(held, move |tx| {
        Box::pin(async move {
            let now = tx.now();
            tx.wake_jobs();
            let (kind,) = tx.optional::<(String,)>(&TRY_AGAIN, &[&id, &now]).await?.ok_or(Refusal::NotFound)?;
            Ok(((), Event::of("job.retried", "job", id, kind)))
        })
    })
    .await
}

/// How many jobs of a kind there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// The name of the kind.
    pub kind: String,
    /// Jobs that are due, or running.
    pub due: i64,
    /// Jobs that failed for good.
    pub failed: i64,
}

from_row!(Count { kind, due, failed });

/// How many jobs of each kind there are, in all businesses.
///
/// # Errors
/// When the database fails.
pub async fn counts(db: &Db) -> Result<Vec<Count>, db::Error> {
    db.read_global(&COUNTS, &[&db.now()]).await
}

//! The job that removes a deleted business for good, once its seven days are over.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};

use super::letter::{DeletionLetter, DeletionOccasion, write_to_owners};
use super::rows::{Progress, remove_rows};
use crate::access::{BusinessSql, GlobalSql, Removal, business_sql, global_sql};
use crate::db::{Db, Error};
use crate::ids::BusinessId;
use crate::jobs::{Backoff, Failure, Job, Kind, NewJob, OnStop, Outcome, Work, enqueue_for_no_business};
use crate::mail::EmailComposer;
use crate::recordings::Store;
use crate::time::Timestamp;

static DUE: GlobalSql = global_sql!("due.sql");
static REMOVAL_OF: GlobalSql = global_sql!("removal_of.sql");
static BEGIN: GlobalSql = global_sql!("begin.sql");
static REMOVE_OWNERS: BusinessSql = business_sql!("remove_owners.sql");
static REMOVE_BUSINESS: BusinessSql = business_sql!("remove_business.sql");

/// Removals: one job for each business whose day has come. It is tried until it succeeds.
pub const REMOVALS: Kind = Kind {
    name: "removal",
    deadline: Duration::from_secs(180),
    max_attempts: 1_000_000,
    backoff: Backoff { first_seconds: 30, max_seconds: 3_600 },
    max_running: 1,
    max_running_per_business: 1,
    on_stop: OnStop::Release,
};

/// How long one job removes rows. A large business takes several, so that one that dies is soon followed by another.
const RUN: Duration = Duration::from_secs(60);

#[derive(Serialize, Deserialize)]
struct Payload {
    business: BusinessId,
}

/// Enqueues the removal of each deleted business whose day has come, if there is none yet.
///
/// # Errors
/// When the database fails.
pub async fn enqueue_removals(db: &Db) -> Result<(), Error> {
    let due = db.read_global::<(BusinessId,)>(&DUE, &[&db.now()]).await?;
    if due.is_empty() {
        return Ok(());
    }
    db.global_change(move |tx| {
        Box::pin(async move {
            let now = tx.now();
            for (business,) in due {
                let payload = serde_json::json!(Payload { business }).to_string();
                let unique_key = Some(business.to_string());
                let job = NewJob { kind: REMOVALS.name, unique_key, payload: payload.as_bytes(), due_at: now };
                enqueue_for_no_business(tx, job).await?;
            }
            Ok(())
        })
    })
    .await
}

/// When a deleted business is removed for good, for the command line. `None` if no deleted business has this name in addresses.
///
/// # Errors
/// When the database fails.
pub async fn removal_of(db: &Db, slug: &str) -> Result<Option<Timestamp>, Error> {
    let rows = db.read_global::<(Timestamp,)>(&REMOVAL_OF, &[&slug]).await?;
    Ok(rows.into_iter().next().map(|(at,)| at))
}

/// Removes deleted businesses.
#[derive(Clone)]
pub struct RemoveBusinesses {
    /// The database.
    pub db: Db,
    /// The store of recordings.
    pub store: Store,
    /// Composes the last letter.
    pub composer: EmailComposer<DeletionLetter>,
}

impl Work for RemoveBusinesses {
    fn run<'a>(&'a self, job: &'a Arc<Job>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let Payload { business } = job.parse()?;
            self.remove(business, Instant::now() + RUN).await
        })
    }
}

impl RemoveBusinesses {
    async fn remove(&self, business: BusinessId, deadline: Instant) -> Outcome {
        // It was taken back, or an earlier attempt has ended.
        let Some(begun) = self.begin(business).await? else { return Ok(()) };
        let removal = Removal::begun(begun.business);
        if remove_rows(&self.db, &removal, deadline).await? == Progress::Paused {
            return Ok(());
        }
        self.store.remove_folder(&business.to_string()).await.map_err(|error| {
            tracing::warn!(%business, %error, "the recordings of a removed business can't be removed");
            Failure::Temporary(error.to_string())
        })?;
        self.finish(&removal, begun).await?;
        metrics::counter!("businesses_removed_total").increment(1);
        tracing::info!(%business, "a deleted business is removed for good");
        Ok(())
    }

    /// From here on the business can't be taken back. `None` if it is not deleted, or its day has not come.
    async fn begin(&self, business: BusinessId) -> Result<Option<Begun>, Error> {
        self.db
            .global_change(move |tx| {
                Box::pin(async move {
                    let now = tx.now();
                    tx.optional::<Begun>(&BEGIN, &[&business, &now]).await
                })
            })
            .await
    }

    /// Writes the last letter, and removes the Owners and the business itself.
    async fn finish(&self, removal: &Removal, begun: Begun) -> Result<(), crate::Error> {
        let composer = self.composer.clone();
        self.db
            .change_unaudited(removal, move |tx| {
                Box::pin(async move {
                    write_to_owners(tx, &composer, "business_removed", |owner| DeletionLetter {
                        occasion: DeletionOccasion::Removed,
                        business: begun.name.clone(),
                        slug: begun.slug.clone(),
                        name: owner.name.clone(),
                        time_zone: owner.time_zone.clone(),
                    })
                    .await?;
                    tx.run(&REMOVE_OWNERS, &[]).await?;
                    tx.run(&REMOVE_BUSINESS, &[]).await?;
                    // The fallback's memory has its connection, to verify its carrier by.
                    tx.reload_standby();
                    Ok(())
                })
            })
            .await
    }
}

/// A business whose removal has begun.
struct Begun {
    business: BusinessId,
    name: String,
    slug: String,
}

crate::db::from_row!(Begun { business, name, slug });

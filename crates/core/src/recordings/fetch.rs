//! Fetches recordings that are due. One is claimed for a while before it is fetched, so that two processes do not both
//! fetch it, and one that dies in between leaves it to the next.

use futures_util::{StreamExt, stream};

use super::download::{Failure, Home, MOST, download};
use super::{Fetcher, Store};
use crate::access::{BusinessSql, Change, DueJob, GlobalSql, business_sql, global_sql};
use crate::carrier::connection::{self, Connection};
use crate::db::{Db, from_row};
use crate::ids::{BusinessId, CallId, RecordingId};
use crate::secret::Seal;
use crate::time::Timestamp;

static CLAIM: GlobalSql = global_sql!("claim.sql");
static STORED: BusinessSql = business_sql!("stored.sql");
static NOT_YET: BusinessSql = business_sql!("not_yet.sql");

/// How long a claim lasts, in seconds; longer than a recording may take.
const CLAIM_SECONDS: i64 = 300;
/// Recordings fetched at once.
const AT_ONCE: usize = 4;
/// Tries before one is given up: two days.
const TRIES: i64 = 20;

/// What became of one round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fetched {
    /// Recordings that are now in the store.
    pub stored: u64,
    /// Recordings that wait for another try.
    pub waiting: u64,
    /// Recordings that were given up.
    pub failed: u64,
}

#[derive(Clone, Debug)]
struct Due {
    id: RecordingId,
    business: BusinessId,
    call: CallId,
    url: String,
    attempts: i64,
}

from_row!(Due { id, business, call, url, attempts });

impl Due {
    /// The right over the business whose recording is claimed.
    fn proof(&self) -> DueJob {
        DueJob::claimed(self.business)
    }
}

/// Fetches every recording that is due.
///
/// # Errors
/// When the database fails. A recording that can't be had is no error: it waits for another try, or is given up.
pub async fn fetch_due(db: &Db, seal: &Seal, store: &Store, fetcher: &Fetcher) -> Result<Fetched, crate::Error> {
    let mut done = Fetched::default();
    loop {
        let claimed = db
            .global_change(|tx| {
                Box::pin(async move {
                    let now = tx.now();
                    let until = now.plus_seconds(CLAIM_SECONDS);
                    tx.all::<Due>(&CLAIM, &[&now, &until, &i64::try_from(AT_ONCE).unwrap_or(1)]).await
                })
            })
            .await?;
        if claimed.is_empty() {
            return Ok(done);
        }
        let one = |due: Due| async move {
            let outcome = match connection::of(db, seal, &due.proof()).await {
                Ok(Some(connection)) => home(store, fetcher, &connection, &due).await,
                Ok(None) | Err(crate::Error::Seal(_)) => Err(Failure::SignIn),
                Err(error) => return Err(error),
            };
            settle(db, due, outcome).await
        };
        let mut outcomes = stream::iter(claimed).map(one).buffer_unordered(AT_ONCE);
        while let Some(outcome) = outcomes.next().await {
            match outcome? {
                Some(true) => done.stored += 1,
                Some(false) => done.failed += 1,
                None => done.waiting += 1,
            }
        }
    }
}

async fn home(store: &Store, fetcher: &Fetcher, connection: &Connection, due: &Due) -> Result<Home, Failure> {
    // By ids alone: a place tells nothing of a caller.
    let place = format!("{}/{}", due.business, due.id);
    download(fetcher, store, connection, &due.url, &place, MOST).await
}

/// Notes what became of one: stored, given up, or to be tried again after 10, 20, 40… seconds, up to four hours.
async fn settle(db: &Db, due: Due, outcome: Result<Home, Failure>) -> Result<Option<bool>, crate::Error> {
    let Due { id, attempts, call, .. } = due;
    if let Err(Failure::Store(error)) = &outcome {
        tracing::warn!(%error, recording = %id, "a recording could not be stored");
    }
    db.record(&due.proof(), move |tx| {
        Box::pin(async move {
            let now = tx.now();
            match outcome {
                Ok(home) => {
                    let bytes = i64::try_from(home.bytes).unwrap_or(i64::MAX);
                    tx.run(&STORED, &[&id, &attempts, &home.place, &home.media_type, &bytes, &now]).await?;
                    tx.notify(Change::Call(call));
                    Ok::<_, crate::Error>(Some(true))
                }
                Err(failure) => {
                    let is_over = failure.is_final() || attempts >= TRIES;
                    let wait = (10_i64 << (attempts - 1).clamp(0, 11)).min(4 * 3600);
                    let next: Option<Timestamp> = (!is_over).then(|| now.plus_seconds(wait));
                    tx.run(&NOT_YET, &[&id, &attempts, &next, &failure.to_string(), &is_over]).await?;
                    if is_over {
                        tx.notify(Change::Call(call));
                    }
                    Ok(is_over.then_some(false))
                }
            }
        })
    })
    .await
}

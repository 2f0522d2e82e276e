//! The job that fetches a recording from the carrier.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};

use super::Store;
use super::download::{Download, Failure, MAX_BYTES, Pace, StoredRecording};
use super::slow::SlowDownloads;
use crate::access::{BusinessSql, Change, DueJob, Scoped, business_sql};
use crate::carrier::connection;
use crate::db::{self, Db};
use crate::ids::{CallId, RecordingId};
use crate::jobs::{self, Backoff, FailedJob, Job, Kind, NewJob, OnStop, Outcome, Work, enqueue};
use crate::outbound::Client;
use crate::secret::Seal;

static TO_FETCH: BusinessSql = business_sql!("to_fetch.sql");
static RECORD_STORED: BusinessSql = business_sql!("record_stored.sql");
static RECORD_FAILURE: BusinessSql = business_sql!("record_failure.sql");

/// Recordings: repeated after 10, 20, 40… seconds, up to four hours apart, for two days. A download renews its job while
/// bytes come in.
pub const RECORDINGS: Kind = Kind {
    name: "recording",
    deadline: Duration::from_secs(300),
    max_attempts: 20,
    backoff: Backoff { first_seconds: 10, max_seconds: 4 * 3_600 },
    max_running: 8,
    max_running_per_business: 4,
    on_stop: OnStop::Release,
};

#[derive(Serialize, Deserialize)]
struct Payload {
    call: CallId,
    recording: RecordingId,
}

/// Enqueues the job that fetches a recording, if there is none yet.
pub(crate) async fn enqueue_fetch(tx: &mut Scoped<'_>, call: CallId, recording: RecordingId) -> Result<(), db::Error> {
    let now = tx.now();
    let payload = serde_json::json!(Payload { call, recording }).to_string();
    let unique_key = Some(recording.to_string());
    enqueue(tx, NewJob { kind: RECORDINGS.name, unique_key, payload: payload.as_bytes(), due_at: now }).await
}

/// The call whose recording a failed job is for; `None` for another kind of job.
pub fn failed_recording(job: &FailedJob) -> Option<CallId> {
    if job.kind != RECORDINGS.name {
        return None;
    }
    job.parse::<Payload>().map(|payload| payload.call)
}

/// Fetches recordings.
#[derive(Clone)]
pub struct FetchRecordings {
    db: Db,
    seal: Seal,
    store: Store,
    client: Client,
    slow: SlowDownloads,
    pace: Pace,
}

impl FetchRecordings {
    /// Fetches into a store, with the key that seals the carriers' secrets.
    pub fn new(db: Db, seal: Seal, store: Store, client: Client) -> Self {
        Self { db, seal, store, client, slow: SlowDownloads::default(), pace: Pace::default() }
    }

    /// The same at another pace.
    #[must_use]
    pub fn with_pace(self, pace: Pace) -> Self {
        Self { pace, ..self }
    }
}

impl Work for FetchRecordings {
    fn run<'a>(&'a self, job: &'a Arc<Job>) -> BoxFuture<'a, Outcome> {
        Box::pin(self.fetch(job))
    }

    fn failed<'a>(&'a self, job: &'a Job, failure: &'a jobs::Failure, is_final: bool) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            if let Err(error) = self.record_failure(job, failure.to_string(), is_final).await {
                tracing::warn!(%error, job = %job.id, "the failure of a recording can't be saved");
            }
        })
    }
}

impl FetchRecordings {
    async fn fetch(&self, job: &Job) -> Outcome {
        let (due, Payload { call, recording }) = (job.due()?, job.parse()?);
        let row = self.db.read::<(String, Option<i64>)>(&due, &TO_FETCH, &[&recording]).await?.into_iter().next();
        // An earlier attempt has stored it.
        let Some((url, seconds)) = row else { return Ok(()) };
        let file = self.download(job, due, recording, &url, seconds).await?;
        let bytes = i64::try_from(file.bytes).unwrap_or(i64::MAX);
        let change = self.db.change_unaudited(&due, move |tx| {
            Box::pin(async move {
                let now = tx.now();
                tx.notify(Change::Call(call));
                tx.run(&RECORD_STORED, &[&recording, &file.place, &file.media_type, &bytes, &now]).await.map(drop)
            })
        });
        Ok(change.await?)
    }

    async fn download(
        &self,
        job: &Job,
        due: DueJob,
        recording: RecordingId,
        url: &str,
        seconds: Option<i64>,
    ) -> Result<StoredRecording, jobs::Failure> {
        let connection = match connection::find_for(&self.db, &self.seal, &due).await {
            Ok(Some(connection)) => connection,
            Ok(None) | Err(crate::Error::Seal(_)) => return Err(Failure::SignIn.into()),
            Err(error) => return Err(error.into()),
        };
        // A place is made of ids alone, so it tells nothing about a caller.
        let place = format!("{}/{recording}", due.business());
        let download = Download {
            client: &self.client,
            store: &self.store,
            connection: &connection,
            url,
            place: &place,
            max_bytes: MAX_BYTES,
            seconds,
            business: due.business(),
            recording,
            slow: &self.slow,
            pace: self.pace,
            job: Some((&self.db, job, &RECORDINGS)),
        };
        Ok(download.run().await?)
    }

    /// Shows the failure on the call's page.
    async fn record_failure(&self, job: &Job, failure: String, is_final: bool) -> Result<(), db::Error> {
        let (Ok(due), Ok(Payload { call, recording })) = (job.due(), job.parse()) else { return Ok(()) };
        let change = self.db.change_unaudited(&due, move |tx| {
            Box::pin(async move {
                if is_final {
                    tx.notify(Change::Call(call));
                }
                tx.run(&RECORD_FAILURE, &[&recording, &failure, &is_final]).await.map(drop)
            })
        });
        change.await
    }
}

impl From<Failure> for jobs::Failure {
    fn from(failure: Failure) -> Self {
        if let Failure::Store(error) = &failure {
            tracing::warn!(%error, "a recording could not be stored");
        }
        if let Failure::Job(failure) = failure {
            return failure;
        }
        let sentence = failure.to_string();
        if failure.is_final() { Self::Permanent(sentence) } else { Self::Temporary(sentence) }
    }
}

//! A job that a worker has claimed.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::Kind;
use crate::access::{DueJob, GlobalSql, global_sql};
use crate::db::{Db, Error, FromRow, Row};
use crate::ids::{BusinessId, JobId};
use crate::secret::Seal;
use crate::time::Timestamp;

static RENEW: GlobalSql = global_sql!("renew.sql");

/// A job that a worker has claimed.
#[derive(Debug)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    pub(super) business: Option<BusinessId>,
    /// The business as lanes count it, or 0 for none. Lanes share the places of a kind.
    pub(super) lane: i64,
    payload: Vec<u8>,
    /// When it was due.
    pub due_at: Timestamp,
    /// Attempts, this one included.
    pub attempts: i64,
    claim: Mutex<Claim>,
    has_begun_effect: AtomicBool,
}

/// The claim of a job.
#[derive(Clone, Copy, Debug)]
struct Claim {
    /// When it ends. It distinguishes this claim from every other of the same job.
    until: Timestamp,
    /// When the attempt last said that it goes on.
    renewed_at: Instant,
}

impl FromRow for Job {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let mut columns = row.columns();
        Ok(Self {
            id: columns.take()?,
            business: columns.take()?,
            lane: columns.take()?,
            payload: columns.take()?,
            due_at: columns.take()?,
            attempts: columns.take()?,
            claim: Mutex::new(Claim { until: columns.take()?, renewed_at: Instant::now() }),
            has_begun_effect: AtomicBool::new(false),
        })
    }
}

/// Why an attempt failed: a sentence for people, which holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Another attempt may succeed.
    #[error("{0}")]
    Temporary(String),
    /// No attempt can succeed.
    #[error("{0}")]
    Permanent(String),
    /// Others go first. It is no failure, and the attempt does not count.
    #[error("It waits for others.")]
    PutOff(Duration),
}

impl Job {
    /// The proof for its business.
    ///
    /// # Errors
    /// Returns a permanent failure when it belongs to no business.
    pub fn due(&self) -> Result<DueJob, Failure> {
        self.business.map(DueJob::claimed).ok_or_else(|| Failure::Permanent("The job belongs to no business.".into()))
    }

    /// From here on the attempt has an effect outside, which another attempt would repeat: see
    /// [`super::OnStop::FinishEffect`].
    pub fn begin_effect(&self) {
        self.has_begun_effect.store(true, Ordering::Relaxed);
    }

    /// Whether the attempt has an effect outside by now.
    pub(super) fn has_begun_effect(&self) -> bool {
        self.has_begun_effect.load(Ordering::Relaxed)
    }

    /// When the claim ends.
    pub(super) fn claimed_until(&self) -> Timestamp {
        self.claim.lock().unwrap_or_else(PoisonError::into_inner).until
    }

    /// When the attempt last said that it goes on.
    pub(super) fn renewed_at(&self) -> Instant {
        self.claim.lock().unwrap_or_else(PoisonError::into_inner).renewed_at
    }

    /// Says that the attempt goes on, so that its deadline and its claim begin anew.
    ///
    /// # Errors
    /// Returns a failure when the claim has ended meanwhile, or the database's.
    pub(crate) async fn renew(&self, db: &Db, kind: &Kind) -> Result<(), Failure> {
        let (id, before, until) = (self.id, self.claimed_until(), db.now().plus_seconds(kind.claim_seconds()));
        let renew = db.global_change(move |tx| Box::pin(async move { tx.run(&RENEW, &[&id, &before, &until]).await }));
        if renew.await? == 0 {
            return Err(Failure::Temporary("The job took too long, and was taken up by another process.".into()));
        }
        *self.claim.lock().unwrap_or_else(PoisonError::into_inner) = Claim { until, renewed_at: Instant::now() };
        Ok(())
    }

    /// The payload as it is stored.
    pub(crate) fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// Parses the payload.
    pub(crate) fn parse<T: serde::de::DeserializeOwned>(&self) -> Result<T, Failure> {
        parse(&self.payload)
    }

    /// Unseals and parses the payload.
    pub(crate) fn unseal<T: serde::de::DeserializeOwned>(&self, seal: &Seal, place: &str) -> Result<T, Failure> {
        unseal(seal, place, &self.payload)
    }
}

pub(super) fn parse<T: serde::de::DeserializeOwned>(payload: &[u8]) -> Result<T, Failure> {
    serde_json::from_slice(payload)
        .map_err(|_| Failure::Permanent("The job is damaged, or another version of Crewline wrote it.".into()))
}

pub(super) fn unseal<T: serde::de::DeserializeOwned>(seal: &Seal, place: &str, payload: &[u8]) -> Result<T, Failure> {
    parse(&seal.open(place, payload).map_err(|error| Failure::Permanent(format!("The job can't be opened: {error}.")))?)
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        tracing::warn!(%error, "a job can't use the database");
        Self::Temporary("The database did not answer.".into())
    }
}

impl From<crate::Error> for Failure {
    fn from(error: crate::Error) -> Self {
        match error {
            crate::Error::Db(error) => error.into(),
            crate::Error::Randomness(error) => Self::Temporary(error.to_string()),
            other => Self::Permanent(other.to_string()),
        }
    }
}

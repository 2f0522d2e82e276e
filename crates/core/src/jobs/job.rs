//! A job that a worker has claimed.

use crate::access::DueJob;
use crate::db::{Error, from_row};
use crate::ids::{BusinessId, JobId};
use crate::secret::Seal;
use crate::time::Timestamp;

/// A job that a worker has claimed.
#[derive(Debug)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    pub(super) business: Option<BusinessId>,
    payload: Vec<u8>,
    /// When it was due.
    pub due_at: Timestamp,
    /// Attempts, this one included.
    pub attempts: i64,
    /// When the claim ends. It distinguishes this claim from every other of the same job.
    pub(super) claimed_until: Timestamp,
}

from_row!(Job { id, business, payload, due_at, attempts, claimed_until });

/// Why an attempt failed: a sentence for people, which holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Another attempt may succeed.
    #[error("{0}")]
    Temporary(String),
    /// No attempt can succeed.
    #[error("{0}")]
    Permanent(String),
}

impl Job {
    /// The proof for its business.
    ///
    /// # Errors
    /// Returns a permanent failure when it belongs to no business.
    pub fn due(&self) -> Result<DueJob, Failure> {
        self.business.map(DueJob::claimed).ok_or_else(|| Failure::Permanent("The job belongs to no business.".into()))
    }

    /// The business, or 0 for none. Lanes share the places of a kind.
    pub(super) fn lane(&self) -> i64 {
        self.business.map_or(0, BusinessId::as_i64)
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

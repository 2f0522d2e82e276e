//! Letters that wait to be sent.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::access::{Global, Scoped};
use crate::db::Error;
use crate::jobs::{Backoff, FailedJob, Failure, Job, Kind, NewJob, OnStop, enqueue, enqueue_for_no_business};
use crate::secret::{NoRandomness, Seal};
use crate::time::Timestamp;

/// Letters: repeated after 1, 2, 4… minutes, up to a day apart. A letter that is on its way is not broken off, since the
/// server may have taken it.
pub const LETTERS: Kind = Kind {
    name: "letter",
    deadline: Duration::from_secs(240),
    max_attempts: 12,
    backoff: Backoff { first_seconds: 60, max_seconds: 86_400 },
    max_running: 8,
    max_running_per_business: 4,
    on_stop: OnStop::Finish,
};

/// What the seal of a letter is bound to.
const PLACE: &str = "letter";

/// A letter, ready to be sent: as text and as HTML.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// The subject.
    pub subject: String,
    /// The body as text.
    pub text: String,
    /// The body as HTML.
    pub html: String,
    /// The address where its reader asks for no more of its kind, where there is one.
    #[serde(default)]
    pub unsubscribe: Option<String>,
}

/// A letter with its address.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Envelope {
    /// What it tells of: `invitation`.
    pub(crate) kind: String,
    /// The address.
    pub(crate) to: String,
    /// The letter.
    pub(crate) letter: Letter,
}

/// A letter with its address, as it is kept.
#[derive(Debug)]
pub(crate) struct SealedLetter(Vec<u8>);

impl SealedLetter {
    /// Seals a letter, before the transaction that it is written in.
    pub(crate) fn new(seal: &Seal, kind: &str, to: &str, letter: Letter) -> Result<Self, NoRandomness> {
        let envelope = Envelope { kind: kind.to_owned(), to: to.to_owned(), letter };
        seal.close(PLACE, serde_json::json!(envelope).to_string().as_bytes()).map(Self)
    }

    fn job(&self, now: Timestamp) -> NewJob<'_> {
        NewJob { kind: LETTERS.name, unique_key: None, payload: &self.0, due_at: now }
    }
}

impl Envelope {
    /// Opens the letter of a job.
    pub(crate) fn of(seal: &Seal, job: &Job) -> Result<Self, Failure> {
        job.unseal(seal, PLACE)
    }

    /// Opens a letter as it is kept.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn open(seal: &Seal, payload: &[u8]) -> Option<Self> {
        serde_json::from_slice(&seal.open(PLACE, payload).ok()?).ok()
    }
}

/// Writes a letter about the transaction's business.
pub(crate) async fn post(tx: &mut Scoped<'_>, letter: &SealedLetter) -> Result<(), Error> {
    let now = tx.now();
    enqueue(tx, letter.job(now)).await
}

/// Writes a letter about no business.
pub(crate) async fn post_for_no_business(tx: &mut Global<'_>, letter: &SealedLetter) -> Result<(), Error> {
    let now = tx.now();
    enqueue_for_no_business(tx, letter.job(now)).await
}

/// What a letter that failed for good tells of, and its address; `None` for another kind of job, or a letter that can't be
/// opened with this instance's key.
pub fn failed_letter(seal: &Seal, job: &FailedJob) -> Option<(String, String)> {
    if job.kind != LETTERS.name {
        return None;
    }
    job.unseal::<Envelope>(seal, PLACE).map(|envelope| (envelope.kind, envelope.to))
}

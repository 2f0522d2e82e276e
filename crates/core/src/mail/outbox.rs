//! Letters that wait to be sent.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::access::{Global, Scoped};
use crate::db::Error;
use crate::jobs::{Backoff, FailedJob, Failure, Job, Kind, NewJob, OnStop, enqueue, enqueue_for_no_business};
use crate::secret::{NoRandomness, Seal};
use crate::time::Timestamp;

/// Letters: repeated after 1, 2, 4… minutes, up to a day apart. A letter that is being sent is not aborted, since the
/// server may have accepted it.
pub const LETTERS: Kind = Kind {
    name: "letter",
    deadline: Duration::from_secs(240),
    max_attempts: 12,
    backoff: Backoff { first_seconds: 60, max_seconds: 86_400 },
    max_running: 8,
    max_running_per_business: 4,
    on_stop: OnStop::Finish,
};

/// The context that the seal of a letter is bound to.
const SEAL_CONTEXT: &str = "letter";

/// A letter, ready to be sent: as text and as HTML.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutgoingEmail {
    /// The subject.
    pub subject: String,
    /// The body as text.
    pub text: String,
    /// The body as HTML.
    pub html: String,
    /// The address where its reader unsubscribes from its kind, if there is one.
    #[serde(default)]
    pub unsubscribe: Option<String>,
}

/// A letter with its address.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Envelope {
    /// Its kind, such as `invitation`.
    pub(crate) kind: String,
    /// The address.
    pub(crate) to: String,
    /// The letter.
    pub(crate) letter: OutgoingEmail,
}

/// A letter with its address, as it is stored.
#[derive(Debug)]
pub(crate) struct SealedLetter(Vec<u8>);

impl SealedLetter {
    /// Seals a letter, before the transaction that it is written in.
    pub(crate) fn new(seal: &Seal, kind: &str, to: &str, letter: OutgoingEmail) -> Result<Self, NoRandomness> {
        let envelope = Envelope { kind: kind.to_owned(), to: to.to_owned(), letter };
        seal.close(SEAL_CONTEXT, serde_json::json!(envelope).to_string().as_bytes()).map(Self)
    }

    fn job(&self, now: Timestamp) -> NewJob<'_> {
        NewJob { kind: LETTERS.name, unique_key: None, payload: &self.0, due_at: now }
    }
}

impl Envelope {
    /// Opens the letter of a job.
    pub(crate) fn of(seal: &Seal, job: &Job) -> Result<Self, Failure> {
        job.unseal(seal, SEAL_CONTEXT)
    }

    /// Opens a letter as it is stored.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn open(seal: &Seal, payload: &[u8]) -> Option<Self> {
        serde_json::from_slice(&seal.open(SEAL_CONTEXT, payload).ok()?).ok()
    }
}

/// Queues a letter about the transaction's business.
pub(crate) async fn queue_email(tx: &mut Scoped<'_>, letter: &SealedLetter) -> Result<(), Error> {
    let now = tx.now();
    enqueue(tx, letter.job(now)).await
}

/// Queues a letter about no business.
pub(crate) async fn queue_email_for_no_business(tx: &mut Global<'_>, letter: &SealedLetter) -> Result<(), Error> {
    let now = tx.now();
    enqueue_for_no_business(tx, letter.job(now)).await
}

/// The kind and the address of a letter that failed for good; `None` for another kind of job, or a letter that can't be
/// opened with this instance's key.
pub fn failed_letter(seal: &Seal, job: &FailedJob) -> Option<(String, String)> {
    if job.kind != LETTERS.name {
        return None;
    }
    job.unseal::<Envelope>(seal, SEAL_CONTEXT).map(|envelope| (envelope.kind, envelope.to))
}

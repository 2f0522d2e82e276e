//! Letters that wait to be sent.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::send::message_id;
use crate::access::{BusinessSql, Global, Scoped, business_sql};
use crate::db::Error;
use crate::ids::InvitationId;
use crate::jobs::{Backoff, FailedJob, Failure, Job, Kind, NewJob, OnStop, enqueue, enqueue_for_no_business};
use crate::secret::{NoRandomness, Seal};
use crate::time::Timestamp;

/// Letters: repeated after 1, 2, 4… minutes, up to a day apart. A letter that the server is taking is not aborted at a stop,
/// since it may have taken it; any other is released.
pub const LETTERS: Kind = Kind {
    name: "letter",
    deadline: Duration::from_secs(240),
    max_attempts: 12,
    backoff: Backoff { first_seconds: 60, max_seconds: 86_400 },
    max_running: 8,
    max_running_per_business: 4,
    on_stop: OnStop::FinishEffect,
};

/// The context that the seal of a letter is bound to.
const SEAL_CONTEXT: &str = "letter";

/// A letter, ready to be sent: as text and as HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    /// The person that an answer goes to, if it is not the sender of all letters.
    #[serde(default)]
    pub reply_to: Option<Correspondent>,
    /// The files that go with it.
    #[serde(default)]
    pub attachments: Vec<Attachment>,
    /// When its link expires, in milliseconds: it is not sent afterwards.
    #[serde(default)]
    pub expires_at_millis: Option<i64>,
}

impl OutgoingEmail {
    /// When its link expires: it is not sent afterwards.
    pub(super) fn expires_at(&self) -> Option<Timestamp> {
        self.expires_at_millis.map(Timestamp::from_millis)
    }
}

/// A text file that goes with a letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The name of the file.
    pub name: String,
    /// Its type, such as `text/csv; charset=utf-8`.
    pub media_type: String,
    /// Its text.
    pub text: String,
}

/// A person who can be written to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correspondent {
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
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

static WITHDRAW: BusinessSql = business_sql!("withdraw.sql");
static WITHDRAW_INVITATION: BusinessSql = business_sql!("withdraw_invitation.sql");

impl SealedLetter {
    /// Seals a letter, before the transaction that it is written in.
    pub(crate) fn new(seal: &Seal, kind: &str, to: &str, letter: OutgoingEmail) -> Result<Self, NoRandomness> {
        let envelope = Envelope { kind: kind.to_owned(), to: to.to_owned(), letter };
        seal.close(SEAL_CONTEXT, serde_json::json!(envelope).to_string().as_bytes()).map(Self)
    }

    /// A key of its own. No two letters have the same sealed bytes, and those of one letter never change.
    pub(crate) fn key(&self) -> String {
        message_id(&self.0)
    }

    fn job(&self, key: Option<&str>, now: Timestamp) -> NewJob<'_> {
        NewJob { kind: LETTERS.name, unique_key: key.map(str::to_owned), payload: &self.0, due_at: now }
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
    enqueue(tx, letter.job(None, now)).await
}

/// Queues a letter that replaces the one with the same key, if that still waits or has failed.
pub(crate) async fn queue_email_with_key(tx: &mut Scoped<'_>, key: &str, letter: &SealedLetter) -> Result<(), Error> {
    tx.run(&WITHDRAW, &[&LETTERS.name, &key]).await?;
    let now = tx.now();
    enqueue(tx, letter.job(Some(key), now)).await
}

/// Queues the letter of an invitation, whose row must have its [`SealedLetter::key`].
pub(crate) async fn queue_invitation(tx: &mut Scoped<'_>, letter: &SealedLetter) -> Result<(), Error> {
    let now = tx.now();
    enqueue(tx, letter.job(Some(&letter.key()), now)).await
}

/// Withdraws the letter of an invitation, and returns whether it still waited or had failed.
pub(crate) async fn withdraw_invitation(tx: &mut Scoped<'_>, id: InvitationId) -> Result<bool, Error> {
    Ok(tx.run(&WITHDRAW_INVITATION, &[&LETTERS.name, &id]).await? > 0)
}

/// Queues a letter about no business.
pub(crate) async fn queue_email_for_no_business(tx: &mut Global<'_>, letter: &SealedLetter) -> Result<(), Error> {
    let now = tx.now();
    enqueue_for_no_business(tx, letter.job(None, now)).await
}

/// The kind and the address of a letter that failed for good; `None` for another kind of job, or a letter that can't be
/// opened with this instance's key.
pub fn failed_letter(seal: &Seal, job: &FailedJob) -> Option<(String, String)> {
    if job.kind != LETTERS.name {
        return None;
    }
    job.unseal::<Envelope>(seal, SEAL_CONTEXT).map(|envelope| (envelope.kind, envelope.to))
}

//! The job that sends a letter.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use sha2::{Digest, Sha256};

use super::Mailer;
use super::outbox::Envelope;
use crate::jobs::{Backoff, Job, Kind, OnStop, Outcome, Work};
use crate::secret::Seal;

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

/// Sends letters.
#[derive(Clone, Debug)]
pub struct SendLetters {
    /// What letters are sealed with.
    pub seal: Seal,
    /// What hands them over.
    pub mailer: Mailer,
}

impl Work for SendLetters {
    fn run<'a>(&'a self, job: &'a Arc<Job>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let envelope = Envelope::of(&self.seal, job)?;
            self.mailer.send(&message_id(job.payload()), envelope).await
        })
    }
}

/// No two letters are sealed to the same bytes, and those of one letter stay as they are.
fn message_id(sealed: &[u8]) -> String {
    Sha256::digest(sealed).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

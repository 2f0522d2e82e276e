//! The job that sends a letter.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use sha2::{Digest, Sha256};

use super::Mailer;
use super::outbox::{Envelope, LETTERS};
use crate::jobs::{Failure, Job, Label, Outcome, Work};
use crate::secret::Seal;
use crate::time::Clock;

/// Sends letters.
#[derive(Clone, Debug)]
pub struct SendLetters {
    /// The key that seals letters.
    pub seal: Seal,
    /// The mailer that sends them.
    pub mailer: Mailer,
    /// The clock, by which a letter whose link has expired is not sent.
    pub clock: Clock,
}

impl Work for SendLetters {
    fn run<'a>(&'a self, job: &'a Arc<Job>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let envelope = Envelope::of(&self.seal, job)?;
            let expires_at = envelope.letter.expires_at();
            if expires_at.is_some_and(|at| at <= self.clock.now()) {
                return Err(Failure::Permanent("the link expired before the letter could be sent".to_owned()));
            }
            let (id, always) = (message_id(job.payload()), Box::pin(std::future::ready(Ok::<bool, Failure>(true))));
            let sent = self.mailer.send(&id, envelope, always, || job.begin_effect()).await;
            match (sent.map(drop), expires_at) {
                // The reason is kept: it is more than what a last attempt in vain would say.
                (Err(Failure::Temporary(why)), Some(at)) if self.next_attempt(job) >= at => {
                    Err(Failure::Permanent(format!("{why}; the link expires before another attempt")))
                }
                (sent, _) => sent,
            }
        })
    }

    fn label(&self, job: &Job) -> Label {
        let Ok(envelope) = Envelope::of(&self.seal, job) else { return Label::default() };
        let local = envelope.to.rsplit_once('@').map(|(local, _)| local.to_owned());
        Label {
            topic: Some(envelope.kind),
            reference: Some(message_id(job.payload())),
            personal: local.into_iter().chain([envelope.to]).collect(),
        }
    }
}

impl SendLetters {
    /// When the job is due again after a failure, at the earliest.
    fn next_attempt(&self, job: &Job) -> crate::time::Timestamp {
        self.clock.now().plus_seconds(LETTERS.backoff.seconds(job.attempts, 0))
    }
}

/// No two letters have the same sealed bytes, and those of one letter never change.
pub(super) fn message_id(sealed: &[u8]) -> String {
    Sha256::digest(sealed).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

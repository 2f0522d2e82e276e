//! The job that sends a letter.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use sha2::{Digest, Sha256};

use super::Mailer;
use super::outbox::Envelope;
use crate::jobs::{Job, Outcome, Work};
use crate::secret::Seal;

/// Sends letters.
#[derive(Clone, Debug)]
pub struct SendLetters {
    /// The key that seals letters.
    pub seal: Seal,
    /// The mailer that sends them.
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

/// No two letters have the same sealed bytes, and those of one letter never change.
fn message_id(sealed: &[u8]) -> String {
    Sha256::digest(sealed).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

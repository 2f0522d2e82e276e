//! Letters that a job hands over itself, since they say what is true at that moment.

use futures_util::future::BoxFuture;

use super::Mailer;
use super::outbox::{Envelope, OutgoingEmail};
use super::send::message_id;
use crate::jobs::{Failure, Job};

/// Hands over a letter that was composed in this attempt of a job. It is kept nowhere: another attempt composes it anew, so it never says
/// more than its reader may know when it is sent.
pub trait Deliver: Clone + Send + Sync + 'static {
    /// Hands it over. Every attempt of a job carries the same `Message-ID`.
    fn deliver<'a>(
        &'a self,
        job: &'a Job,
        kind: &'static str,
        to: &'a str,
        letter: OutgoingEmail,
    ) -> BoxFuture<'a, Result<(), Failure>>;
}

impl Deliver for Mailer {
    fn deliver<'a>(
        &'a self,
        job: &'a Job,
        kind: &'static str,
        to: &'a str,
        letter: OutgoingEmail,
    ) -> BoxFuture<'a, Result<(), Failure>> {
        Box::pin(async move {
            let envelope = Envelope { kind: kind.to_owned(), to: to.to_owned(), letter };
            let id = message_id(format!("{kind} {}", job.id).as_bytes());
            self.send(&id, envelope, || job.begin_effect()).await
        })
    }
}

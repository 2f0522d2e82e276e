//! Letters that a job hands over itself, since they say what is true at that moment.

use futures_util::future::BoxFuture;

use super::Mailer;
use super::outbox::{Envelope, OutgoingEmail};
use super::send::message_id;
use crate::jobs::{Failure, Job};

/// The last look before a letter goes: whether its reader may still get it as it is.
pub type LastCheck<'a> = BoxFuture<'a, Result<bool, Failure>>;

/// The end of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The server took it.
    Taken,
    /// It was not handed over, since the last check was against it.
    Withheld,
}

/// Hands over a letter that was composed in this attempt of a job. It is kept nowhere: another attempt composes it anew, so it never says
/// more than its reader may know when it is sent.
pub trait Deliver: Clone + Send + Sync + 'static {
    /// Hands it over, if the check allows it when the server is ready for it. Every attempt of a job carries the same `Message-ID`.
    fn deliver<'a>(
        &'a self,
        job: &'a Job,
        kind: &'static str,
        to: &'a str,
        letter: OutgoingEmail,
        check: LastCheck<'a>,
    ) -> BoxFuture<'a, Result<Delivery, Failure>>;
}

impl Deliver for Mailer {
    fn deliver<'a>(
        &'a self,
        job: &'a Job,
        kind: &'static str,
        to: &'a str,
        letter: OutgoingEmail,
        check: LastCheck<'a>,
    ) -> BoxFuture<'a, Result<Delivery, Failure>> {
        Box::pin(async move {
            let envelope = Envelope { kind: kind.to_owned(), to: to.to_owned(), letter };
            let id = message_id(format!("{kind} {}", job.id).as_bytes());
            self.send(&id, envelope, check, || job.begin_effect()).await
        })
    }
}

//! The functions that run the jobs of each kind.

use std::sync::Arc;

use futures_util::future::BoxFuture;

use super::{Failure, Job, Kind};

/// How an attempt ended.
pub type Outcome = Result<(), Failure>;

/// The words of the log and the metrics on a job besides its kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// The topic, one of a few words, such as `invitation` for a letter.
    pub topic: Option<String>,
    /// The name outside, such as the `Message-ID` of a letter.
    pub reference: Option<String>,
    /// The words that the log must not have, such as an address.
    pub personal: Vec<String>,
}

/// Runs the jobs of a kind. A function from a job to a future is one.
pub trait Work: Send + Sync + 'static {
    /// Runs one attempt. Even a successful attempt may be repeated: the process may die before it records the outcome.
    fn run<'a>(&'a self, job: &'a Arc<Job>) -> BoxFuture<'a, Outcome>;

    /// The words of the log and the metrics on the job when an attempt has failed.
    fn label(&self, _job: &Job) -> Label {
        Label::default()
    }

    /// Called after an attempt has failed. `is_final` says whether it was the last.
    fn failed<'a>(&'a self, _job: &'a Job, _failure: &'a Failure, _is_final: bool) -> BoxFuture<'a, ()> {
        Box::pin(std::future::ready(()))
    }
}

impl<F, Running> Work for F
where
    F: Fn(Arc<Job>) -> Running + Send + Sync + 'static,
    Running: Future<Output = Outcome> + Send + 'static,
{
    fn run<'a>(&'a self, job: &'a Arc<Job>) -> BoxFuture<'a, Outcome> {
        Box::pin(self(job.clone()))
    }
}

/// The kinds that a process runs.
#[derive(Clone, Default)]
pub struct Registry(pub(super) Vec<(Kind, Arc<dyn Work>)>);

impl Registry {
    /// No kinds yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a kind, and the function that runs it.
    #[must_use]
    pub fn kind(mut self, kind: Kind, work: impl Work) -> Self {
        self.0.push((kind, Arc::new(work)));
        self
    }
}

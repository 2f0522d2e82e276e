//! What runs the jobs of each kind.

use std::sync::Arc;

use futures_util::future::BoxFuture;

use super::{Failure, Job, Kind};

/// How an attempt ended.
pub type Outcome = Result<(), Failure>;

/// Runs the jobs of a kind. A function from a job to a future is one.
pub trait Work: Send + Sync + 'static {
    /// One attempt. It may be repeated even after it went well, where a process died before it could say so.
    fn run<'a>(&'a self, job: &'a Arc<Job>) -> BoxFuture<'a, Outcome>;

    /// An attempt has failed, in whatever way: `is_final` says whether it was the last.
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

    /// Adds a kind, and what runs it.
    #[must_use]
    pub fn kind(mut self, kind: Kind, work: impl Work) -> Self {
        self.0.push((kind, Arc::new(work)));
        self
    }
}

//! Runs jobs: claims them, runs them within their deadlines, and records how they ended.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::claim::claim;
use super::lanes::Running;
use super::log_text::for_log;
use super::{Failure, Job, Kind, Label, OnStop, Outcome, Registry, Work, settle};
use crate::db::{Db, Error};

/// How often a worker looks for due jobs if nothing wakes it.
const POLL_INTERVAL: Duration = Duration::from_secs(15);
/// How long a job whose effect has begun may take to end when its worker stops.
const EFFECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a worker that stops waits, after its jobs, for the database to release claims.
pub const RELEASE_TIMEOUT: Duration = Duration::from_secs(5);

/// Random numbers that spread repeated attempts.
pub type Jitter = fn() -> u16;

/// Jitter by the operating system's random bytes.
pub fn random_jitter() -> u16 {
    // Without random bytes, attempts are not spread.
    getrandom::u32().map_or(0, |random| (random >> 16) as u16)
}

/// How many attempts ended in which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AttemptCounts {
    /// Jobs that are done.
    pub done: u64,
    /// Jobs that wait for another attempt.
    pub repeated: u64,
    /// Jobs that failed for good.
    pub failed: u64,
    /// Jobs that were given back because the worker stops.
    pub released: u64,
    /// Jobs that let others go first.
    pub put_off: u64,
}

/// The running jobs that have to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stop {
    None,
    /// Those without an effect outside.
    Releasable,
    All,
}

/// Runs the jobs of its kinds. Any number of workers may share a database.
pub struct Worker {
    db: Db,
    kinds: Vec<Registered>,
    jitter: Jitter,
    tasks: JoinSet<FinishedTask>,
    stop: watch::Sender<Stop>,
}

struct Registered {
    kind: Kind,
    work: Arc<dyn Work>,
    running: Running,
}

/// A task that ended: the kind and lane with a free place, and how the attempt counts.
struct FinishedTask {
    place: usize,
    lane: i64,
    tally: fn(&mut AttemptCounts),
}

impl Worker {
    /// A worker that has claimed nothing yet.
    pub fn new(db: &Db, registry: Registry, jitter: Jitter) -> Self {
        let registered = |(kind, work)| Registered { kind, work, running: Running::new() };
        let kinds = registry.0.into_iter().map(registered).collect();
        Self { db: db.clone(), kinds, jitter, tasks: JoinSet::new(), stop: watch::Sender::new(Stop::None) }
    }

    /// Runs jobs until `stop` is set: at once when something wakes it, and every few seconds. Then it releases the
    /// jobs that another worker can take up, and waits a moment, at most `grace`, for those whose effect outside has begun.
    pub async fn run(mut self, mut wake: watch::Receiver<u64>, mut stop: watch::Receiver<bool>, grace: Duration) {
        while !*stop.borrow_and_update() {
            wake.mark_unchanged();
            if let Err(error) = self.claim().await {
                tracing::warn!(%error, "jobs can't be claimed");
            }
            tokio::select! {
                Ok(()) = wake.changed() => {}
                Some(Ok(task)) = self.tasks.join_next() => {
                    self.free_place(task);
                }
                () = tokio::time::sleep(POLL_INTERVAL) => {}
                _ = stop.changed() => {}
            }
        }
        self.finish(grace).await;
    }

    /// Runs every job that is due now, and counts how they ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn run_due(&mut self) -> Result<AttemptCounts, Error> {
        let mut tally = AttemptCounts::default();
        loop {
            self.claim().await?;
            match self.tasks.join_next().await {
                Some(Ok(task)) => self.free_place(task)(&mut tally),
                Some(Err(_)) => {}
                None => return Ok(tally),
            }
        }
    }

    /// Claims due jobs while there are places, and starts them.
    async fn claim(&mut self) -> Result<(), Error> {
        for (place, registered) in self.kinds.iter_mut().enumerate() {
            let kind = registered.kind;
            for job in claim(&self.db, kind, &mut registered.running).await? {
                let attempt = Attempt { db: self.db.clone(), kind, work: registered.work.clone(), jitter: self.jitter };
                let (lane, stop) = (job.lane, self.stop.subscribe());
                self.tasks.spawn(async move {
                    // The place is free again in any case.
                    let attempt = AssertUnwindSafe(attempt.run(Arc::new(job), stop)).catch_unwind();
                    FinishedTask { place, lane, tally: attempt.await.unwrap_or(|_| {}) }
                });
            }
        }
        Ok(())
    }

    fn free_place(&mut self, task: FinishedTask) -> fn(&mut AttemptCounts) {
        let running = &mut self.kinds[task.place].running;
        if let Some(count) = running.get_mut(&task.lane) {
            *count -= 1;
        }
        running.retain(|_, count| *count > 0);
        task.tally
    }

    async fn finish(mut self, grace: Duration) {
        self.stop.send_replace(Stop::Releasable);
        if tokio::time::timeout(grace.min(EFFECT_TIMEOUT), self.join_all()).await.is_err() {
            tracing::warn!(jobs = self.tasks.len(), "jobs did not finish in time");
            self.stop.send_replace(Stop::All);
            // A claim that can't be released expires.
            let _in_time = tokio::time::timeout(RELEASE_TIMEOUT, self.join_all()).await;
        }
    }

    async fn join_all(&mut self) {
        while self.tasks.join_next().await.is_some() {}
    }
}

/// One attempt at a job.
struct Attempt {
    db: Db,
    kind: Kind,
    work: Arc<dyn Work>,
    jitter: Jitter,
}

impl Attempt {
    async fn run(self, job: Arc<Job>, mut stop: watch::Receiver<Stop>) -> fn(&mut AttemptCounts) {
        let attempt = self.outcome(&job);
        tokio::pin!(attempt);
        // A stop that can't be received means that the worker was dropped, as in a crash: the claim then ends by itself.
        let outcome = tokio::select! {
            biased;
            outcome = &mut attempt => Some(outcome),
            Ok(_) = stop.wait_for(|stop| *stop >= Stop::Releasable) => None,
        };
        let is_in_effect = self.kind.on_stop == OnStop::FinishEffect && job.has_begun_effect();
        let outcome = match outcome {
            None if is_in_effect => tokio::select! {
                biased;
                outcome = &mut attempt => Some(outcome),
                Ok(_) = stop.wait_for(|stop| *stop >= Stop::All) => None,
            },
            outcome => outcome,
        };
        let (result, tally): (_, fn(&mut AttemptCounts)) = match outcome {
            None => {
                self.count("released", "");
                (settle::release(&self.db, &job).await, |tally| tally.released += 1)
            }
            Some(Ok(())) => {
                self.count("done", "");
                (settle::delete_done(&self.db, &job).await, |tally| tally.done += 1)
            }
            Some(Err(Failure::PutOff(wait))) => {
                self.count("put_off", "");
                (settle::put_off(&self.db, &job, wait).await, |tally| tally.put_off += 1)
            }
            Some(Err(failure)) => self.fail(&job, &failure).await,
        };
        if let Err(error) = result {
            tracing::warn!(%error, job = %job.id, kind = self.kind.name, "the outcome of a job can't be saved");
        }
        tally
    }

    async fn outcome(&self, job: &Arc<Job>) -> Outcome {
        // A kind's function may panic before it returns its future, too.
        let attempt = AssertUnwindSafe(async { self.work.run(job).await }).catch_unwind();
        tokio::pin!(attempt);
        loop {
            match tokio::time::timeout_at(job.renewed_at() + self.kind.deadline, &mut attempt).await {
                Ok(Ok(outcome)) => return outcome,
                Ok(Err(_)) => return Err(Failure::Temporary("The job broke off by a fault of Crewline.".into())),
                Err(_) if job.renewed_at().elapsed() < self.kind.deadline => {}
                Err(_) => {
                    let seconds = self.kind.deadline.as_secs();
                    return Err(Failure::Temporary(format!("It took longer than {seconds} seconds.")));
                }
            }
        }
    }

    async fn fail(&self, job: &Job, failure: &Failure) -> (Result<(), Error>, fn(&mut AttemptCounts)) {
        let is_final = settle::is_final(&self.kind, job, failure);
        self.work.failed(job, failure, is_final).await;
        let result = settle::fail(&self.db, &self.kind, job, failure, (self.jitter)()).await;
        let Label { topic, reference, personal } = self.work.label(job);
        let (id, business, kind, attempts) = (job.id, job.business, self.kind.name, job.attempts);
        let (topic, reference) = (topic.unwrap_or_default(), reference.unwrap_or_default());
        let reason = for_log(&failure.to_string(), &personal);
        if is_final {
            self.count("failed", &topic);
            tracing::warn!(job = %id, ?business, kind, topic, reference, attempts, reason, "a job failed for good");
            (result, |tally| tally.failed += 1)
        } else {
            self.count("repeated", &topic);
            tracing::info!(job = %id, ?business, kind, topic, reference, attempts, reason, "a job is repeated later");
            (result, |tally| tally.repeated += 1)
        }
    }

    /// Counts the attempt for the operator.
    fn count(&self, outcome: &'static str, topic: &str) {
        let (kind, topic) = (self.kind.name, topic.to_owned());
        metrics::counter!("job_attempts_total", "kind" => kind, "topic" => topic, "outcome" => outcome).increment(1);
    }
}

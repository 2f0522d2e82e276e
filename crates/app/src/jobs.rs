//! Background work: the jobs of the queue, and the periodic tasks of each process.

use std::time::Duration;

use crewline_core::jobs::{RELEASE_TIMEOUT, Registry, Worker, random_jitter};
use crewline_core::log_in_as::{DIGESTS, WriteDigests};
use crewline_core::mail::{LETTERS, SendLetters};
use crewline_core::recordings::{FetchRecordings, RECORDINGS};
use tokio::task::JoinSet;

use crate::emails;
use crate::http::metrics;
use crate::state::App;

/// How often the periodic tasks run.
const TASK_INTERVAL: Duration = Duration::from_secs(15);

/// The background tasks of a process.
pub(crate) struct Tasks(JoinSet<()>);

/// Starts them. They end when the server stops. A job that can't be released then has `shutdown_timeout` to end.
pub(crate) fn start(app: &App, shutdown_timeout: Duration) -> Tasks {
    let mut tasks = JoinSet::new();
    tasks.spawn(run_periodically(app.clone(), |app| async move { app.limits.sweep() }));
    tasks.spawn(run_periodically(app.clone(), |app| async move { app.standby.refresh(&app.db, &app.seal).await }));
    if app.config.metrics_bind.is_some() {
        tasks.spawn(run_periodically(app.clone(), |app| async move {
            metrics::count_jobs(&app.db, &[LETTERS, RECORDINGS, DIGESTS]).await
        }));
    }
    let worker = Worker::new(&app.db, kinds(app), random_jitter);
    tasks.spawn(worker.run(app.bus.jobs(), app.stopping.subscribe(), shutdown_timeout));
    Tasks(tasks)
}

/// The kinds of job, and their workers. Without a mail server, letters wait in the queue.
fn kinds(app: &App) -> Registry {
    let (db, seal) = (app.db.clone(), app.seal.clone());
    let (store, client) = (app.recordings.clone(), app.outbound.clone());
    let fetch = FetchRecordings { db: db.clone(), seal: seal.clone(), store, client };
    let kinds = Registry::new().kind(RECORDINGS, fetch);
    let Some(mailer) = app.mailer.clone() else { return kinds };
    let composer = app.composer(emails::log_in_as_digest);
    kinds.kind(LETTERS, SendLetters { seal: seal.clone(), mailer }).kind(DIGESTS, WriteDigests { db, seal, composer })
}

impl Tasks {
    /// Waits for them to end.
    pub(crate) async fn finish(mut self, shutdown_timeout: Duration) {
        let all = async { while self.0.join_next().await.is_some() {} };
        if tokio::time::timeout(shutdown_timeout + RELEASE_TIMEOUT, all).await.is_err() {
            tracing::warn!("a task did not end in time");
        }
    }
}

/// Runs a task at once, and again after each interval.
async fn run_periodically<F: Future<Output = ()>>(app: App, task: impl Fn(App) -> F) {
    let mut stopping = app.stopping.subscribe();
    while !*stopping.borrow_and_update() {
        task(app.clone()).await;
        tokio::select! {
            () = tokio::time::sleep(TASK_INTERVAL) => {}
            _ = stopping.changed() => {}
        }
    }
}

//! Background work: the jobs of the queue, and the periodic tasks of each process.

mod database_care;

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use crewline_core::calls::qualification::{QUALIFIED_CALLS, ReviewCalls};
use crewline_core::deletion::{REMOVALS, RemoveBusinesses, enqueue_removals};
use crewline_core::jobs::{RELEASE_TIMEOUT, Registry, Worker, random_jitter};
use crewline_core::log_in_as::{DIGESTS, WriteDigests};
use crewline_core::mail::{LETTERS, SendLetters};
use crewline_core::overdue::{EndOverdue, OVERDUE, enqueue_sweeps};
use crewline_core::recordings::{FetchRecordings, RECORDINGS};
use crewline_core::reports::prepared::{PREPARED_ANSWERS, PrepareAnswers};
use crewline_core::reports::saved::{REPORT_LETTERS, REPORT_RUNS, RunReports, SendReports};
use crewline_core::reports::{FOLDS, FoldReports, REPORTS, RebuildReports, enqueue_folds};
use futures_util::FutureExt;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::emails;
use crate::http::metrics;
use crate::reports::letter;
use crate::state::App;

/// How often the periodic tasks run.
const TASK_INTERVAL: Duration = Duration::from_secs(15);
/// How often the database's files are checked.
const FILES_INTERVAL: Duration = Duration::from_secs(60);
/// How often the sums of hours are moved into their months: a report reads those that wait one by one.
const FOLD_INTERVAL: Duration = Duration::from_secs(60);
/// How often the store is looked through for what killed downloads have left, and how old that has to be: the file of a
/// download in progress is younger.
const SWEEP_INTERVAL: Duration = Duration::from_secs(3_600);
const UNFINISHED_AGE: Duration = Duration::from_secs(6 * 3_600);
/// How long a task that broke off waits before it is started again.
const RESTART_DELAY: Duration = Duration::from_secs(1);

/// The background tasks of a process.
pub(crate) struct Tasks(JoinSet<()>);

/// Starts them. They end when the server stops. A job that can't be released then has `shutdown_timeout` to end.
pub(crate) fn start(app: &App, shutdown_timeout: Duration) -> Tasks {
    let mut tasks = Tasks(JoinSet::new());
    tasks.spawn(app, "limits", |app| run_periodically(app, TASK_INTERVAL, |app| async move { app.limits.sweep() }));
    tasks.spawn(app, "standby", keep_standby);
    tasks.spawn(app, "webhooks", |app| {
        run_periodically(app, TASK_INTERVAL, |app| async move { app.save_webhooks().await })
    });
    tasks.spawn(app, "overdue", |app| {
        run_periodically(app, TASK_INTERVAL, |app| async move {
            if let Err(error) = enqueue_sweeps(&app.db).await {
                tracing::warn!(%error, "what is overdue can't be looked for");
            }
        })
    });
    tasks.spawn(app, "sums of hours", |app| {
        run_periodically(app, FOLD_INTERVAL, |app| async move {
            if let Err(error) = enqueue_folds(&app.db).await {
                tracing::warn!(%error, "sums of hours can't be looked for");
            }
        })
    });
    tasks.spawn(app, "removals", |app| {
        run_periodically(app, TASK_INTERVAL, |app| async move {
            if let Err(error) = enqueue_removals(&app.db).await {
                tracing::warn!(%error, "deleted businesses whose day has come can't be looked for");
            }
        })
    });
    tasks.spawn(app, "database files", |app| run_periodically(app, FILES_INTERVAL, database_care::check_files));
    tasks.spawn(app, "database damage", database_care::find_damage_nightly);
    if app.config.metrics_bind.is_some() {
        tasks.spawn(app, "job counts", |app| {
            run_periodically(app, TASK_INTERVAL, |app| async move {
                let kinds = [
                    LETTERS,
                    RECORDINGS,
                    DIGESTS,
                    OVERDUE,
                    REMOVALS,
                    REPORTS,
                    FOLDS,
                    QUALIFIED_CALLS,
                    PREPARED_ANSWERS,
                    REPORT_LETTERS,
                    REPORT_RUNS,
                ];
                metrics::count_jobs(&app.db, &kinds).await
            })
        });
    }
    tasks.spawn(app, "unfinished recordings", |app| run_periodically(app, SWEEP_INTERVAL, sweep_recordings));
    tasks.spawn(app, "jobs", move |app| async move {
        if app.db.kind() == crewline_core::db::Kind::Sqlite {
            // No other process serves, and this one downloads nothing yet.
            app.recordings.sweep(Duration::ZERO).await;
        }
        let worker = Worker::new(&app.db, kinds(&app), random_jitter);
        worker.run(app.bus.jobs(), app.stopping.subscribe(), shutdown_timeout).await;
    });
    tasks
}

/// Removes what downloads that were killed have left in the store.
async fn sweep_recordings(app: App) {
    let removed = app.recordings.sweep(UNFINISHED_AGE).await;
    if removed > 0 {
        tracing::info!(removed, "unfinished recordings were removed from the store");
    }
}

/// The kinds of job, and their workers. Without a mail server, letters wait in the queue.
fn kinds(app: &App) -> Registry {
    let (db, seal) = (app.db.clone(), app.seal.clone());
    let (store, client) = (app.recordings.clone(), app.outbound.clone());
    let removal = RemoveBusinesses { db: db.clone(), store: store.clone(), composer: app.composer(emails::deletion) };
    let fetch = FetchRecordings::new(db.clone(), seal.clone(), store, client);
    let overdue = EndOverdue { db: db.clone() };
    let reports = RebuildReports { db: db.clone() };
    let prepared = PrepareAnswers { db: db.clone(), limits: app.config.report_limits };
    let review = ReviewCalls { db: db.clone() };
    let kinds = Registry::new()
        .kind(RECORDINGS, fetch)
        .kind(OVERDUE, overdue)
        .kind(REMOVALS, removal)
        .kind(REPORTS, reports)
        .kind(FOLDS, FoldReports { db: db.clone() })
        .kind(PREPARED_ANSWERS, prepared)
        .kind(QUALIFIED_CALLS, review);
    let Some(mailer) = app.mailer.clone() else { return kinds };
    let composer = app.composer(emails::log_in_as_digest);
    let reports = SendReports {
        db: db.clone(),
        seal: seal.clone(),
        mailer: mailer.clone(),
        composer: app.composer(letter::report),
        limits: app.config.report_limits,
    };
    let runs = RunReports { db: db.clone() };
    let letters = SendLetters { seal: seal.clone(), mailer, clock: db.clock().clone() };
    let kinds = kinds.kind(LETTERS, letters).kind(REPORT_LETTERS, reports).kind(REPORT_RUNS, runs);
    kinds.kind(DIGESTS, WriteDigests { db, seal, composer })
}

impl Tasks {
    /// Starts a task, and starts it again whenever it breaks off by a panic.
    fn spawn<F>(&mut self, app: &App, name: &'static str, task: impl Fn(App) -> F + Send + Sync + 'static)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let (app, stopping) = (app.clone(), app.stopping.subscribe());
        self.0.spawn(supervise(name, stopping, move || task(app.clone())));
    }

    /// Waits for them to end.
    pub(crate) async fn finish(mut self, shutdown_timeout: Duration) {
        let all = async { while self.0.join_next().await.is_some() {} };
        if tokio::time::timeout(shutdown_timeout + RELEASE_TIMEOUT, all).await.is_err() {
            tracing::warn!("a task did not end in time");
        }
    }
}

/// Reloads the memory of the fallback at once, after each change of a connection or a number, and after each interval: a
/// command's changes are not announced on SQLite.
async fn keep_standby(app: App) {
    let (mut stopping, mut changes) = (app.stopping.subscribe(), app.bus.standby());
    while !*stopping.borrow_and_update() {
        changes.mark_unchanged();
        app.standby.refresh(&app.db, &app.seal).await;
        tokio::select! {
            () = tokio::time::sleep(TASK_INTERVAL) => {}
            _ = changes.changed() => {}
            _ = stopping.changed() => {}
        }
    }
}

/// Runs a task to its end, and again after each panic.
async fn supervise<F: Future<Output = ()>>(
    name: &'static str,
    mut stopping: watch::Receiver<bool>,
    start: impl Fn() -> F,
) {
    // The task's function may panic before it returns its future, too.
    while AssertUnwindSafe(async { start().await }).catch_unwind().await.is_err() {
        tracing::error!(task = name, "a background task broke off and is started again");
        ::metrics::counter!("task_restarts_total", "task" => name).increment(1);
        let _stopped = tokio::time::timeout(RESTART_DELAY, stopping.wait_for(|stops| *stops)).await.is_ok();
        if *stopping.borrow() {
            return;
        }
    }
}

/// Runs a task at once, and again after each interval.
async fn run_periodically<F: Future<Output = ()>>(app: App, interval: Duration, task: impl Fn(App) -> F) {
    let mut stopping = app.stopping.subscribe();
    while !*stopping.borrow_and_update() {
        task(app.clone()).await;
        tokio::select! {
            () = tokio::time::sleep(interval) => {}
            _ = stopping.changed() => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_task_that_panics_is_started_again() {
        let (_stopping, stops) = watch::channel(false);
        let starts = AtomicU32::new(0);
        let task = || {
            let start = starts.fetch_add(1, Ordering::Relaxed);
            assert_ne!(start, 0, "before it returns its future");
            async move { assert_ne!(start, 1, "on purpose") }
        };
        supervise("a test", stops, task).await;
        assert_eq!(starts.into_inner(), 3);
    }

    #[tokio::test]
    async fn a_task_that_panics_during_a_stop_stays_ended() {
        let (_stopping, stops) = watch::channel(true);
        let starts = AtomicU32::new(0);
        let task = || async { assert_eq!(starts.fetch_add(1, Ordering::Relaxed), 7, "on purpose") };
        supervise("a test", stops, task).await;
        assert_eq!(starts.into_inner(), 1);
    }
}

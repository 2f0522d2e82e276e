//! What goes on beside the requests: mail goes out, recordings come home, old limits are forgotten.

use std::time::Duration;

use crewline_core::mail::deliver_due;
use crewline_core::recordings::fetch_due;
use tokio::task::JoinSet;

use crate::state::App;

/// How often a job looks whether anything is due, if nothing wakes it.
const LOOK: Duration = Duration::from_secs(15);

/// The jobs of a process.
pub(crate) struct Jobs(JoinSet<()>);

/// Begins them; they end when the server stops.
pub(crate) fn begin(app: &App) -> Jobs {
    let mut jobs = JoinSet::new();
    jobs.spawn(every(app.clone(), LOOK, |app| async move { app.limits.sweep() }));
    jobs.spawn(every(app.clone(), LOOK, |app| async move { app.standby.refresh(&app.db, &app.seal).await }));
    jobs.spawn(every(app.clone(), LOOK, fetch));
    if app.courier.is_some() {
        jobs.spawn(every(app.clone(), LOOK, deliver));
        jobs.spawn(every(app.clone(), LOOK, tell));
    }
    Jobs(jobs)
}

impl Jobs {
    /// Waits for them to end what they are at.
    pub(crate) async fn finish(mut self, patience: Duration) {
        let all = async { while self.0.join_next().await.is_some() {} };
        if tokio::time::timeout(patience, all).await.is_err() {
            tracing::warn!("a job did not finish in time");
        }
    }
}

/// Does a job at once, then whenever it is woken, or after a while.
async fn every<F: Future<Output = ()>>(app: App, pause: Duration, job: impl Fn(App) -> F) {
    let (mut stopping, mut work) = (app.stopping.subscribe(), app.bus.jobs());
    while !*stopping.borrow_and_update() {
        work.mark_unchanged();
        job(app.clone()).await;
        tokio::select! {
            _ = work.changed() => {}
            () = tokio::time::sleep(pause) => {}
            _ = stopping.changed() => {}
        }
    }
}

async fn deliver(app: App) {
    let Some(courier) = &app.courier else { return };
    match deliver_due(&app.db, &app.seal, courier).await {
        Ok(done) if done.sent + done.failed > 0 => tracing::info!(sent = done.sent, failed = done.failed, "mail"),
        Ok(_) => {}
        Err(error) => tracing::warn!(%error, "mail could not be delivered"),
    }
}

/// Tells people that somebody was logged in as them.
async fn tell(app: App) {
    let writer = app.clone();
    let write = move |digest: &_| crate::emails::log_in_as_digest(&writer, digest);
    match crewline_core::log_in_as::digests_due(&app.db, &app.seal, write).await {
        Ok(_) => {}
        Err(error) => tracing::warn!(%error, "letters about Log in as could not be written"),
    }
}

async fn fetch(app: App) {
    match fetch_due(&app.db, &app.seal, &app.recordings, &app.fetcher).await {
        Ok(done) if done.stored + done.waiting + done.failed > 0 => {
            tracing::info!(stored = done.stored, waiting = done.waiting, failed = done.failed, "recordings");
        }
        Ok(_) => {}
        Err(error) => tracing::warn!(%error, "recordings could not be fetched"),
    }
}

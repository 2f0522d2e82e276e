//! `crewline serve`.

use std::time::Duration;

use axum::Router;
use crewline_core::db::{self, ServingLock};
use crewline_core::{instance, recordings};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use super::output::print_notice;
use super::{CommandError, Outcome, to_error, waiting};
use crate::config::{Config, PublicUrl};
use crate::http::{metrics, server};
use crate::jobs;
use crate::router::router;
use crate::sign_in::setup_code;
use crate::state::App;

/// How long the database may take to be closed.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(30);

/// Serves until it is told to stop.
pub(super) async fn run(mut config: Config) -> Outcome {
    ignore_signals()?;
    let listener = listen(config.bind).await?;
    // With port 0 the actual port is known only now.
    if !config.public_url.is_set() {
        config.public_url = PublicUrl::of_bind(listener.local_addr()?);
    }
    let mut lock = ServingLock::take(&config.database)?;
    let Some((app, listener)) = waiting::open(config, listener).await? else { return Ok(()) };
    check_writable(&app).await?;
    lock.record()?;
    if let Some(path) = &app.made_key {
        tracing::info!(path = %path.display(), "made the key of this database: keep a copy in another place");
    }
    serve(app, listener).await
}

/// Binds the address. Callers do so before they open the database, so that an address in use fails at once.
pub(super) async fn listen(bind: std::net::SocketAddr) -> Result<TcpListener, CommandError> {
    TcpListener::bind(bind).await.map_err(|error| CommandError(format!("can't listen on {bind}: {error}")))
}

/// Refuses a database that takes no changes, since it would answer every call with an error, and a folder that takes no
/// recordings.
async fn check_writable(app: &App) -> Outcome {
    instance::check_writable(&app.db).await.map_err(|error| {
        let database = &app.config.database;
        let why = match error {
            db::Error::Unavailable(why) => why,
            other => other.to_string(),
        };
        CommandError(format!("{database:?} can't be written: {why}"))
    })?;
    Ok(recordings::check_writable(&app.config.recordings)?)
}

/// Serves on a bound listener.
pub(super) async fn serve(app: App, listener: TcpListener) -> Outcome {
    let shutdown_timeout = Duration::from_secs(app.config.shutdown_seconds);
    if let Some(bind) = app.config.metrics_bind {
        let handle = metrics::start()?;
        let listener = listen(bind).await?;
        let pages = Router::new().fallback(move || std::future::ready(handle.render()));
        tokio::spawn(server::serve(listener, pages, std::future::pending(), shutdown_timeout));
    }
    let tasks = jobs::start(&app, shutdown_timeout);
    let address = listener.local_addr()?;
    let stop = stop_signal(app.clone())?;
    print_notice(format_args!("listening on http://{address}"));
    if let Some(code) = setup_code::code_to_print(&app).await.map_err(to_error)? {
        print_notice(format_args!(
            "To set up Crewline, open {} and enter the set-up code {code}",
            app.config.public_url
        ));
    }
    server::serve(listener, router(app.clone()), stop, shutdown_timeout).await;
    tasks.finish(shutdown_timeout).await;
    if tokio::time::timeout(shutdown_timeout, app.save_webhooks()).await.is_err() {
        tracing::warn!("the counts of webhooks could not be saved in time");
    }
    if tokio::time::timeout(shutdown_timeout, app.bus.flush()).await.is_err() {
        tracing::warn!("some live updates did not reach the other processes in time");
    }
    close(&app).await;
    Ok(())
}

/// Closes the database, so that its file is whole.
async fn close(app: &App) {
    match tokio::time::timeout(CLOSE_TIMEOUT, app.db.close()).await {
        Ok(Ok(None)) => {}
        Ok(Ok(Some(path))) => {
            tracing::error!(
                path = %path.display(),
                "the database's file was deleted or replaced; everything that it held is in this new file"
            );
        }
        Ok(Err(error)) => tracing::error!(%error, "the database could not be closed; its -wal file holds the rest"),
        Err(_) => tracing::error!("the database could not be closed in time; its -wal file holds the rest"),
    }
}

/// Goes on at signals that would end the process and mean nothing to it: a closed terminal, or the wish to open a log
/// file again, which is standard error here.
fn ignore_signals() -> std::io::Result<()> {
    for (kind, name) in [
        (SignalKind::hangup(), "SIGHUP"),
        (SignalKind::user_defined1(), "SIGUSR1"),
        (SignalKind::user_defined2(), "SIGUSR2"),
    ] {
        let mut signals = signal(kind)?;
        tokio::spawn(async move {
            while signals.recv().await.is_some() {
                tracing::info!(signal = name, "ignored: settings are read at the start, and the log is standard error");
            }
        });
    }
    Ok(())
}

/// Completes when the process is told to stop, and then stops the streams.
fn stop_signal(app: App) -> std::io::Result<impl Future<Output = ()>> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let mut stopping = app.stopping.subscribe();
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
            _ = stopping.wait_for(|stops| *stops) => {}
        }
        tracing::info!("stopping");
        app.stopping.send_replace(true);
    })
}

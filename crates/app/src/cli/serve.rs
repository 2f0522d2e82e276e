//! `crewline serve`.

use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use super::Outcome;
use crate::config::Config;
use crate::http::{metrics, server};
use crate::jobs;
use crate::router::router;
use crate::state::App;

/// Serves until it is told to stop.
pub(super) async fn run(config: Config) -> Outcome {
    let listener = listen(config.bind).await?;
    let app = App::open(config).await?;
    serve(app, listener).await
}

/// Takes the address before the database is touched: one that is in use fails at once.
pub(super) async fn listen(bind: std::net::SocketAddr) -> Result<TcpListener, super::Failed> {
    TcpListener::bind(bind).await.map_err(|error| super::Failed(format!("can't listen on {bind}: {error}")))
}

/// Serves on a socket that is taken already.
pub(super) async fn serve(app: App, listener: TcpListener) -> Outcome {
    let patience = Duration::from_secs(app.config.shutdown_seconds);
    if let Some(bind) = app.config.metrics_bind {
        let handle = metrics::begin()?;
        let listener = listen(bind).await?;
        let pages = Router::new().fallback(move || std::future::ready(handle.render()));
        tokio::spawn(server::serve(listener, pages, std::future::pending(), patience));
    }
    let tasks = jobs::begin(&app, patience);
    let address = listener.local_addr()?;
    let stop = stopped(app.clone())?;
    println!("listening on http://{address}");
    server::serve(listener, router(app.clone()), stop, patience).await;
    tasks.finish(patience).await;
    if tokio::time::timeout(patience, app.bus.flush()).await.is_err() {
        tracing::warn!("the other processes were not told everything in time");
    }
    Ok(())
}

/// Done when the process is told to stop; streams are told in turn.
fn stopped(app: App) -> std::io::Result<impl Future<Output = ()>> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
        app.stopping.send_replace(true);
    })
}

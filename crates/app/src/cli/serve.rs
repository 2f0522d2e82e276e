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

/// Binds the address. Callers do so before they open the database, so that an address in use fails at once.
pub(super) async fn listen(bind: std::net::SocketAddr) -> Result<TcpListener, super::CommandError> {
    TcpListener::bind(bind).await.map_err(|error| super::CommandError(format!("can't listen on {bind}: {error}")))
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
    println!("listening on http://{address}");
    server::serve(listener, router(app.clone()), stop, shutdown_timeout).await;
    tasks.finish(shutdown_timeout).await;
    if tokio::time::timeout(shutdown_timeout, app.bus.flush()).await.is_err() {
        tracing::warn!("some live updates did not reach the other processes in time");
    }
    Ok(())
}

/// Completes when the process is told to stop, and then stops the streams.
fn stop_signal(app: App) -> std::io::Result<impl Future<Output = ()>> {
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

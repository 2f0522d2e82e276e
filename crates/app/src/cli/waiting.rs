//! A start without the database: the fallback webhook is served from the sealed copy of its memory until the database
//! answers.

use std::sync::Arc;
use std::time::Duration;

use crewline_core::{Error, db};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use super::CommandError;
use crate::carrier::waiting_pages;
use crate::config::Config;
use crate::http::server;
use crate::standby::read_sealed_copy;
use crate::state::App;

/// How long to wait between two attempts.
const RETRY_INTERVAL: Duration = Duration::from_secs(3);

/// Opens the program's state. If the database can't be reached and an earlier process has left a sealed copy of the
/// fallback's memory, the fallback is served from it until the database answers. `None` means that the process was told to
/// stop first.
pub(super) async fn open(config: Config, listener: TcpListener) -> Result<Option<(App, TcpListener)>, CommandError> {
    let error = match App::open(config.clone()).await {
        Ok(app) => return Ok(Some((app, listener))),
        Err(error) if is_temporary(&error) => error,
        Err(error) => return Err(super::to_error(error)),
    };
    let Some(standby) = read_sealed_copy(&config) else { return Err(super::to_error(error)) };
    tracing::warn!(%error, "waiting for the database; until then only the fallback webhook is served, from its sealed copy");
    let listener = listener.into_std()?;
    let shared = TcpListener::from_std(listener.try_clone()?)?;
    let pages = waiting_pages(Arc::new(standby), config.public_url.as_str().into());
    let (opened, has_opened) = tokio::sync::oneshot::channel::<()>();
    let stop = async move {
        // An error says that the attempts have ended otherwise.
        let _result = has_opened.await;
    };
    let serving = tokio::spawn(server::serve(shared, pages, stop, Duration::from_secs(config.shutdown_seconds)));
    let outcome = tokio::select! {
        outcome = retry(&config) => outcome.map(Some),
        stopped = stop_signal() => stopped.map(|()| None),
    };
    drop(opened);
    // The server has its own bound.
    let _result = serving.await;
    Ok(match outcome? {
        Some(app) => {
            tracing::info!("the database answers");
            Some((app, TcpListener::from_std(listener)?))
        }
        None => None,
    })
}

async fn retry(config: &Config) -> Result<App, CommandError> {
    loop {
        tokio::time::sleep(RETRY_INTERVAL).await;
        match App::open(config.clone()).await {
            Ok(app) => return Ok(app),
            Err(error) if is_temporary(&error) => tracing::debug!(%error, "still waiting for the database"),
            Err(error) => return Err(super::to_error(error)),
        }
    }
}

async fn stop_signal() -> Result<(), CommandError> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

/// Whether the database can't be reached at the moment.
fn is_temporary(error: &Error) -> bool {
    matches!(error, Error::Db(db::Error::Unavailable(_)))
}

//! `crewline demo`: an agency to look at, in a database that is thrown away.

use std::path::Path;

use clap::Args;
use crewline_core::db::ServingLock;
use crewline_core::time::Clock;
use tokio::signal::unix::{SignalKind, signal};

use super::output::{print_error, print_notice};
use super::{CommandError, Outcome, log, serve};
use crate::config::{Config, PublicUrl, environment_warnings};
use crate::demo::{self, DemoResult, DemoSettings, live};
use crate::state::App;

/// Progress is printed every so many calls.
const PROGRESS_INTERVAL: u64 = 50_000;

/// The arguments of `crewline demo`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// How many calls the last two years have had.
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u64).range(..=50_000_000))]
    calls: u64,
    /// An empty database for the demo, which is kept. Without it the demo is thrown away at the end.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// The seed of the invented callers, times and outcomes.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

/// Makes the demo and serves it until it is told to stop.
pub(super) async fn run(file: Option<&Path>, arguments: Arguments) -> Outcome {
    let folder = match arguments.database {
        Some(_) => None,
        None => Some(tempfile::Builder::new().prefix("crewline-demo-").tempdir()?),
    };
    let mut config = settings(file, &arguments, folder.as_ref().map(tempfile::TempDir::path))?;
    log::start(&config)?;
    let listener = serve::listen(config.bind).await?;
    let address = listener.local_addr()?;
    // With port 0 the actual port is known only now.
    if !config.public_url.is_set() {
        config.public_url = PublicUrl::of_bind(address);
    }
    let mut lock = ServingLock::take(&config.database)?;
    let carrier = live::start(arguments.seed, config.public_url.as_str(), address).await?;
    let result = tokio::select! {
        result = make_demo(&config, &arguments, live::connection(&carrier)) => result?,
        () = interrupt_signal()? => return Ok(()),
    };
    print_notice(demo::sign_ins());
    print_notice("A carrier inside this program sends a few calls a minute.");
    match (&folder, &arguments.database) {
        (None, Some(_)) => print_notice("The demo stays in the database that you named.\n"),
        _ => print_notice("The demo is thrown away when you stop it (Ctrl-C).\n"),
    }
    let traffic = live::start_traffic(&carrier, &result, config.public_url.as_str(), arguments.seed)?;
    let app = App::open(config).await?;
    lock.record()?;
    // The demo ends with its terminal, so that nothing of it is left behind.
    let (mut hangup, hung_up) = (signal(SignalKind::hangup())?, app.clone());
    tokio::spawn(async move {
        hangup.recv().await;
        hung_up.stopping.send_replace(true);
    });
    let mut stopping = app.stopping.subscribe();
    tokio::spawn(async move {
        // The invented calls end before the server does.
        let _stopped = stopping.wait_for(|stops| *stops).await.is_ok();
        drop(traffic);
    });
    let outcome = serve::serve(app, listener).await;
    carrier.stop();
    if let Some(folder) = folder {
        folder.close()?;
    }
    outcome
}

/// The settings, with the demo's own database, key and recordings. It sends no mail, since its people do not exist.
fn settings(file: Option<&Path>, arguments: &Arguments, folder: Option<&Path>) -> Result<Config, CommandError> {
    let database = match (&arguments.database, folder) {
        (Some(database), _) => Some(database.clone()),
        (None, Some(folder)) => Some(format!("sqlite:{}", folder.join("demo.db").display())),
        (None, None) => None,
    };
    let environment = |key: &str| match key {
        "database" => database.clone(),
        _ => std::env::var(format!("CREWLINE_{}", key.to_uppercase())).ok(),
    };
    let mut config = Config::from(file, environment)?;
    config.warnings = environment_warnings();
    config.smtp_url = None;
    if let Some(folder) = folder {
        config.secret_key = None;
        config.key_file = folder.join("demo.key");
        config.recordings = format!("file:{}", folder.join("recordings").display());
    }
    Ok(config)
}

async fn make_demo(
    config: &Config,
    arguments: &Arguments,
    carrier: crewline_core::carrier::connection::Draft,
) -> Result<DemoResult, CommandError> {
    // The demo makes its history on a clock that it sets itself.
    let app = App::open_with(config.clone(), Clock::at(Clock::System.now())).await?;
    let settings = DemoSettings { seed: arguments.seed, calls: arguments.calls, recordings: &app.recordings };
    let mut printed = 0;
    let print_progress = |written: u64| {
        if written / PROGRESS_INTERVAL > printed {
            printed = written / PROGRESS_INTERVAL;
            print_error(format_args!("{written} of {} calls", arguments.calls));
        }
    };
    Ok(demo::create(&app.db, &app.seal, &app.passwords, carrier, settings, print_progress).await?)
}

/// Completes when the process is told to stop.
fn interrupt_signal() -> std::io::Result<impl Future<Output = ()>> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let mut hangup = signal(SignalKind::hangup())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
            _ = hangup.recv() => {}
        }
    })
}

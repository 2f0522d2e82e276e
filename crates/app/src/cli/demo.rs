//! `crewline demo`: an agency to look at, in a database that is thrown away.

use std::path::Path;

use clap::Args;
use crewline_core::time::Clock;
use tokio::signal::unix::{SignalKind, signal};

use super::{Failed, Outcome, log, serve};
use crate::config::Config;
use crate::demo::{self, DemoResult, DemoSettings, live};
use crate::state::App;

/// Progress is told every so many calls.
const PROGRESS_INTERVAL: u64 = 50_000;

/// What `crewline demo` takes.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// How many calls the last two years have had.
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u64).range(..=50_000_000))]
    calls: u64,
    /// An empty database to make the demo in and keep; otherwise it is thrown away at the end.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Callers, moments and outcomes follow from it.
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
    // Port 0 is known only now.
    if config.public_url == format!("http://{}", config.bind) {
        config.public_url = format!("http://{address}");
    }
    let carrier = live::start(arguments.seed, &config.public_url, address).await?;
    let result = tokio::select! {
        made = make_demo(&config, &arguments, live::connection(&carrier)) => made?,
        () = interrupt_signal()? => return Ok(()),
    };
    println!("{}", demo::sign_ins());
    println!("Calls come in by themselves, a few a minute, from a carrier inside this program.");
    match (&folder, &arguments.database) {
        (None, Some(_)) => println!("The demo stays in the database that you named.\n"),
        _ => println!("All of it is thrown away when you stop it (Ctrl-C).\n"),
    }
    let ringing = live::start_traffic(&carrier, &result, &config.public_url, arguments.seed)?;
    let app = App::open(config).await?;
    let mut stopping = app.stopping.subscribe();
    tokio::spawn(async move {
        // Nobody rings a server that stops.
        let _stopped = stopping.wait_for(|stops| *stops).await.is_ok();
        drop(ringing);
    });
    let served = serve::serve(app, listener).await;
    carrier.stop();
    if let Some(folder) = folder {
        folder.close()?;
    }
    served
}

/// The settings, with a database, key and recordings of the demo's own. Its letters would go to people who do not
/// exist, so it sends none.
fn settings(file: Option<&Path>, arguments: &Arguments, folder: Option<&Path>) -> Result<Config, Failed> {
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
) -> Result<DemoResult, Failed> {
    // The past is lived through once more, on a clock that is turned by hand.
    let app = App::open_with(config.clone(), Clock::at(Clock::System.now())).await?;
    let settings = DemoSettings { seed: arguments.seed, calls: arguments.calls, recordings: &app.recordings };
    let mut sent = 0;
    let tell = |written: u64| {
        if written / PROGRESS_INTERVAL > sent {
            sent = written / PROGRESS_INTERVAL;
            eprintln!("{written} of {} calls", arguments.calls);
        }
    };
    Ok(demo::create(&app.db, &app.seal, &app.passwords, carrier, settings, tell).await?)
}

/// Done when the process is told to stop while the demo is still being made.
fn interrupt_signal() -> std::io::Result<impl Future<Output = ()>> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

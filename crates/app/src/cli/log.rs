//! The log, on standard error.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use super::CommandError;
use crate::config::Config;

/// Starts the log, as text or as JSON.
pub(super) fn start(config: &Config) -> Result<(), CommandError> {
    let filter = EnvFilter::try_new(&config.log)
        .map_err(|error| CommandError(format!("CREWLINE_LOG can't be used: {error}")))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if config.log_json {
        log.json().flatten_event(true).init();
    } else {
        log.with_ansi(std::io::stderr().is_terminal()).with_target(false).init();
    }
    Ok(())
}

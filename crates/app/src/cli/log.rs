//! The log, on standard error.

use std::io::{self, IsTerminal, Write};

use tracing_subscriber::EnvFilter;

use super::CommandError;
use crate::config::Config;
use crate::http::panics;

/// Starts the log, as text or as JSON. Panics are logged, too.
pub(super) fn start(config: &Config) -> Result<(), CommandError> {
    let filter = EnvFilter::try_new(&config.log)
        .map_err(|error| CommandError(format!("CREWLINE_LOG can't be used: {error}")))?;
    // Of a line that can't be written, the library would tell standard error, and panic where that is the cause.
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(|| Lossy(io::stderr()))
        .log_internal_errors(false);
    if config.log_json {
        log.json().flatten_event(true).init();
    } else {
        log.with_ansi(io::stderr().is_terminal()).with_target(false).init();
    }
    panics::log_panics();
    for warning in config.warnings.iter().chain(config.address_warning().as_ref()) {
        tracing::warn!("{warning}");
    }
    Ok(())
}

/// A writer whose failures are counted and otherwise ignored: what is logged must not fail for the log.
struct Lossy<W>(W);

impl<W: Write> Write for Lossy<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.0.write_all(line).is_err() {
            metrics::counter!("log_lines_lost_total").increment(1);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let _lost = self.0.flush();
        Ok(())
    }
}

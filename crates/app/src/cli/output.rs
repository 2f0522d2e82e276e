//! The output of a command. Standard output and standard error may be closed or full; that must end nothing.

use std::io::Write;

use super::{CommandError, Outcome};

/// Prints the result of a command.
///
/// # Errors
/// When it can't be written: the caller has not got the result.
pub(super) fn print_result(line: impl std::fmt::Display) -> Outcome {
    let mut output = std::io::stdout().lock();
    writeln!(output, "{line}")
        .and_then(|()| output.flush())
        .map_err(|error| CommandError(format!("standard output can't be written: {error}")))
}

/// Prints a line of a process that goes on whether or not anybody reads it.
pub(super) fn print_notice(line: impl std::fmt::Display) {
    let mut output = std::io::stdout().lock();
    // Nobody listens.
    let _unread = writeln!(output, "{line}").and_then(|()| output.flush());
}

/// Prints a line on standard error.
pub(super) fn print_error(line: impl std::fmt::Display) {
    // There is no other place to say it.
    let _unread = writeln!(std::io::stderr().lock(), "{line}");
}

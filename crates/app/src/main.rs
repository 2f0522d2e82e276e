//! `crewline`: call tracking for teams.

use std::process::ExitCode;

fn main() -> ExitCode {
    crewline::cli::main()
}

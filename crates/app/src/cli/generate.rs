//! `crewline generate`: prints the project's generated files.

use clap::{Args, ValueEnum};

use super::Outcome;
use super::output::print_result;

/// The generated files.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    /// docs/PERMISSIONS.md
    Permissions,
    /// docs/openapi.json
    Openapi,
}

/// The arguments of `crewline generate`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    kind: Kind,
}

/// Prints the file.
pub(super) fn run(arguments: Arguments) -> Outcome {
    match arguments.kind {
        Kind::Permissions => print_result(crewline_core::access::permissions_markdown().trim_end_matches('\n')),
        Kind::Openapi => print_result(crate::openapi::document().to_pretty_json()?),
    }
}

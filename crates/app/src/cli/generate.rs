//! `crewline generate`: prints what the project keeps as generated files.

use clap::{Args, ValueEnum};

use super::Outcome;

/// What is generated.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    /// docs/PERMISSIONS.md
    Permissions,
    /// docs/openapi.json
    Openapi,
}

/// What `crewline generate` takes.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    kind: Kind,
}

/// Prints it.
pub(super) fn run(arguments: Arguments) -> Outcome {
    match arguments.kind {
        Kind::Permissions => print!("{}", crewline_core::access::permissions_markdown()),
        Kind::Openapi => println!("{}", crate::openapi::document().to_pretty_json()?),
    }
    Ok(())
}

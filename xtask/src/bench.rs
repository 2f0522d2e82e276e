//! `cargo xtask bench [NAME] [ARGUMENTS]`: the loads that docs/PERFORMANCE.md quotes.

use std::process::Command;

use crate::cluster::{Cluster, Durability};
use crate::failure::Outcome;
use crate::{program, workspace};

/// Builds for release, starts a durable PostgreSQL, and runs the benches' own program. `CREWLINE_TEST_POSTGRES` can name
/// another server, whose databases are kept for the next run.
///
/// # Errors
/// When something can't be built or started, or the benches fail.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    let mut build = workspace::cargo();
    build.args(["build", "--release", "--locked", "--package=crewline", "--package=crewline-benches"]);
    program::run(&mut build)?;
    let mut benches = Command::new(workspace::release_program("crewline-benches")?);
    benches.args(arguments).current_dir(workspace::root()).env("CREWLINE_BIN", workspace::release_program("crewline")?);
    if std::env::var_os("CREWLINE_TEST_POSTGRES").is_some() {
        return program::run(&mut benches);
    }
    let cluster = Cluster::start(Durability::Durable)?;
    program::run(benches.env("CREWLINE_TEST_POSTGRES", cluster.url()))
}

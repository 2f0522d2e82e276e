//! `cargo xtask bench [NAME] [ARGUMENTS]`: the loads that the README and docs/PERFORMANCE.md quote.

use std::process::Command;

use crate::cluster::{Cluster, Durability};
use crate::failure::Outcome;
use crate::{program, workspace};

/// Builds for release, starts a PostgreSQL that keeps its promises, and hands the rest to the benches' own program.
///
/// # Errors
/// Something can't be built or started, or the benches fail.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    let mut build = workspace::cargo();
    build.args(["build", "--release", "--locked"]);
    build.args(["--package=crewline", "--package=crewline-benches", "--package=mock-carrier"]);
    program::run(&mut build)?;
    let cluster = Cluster::start(Durability::Durable)?;
    let mut benches = Command::new(workspace::release_program("crewline-benches")?);
    benches
        .args(arguments)
        .current_dir(workspace::root())
        .env("CREWLINE_BIN", workspace::release_program("crewline")?)
        .env("CREWLINE_TEST_POSTGRES", cluster.url());
    program::run(&mut benches)
}

//! Steps that check the code or build it. All of them take the whole workspace, so that cargo resolves the features of
//! the dependencies in one way and builds them once.

use std::path::PathBuf;

use crate::failure::Outcome;
use crate::{program, workspace};

/// Checks that the code is formatted.
///
/// # Errors
/// When it is not.
pub(crate) fn check_format() -> Outcome {
    program::run(workspace::cargo().args(["fmt", "--all", "--check"]))
}

/// Runs clippy. Warnings are denied on its own command line: RUSTFLAGS would split the build cache.
///
/// # Errors
/// When it finds something.
pub(crate) fn clippy() -> Outcome {
    let mut command = workspace::cargo();
    command.args(["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]);
    program::run(&mut command)
}

/// Builds the documentation, private items included, to find broken links.
///
/// # Errors
/// When rustdoc has a warning.
pub(crate) fn documentation() -> Outcome {
    let mut command = workspace::cargo();
    command.args(["doc", "--workspace", "--no-deps", "--document-private-items", "--locked"]);
    // Private items are documented too, so a link to one works.
    program::run(command.env("RUSTDOCFLAGS", "-D warnings -A rustdoc::private-intra-doc-links"))
}

/// Builds the programs and tests of the whole workspace.
///
/// # Errors
/// When something does not compile.
pub(crate) fn build_all() -> Outcome {
    program::run(workspace::cargo().args(["build", "--workspace", "--all-targets", "--locked"]))
}

/// The debug build of a program of ours, rebuilt if it is out of date.
///
/// # Errors
/// When something does not compile, or there is no such program.
pub(crate) fn fresh_program(name: &str) -> Outcome<PathBuf> {
    program::run(workspace::cargo().args(["build", "--quiet", "--workspace", "--all-targets", "--locked"]))?;
    workspace::debug_program(name)
}

/// Checks licences, bans and sources of the dependencies, where cargo-deny is installed.
///
/// # Errors
/// When deny.toml does not allow one.
pub(crate) fn deny() -> Outcome {
    if program::on_path("cargo-deny").is_none() {
        println!("left out: cargo-deny is not installed (cargo install cargo-deny)");
        return Ok(());
    }
    program::run(workspace::cargo().args(["deny", "--locked", "--offline", "check", "bans", "licenses", "sources"]))
}

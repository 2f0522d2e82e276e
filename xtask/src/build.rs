//! Steps that look at the code or build it. All of them take the whole workspace, so that cargo settles the features of
//! the dependencies in one way and builds them once.

use std::path::PathBuf;

use crate::failure::Outcome;
use crate::{program, workspace};

/// The code is as rustfmt would write it.
///
/// # Errors
/// It is not.
pub(crate) fn check_format() -> Outcome {
    program::run(workspace::cargo().args(["fmt", "--all", "--check"]))
}

/// Clippy has nothing to say. Warnings are denied on its own command line: RUSTFLAGS would split the build cache.
///
/// # Errors
/// It has.
pub(crate) fn clippy() -> Outcome {
    let mut command = workspace::cargo();
    command.args(["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]);
    program::run(&mut command)
}

/// The documentation of everything, private items included, says nothing wrong: its links lead somewhere.
///
/// # Errors
/// rustdoc has a warning.
pub(crate) fn documentation() -> Outcome {
    let mut command = workspace::cargo();
    command.args(["doc", "--workspace", "--no-deps", "--document-private-items", "--locked"]);
    // Private items are documented, too, so a link to one leads somewhere.
    program::run(command.env("RUSTDOCFLAGS", "-D warnings -A rustdoc::private-intra-doc-links"))
}

/// Programs and tests of the whole workspace.
///
/// # Errors
/// Something does not compile.
pub(crate) fn build_all() -> Outcome {
    program::run(workspace::cargo().args(["build", "--workspace", "--all-targets", "--locked"]))
}

/// The debug build of a program of ours, brought up to date: nothing happens when the step before has just built it.
///
/// # Errors
/// Something does not compile, or there is no such program.
pub(crate) fn fresh_program(name: &str) -> Outcome<PathBuf> {
    program::run(workspace::cargo().args(["build", "--quiet", "--workspace", "--all-targets", "--locked"]))?;
    workspace::debug_program(name)
}

/// Licences, bans and sources of the dependencies, where cargo-deny is installed.
///
/// # Errors
/// It finds one that deny.toml does not let in.
pub(crate) fn deny() -> Outcome {
    if program::on_path("cargo-deny").is_none() {
        println!("left out: cargo-deny is not installed (cargo install cargo-deny)");
        return Ok(());
    }
    program::run(workspace::cargo().args(["deny", "--locked", "--offline", "check", "bans", "licenses", "sources"]))
}

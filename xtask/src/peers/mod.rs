//! Independent programs, against which ours are checked: the carriers' official libraries and an OpenAPI tester in a
//! Python environment of the project's own, axe for the pages. All of it lives under the target folder.

mod axe;
mod python;

use std::process::{Command, Stdio};

use crate::failure::{Doing, Failure, Outcome};
use crate::test::Run;
use crate::{build, program, workspace};

pub(crate) use axe::ready as axe;

/// The peers' checks, each on both engines where an engine matters.
///
/// # Errors
/// A peer disagrees, or can't be had.
pub(crate) fn run(run: &mut Run) -> Outcome {
    let python = python::ready()?;
    let crewline = build::fresh_program("crewline")?;
    let checks = workspace::root().join("e2e/peers");

    check_every_document(&python, &checks)?;
    program::run(
        Command::new(&python).arg(checks.join("check_mock_carrier.py")).arg(workspace::debug_program("mock-carrier")?),
    )?;

    let postgres = run.cluster()?.new_database("peers")?;
    let mut command = Command::new(&python);
    command.arg(checks.join("run.py")).arg("--crewline").arg(crewline).arg("--postgres").arg(postgres);
    let (outcome, lines) = program::run_keeping(&mut command, program::Says::Output, |line| {
        line.starts_with("peers: ") && line.contains(" passed, ")
    });
    run.closing_lines.extend(lines);
    outcome
}

/// Every TwiML document that the program can answer with keeps the grammar of the official library.
fn check_every_document(python: &std::path::Path, checks: &std::path::Path) -> Outcome {
    let documents = workspace::debug_program("examples/every_twiml_document")?;
    let mut emitting = Command::new(&documents)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .doing("start the emitter of TwiML documents")?;
    let emitted = emitting.stdout.take().ok_or_else(|| Failure::new("the emitter has no output"))?;
    let judged = Command::new(python)
        .arg(checks.join("twiml_grammar.py"))
        .arg("--lines")
        .stdin(emitted)
        .status()
        .doing("check the grammar of TwiML documents")?;
    let emitted = emitting.wait()?;
    if !emitted.success() {
        return Err(Failure::new(format!("the emitter of TwiML documents: {emitted}")));
    }
    if judged.success() { Ok(()) } else { Err(Failure::new("TwiML documents break the official library's grammar")) }
}

//! Independent programs that check ours: the carriers' official libraries and an OpenAPI tester in a Python environment
//! of the project's own, and axe for the pages. All of them are under the target folder.

mod axe;
mod python;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::failure::{Context, Failure, Outcome};
use crate::program::{self, ClosingLines};
use crate::run::Run;
use crate::{build, workspace};

pub(crate) use axe::ready as axe;
pub(crate) use python::ready as python;

/// Runs all of the peers' checks, on both engines where an engine matters.
///
/// # Errors
/// When a peer disagrees, or can't be installed.
pub(crate) fn run(run: &mut Run) -> Outcome {
    let peers = Peers { python: python::ready()?, scripts: workspace::root().join("e2e/peers") };
    let crewline = build::fresh_program("crewline")?;
    let mock_carrier = workspace::debug_program("mock-carrier")?;
    let postgres = run.cluster()?.new_database("peers")?;

    let mut against_program = peers.script("run.py");
    against_program.arg("--crewline").arg(crewline).arg("--postgres").arg(postgres);
    let (program_agrees, lines) = program::run_keeping(&mut against_program, ClosingLines::Output, |line| {
        line.starts_with("peers: ") && line.contains(" passed, ")
    });
    run.closing_lines.extend(lines);

    let outcomes = [
        program::run(&mut peers.script("test_twiml_grammar.py")),
        peers.check_every_document(),
        program::run(peers.script("check_mock_carrier.py").arg(mock_carrier)),
        program_agrees,
    ];
    let failures: Vec<String> =
        outcomes.into_iter().filter_map(Result::err).map(|failure| failure.to_string()).collect();
    if failures.is_empty() { Ok(()) } else { Err(Failure::new(failures.join("\n"))) }
}

/// The peers' Python and their scripts.
struct Peers {
    python: PathBuf,
    scripts: PathBuf,
}

impl Peers {
    /// The command of a script.
    fn script(&self, name: &str) -> Command {
        let mut command = Command::new(&self.python);
        // No bytecode beside the scripts, and no buffering of output.
        command.args(["-B", "-u"]).arg(self.scripts.join(name));
        command
    }

    /// Checks every TwiML document that the program can return against the grammar of the official library.
    fn check_every_document(&self) -> Outcome {
        let mut emitter = emitter_command(&workspace::debug_program("examples/every_twiml_document")?)
            .spawn()
            .context("start the emitter of TwiML documents")?;
        let documents = emitter.stdout.take().ok_or_else(|| Failure::new("the emitter has no output"))?;
        let mut grammar = self.script("twiml_grammar.py");
        let checked =
            grammar.arg("--lines").stdin(documents).status().context("check the grammar of TwiML documents")?;
        let emitted = emitter.wait()?;
        match (emitted.success(), checked.success()) {
            (true, true) => Ok(()),
            (false, _) => Err(Failure::new(format!("the emitter of TwiML documents: {emitted}"))),
            (true, false) => Err(Failure::new("a TwiML document breaks the official library's grammar")),
        }
    }
}

fn emitter_command(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    command
}

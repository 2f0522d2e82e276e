//! Finds and runs the machine's programs, and reports their failures.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::failure::{Context, Failure, Outcome};

/// The program of this name on the PATH.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// The first of `names` that is on the PATH.
pub(crate) fn first_on_path(names: &[&str]) -> Option<PathBuf> {
    names.iter().find_map(|name| on_path(name))
}

/// Runs a command to its end and shows its output as it comes.
///
/// # Errors
/// When it can't be started, or it ends with another code than 0.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let text = display(command);
    println!("$ {text}");
    let status = command.stdin(Stdio::null()).status().context(&format!("run {text}"))?;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("{text}: {status}"))) }
}

/// Runs a command to its end and returns its standard output.
///
/// # Errors
/// When it can't be started, or it ends with another code than 0; the message holds its standard error.
pub(crate) fn output(command: &mut Command) -> Outcome<Vec<u8>> {
    let text = display(command);
    let output = command.stdin(Stdio::null()).output().context(&format!("run {text}"))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    Err(Failure::new(format!("{text}: {}\n{}", output.status, errors.trim_end())))
}

/// The output that has a program's closing lines.
#[derive(Clone, Copy)]
pub(crate) enum ClosingLines {
    /// Standard output.
    Output,
    /// Standard error.
    Error,
}

/// Runs a command to its end, shows its output as it comes, and returns the lines that `keep` selects.
///
/// # Errors
/// When it can't be started, or it ends with another code than 0.
pub(crate) fn run_keeping(command: &mut Command, from: ClosingLines, keep: fn(&str) -> bool) -> (Outcome, Vec<String>) {
    let text = display(command);
    println!("$ {text}");
    let mut lines = Vec::new();
    let outcome = follow(command, from, |line| {
        if keep(line) {
            lines.push(line.trim().to_owned());
        }
    });
    let outcome = outcome
        .and_then(|status| if status.success() { Ok(()) } else { Err(Failure::new(format!("{text}: {status}"))) });
    (outcome, lines)
}

fn follow(command: &mut Command, from: ClosingLines, mut each: impl FnMut(&str)) -> Outcome<std::process::ExitStatus> {
    command.stdin(Stdio::null());
    let mut child = match from {
        ClosingLines::Output => command.stdout(Stdio::piped()),
        ClosingLines::Error => command.stderr(Stdio::piped()),
    }
    .spawn()
    .context("start a program")?;
    let output: Option<Box<dyn std::io::Read>> = match from {
        ClosingLines::Output => child.stdout.take().map(|pipe| Box::new(pipe) as _),
        ClosingLines::Error => child.stderr.take().map(|pipe| Box::new(pipe) as _),
    };
    if let Some(output) = output {
        let mut output = BufReader::new(output);
        let mut line = Vec::new();
        while output.read_until(b'\n', &mut line)? > 0 {
            let text = String::from_utf8_lossy(&line);
            print!("{text}");
            each(&text);
            line.clear();
        }
    }
    Ok(child.wait()?)
}

fn display(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

//! Programs of the machine: finding them, running them, and saying plainly when they fail.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::failure::{Context, Failure, Outcome};

/// Where `name` is on the PATH.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// The first of `names` that is on the PATH.
pub(crate) fn first_on_path(names: &[&str]) -> Option<PathBuf> {
    names.iter().find_map(|name| on_path(name))
}

/// Runs a command to its end, its output shown as it comes.
///
/// # Errors
/// It can't be started, or it ends with another code than 0.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let text = display(command);
    println!("$ {text}");
    let status = command.stdin(Stdio::null()).status().context(&format!("run {text}"))?;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("{text}: {status}"))) }
}

/// Runs a command to its end and returns what it wrote to standard output.
///
/// # Errors
/// It can't be started, or it ends with another code than 0: then what it wrote to standard error is in the sentence.
pub(crate) fn output(command: &mut Command) -> Outcome<Vec<u8>> {
    let text = display(command);
    let output = command.stdin(Stdio::null()).output().context(&format!("run {text}"))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let words = String::from_utf8_lossy(&output.stderr);
    Err(Failure::new(format!("{text}: {}\n{}", output.status, words.trim_end())))
}

/// Which of its two outputs a program says its closing lines on.
#[derive(Clone, Copy)]
pub(crate) enum ClosingLines {
    /// Standard output.
    Output,
    /// Standard error.
    Error,
}

/// Runs a command to its end, its output shown as it comes, and keeps the lines that `keep` picks.
///
/// # Errors
/// It can't be started, or it ends with another code than 0.
pub(crate) fn run_keeping(command: &mut Command, says: ClosingLines, keep: fn(&str) -> bool) -> (Outcome, Vec<String>) {
    let text = display(command);
    println!("$ {text}");
    let mut lines = Vec::new();
    let outcome = follow(command, says, |line| {
        if keep(line) {
            lines.push(line.trim().to_owned());
        }
    });
    let outcome = outcome
        .and_then(|status| if status.success() { Ok(()) } else { Err(Failure::new(format!("{text}: {status}"))) });
    (outcome, lines)
}

fn follow(command: &mut Command, says: ClosingLines, mut each: impl FnMut(&str)) -> Outcome<std::process::ExitStatus> {
    command.stdin(Stdio::null());
    let mut child = match says {
        ClosingLines::Output => command.stdout(Stdio::piped()),
        ClosingLines::Error => command.stderr(Stdio::piped()),
    }
    .spawn()
    .context("start a program")?;
    let output: Option<Box<dyn std::io::Read>> = match says {
        ClosingLines::Output => child.stdout.take().map(|pipe| Box::new(pipe) as _),
        ClosingLines::Error => child.stderr.take().map(|pipe| Box::new(pipe) as _),
    };
    if let Some(heard) = output {
        let mut heard = BufReader::new(heard);
        let mut line = Vec::new();
        while heard.read_until(b'\n', &mut line)? > 0 {
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

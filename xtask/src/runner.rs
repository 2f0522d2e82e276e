//! Steps that run tests: by nextest where it is installed, else by cargo test.

use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::program::{self, ClosingLines};
use crate::run::Run;
use crate::{build, machine, peers, workspace};

/// The package whose tests need a browser; `.config/nextest.toml` leaves it out unless it is asked for.
const BROWSER_PACKAGE: &str = "crewline-e2e";

/// Runs all tests except the browser's, on SQLite and on the run's PostgreSQL.
///
/// # Errors
/// When a test failed.
pub(crate) fn tests(run: &mut Run) -> Outcome {
    let mut command = if has_nextest() { nextest(&[]) } else { cargo_test_without_browser()? };
    command.env("CREWLINE_TEST_POSTGRES", run.cluster()?.url());
    run_tests(run, &mut command)
}

/// Runs those that need no PostgreSQL: a test that needs it has `postgres` in its name.
///
/// # Errors
/// When a test failed.
pub(crate) fn sqlite_tests(run: &mut Run) -> Outcome {
    let mut command = if has_nextest() {
        nextest(&["--profile", "sqlite"])
    } else {
        let mut command = cargo_test_without_browser()?;
        command.args(["--", "--skip", "postgres"]);
        command
    };
    run_tests(run, &mut command)
}

fn cargo_test_without_browser() -> Outcome<Command> {
    let mut command = cargo_test(|package| package != BROWSER_PACKAGE)?;
    command.args(["--lib", "--bins"]);
    Ok(command)
}

/// Runs the examples in the documentation, mostly those that must not compile.
///
/// # Errors
/// When one of them fails.
pub(crate) fn doctests(run: &mut Run) -> Outcome {
    let mut command = workspace::cargo();
    command.args(["test", "--doc", "--workspace", "--locked", "--no-fail-fast"]);
    run_cargo_test(run, &mut command)
}

/// Tests the pages in a real browser, against the debug build of the program.
///
/// # Errors
/// When a test failed, or the browser is not there.
pub(crate) fn browser(run: &mut Run) -> Outcome {
    let (axe, python) = (peers::axe()?, peers::python()?);
    let (Some(browser), Some(driver)) = (machine::browser(), machine::driver()) else {
        return Err(Failure::new("there is no Chromium or no ChromeDriver: cargo xtask test --only machine"));
    };
    let mut command = if has_nextest() {
        nextest(&["--ignore-default-filter", "--filterset", &format!("package({BROWSER_PACKAGE})")])
    } else {
        let mut command = cargo_test(|package| package == BROWSER_PACKAGE)?;
        command.args(["--", "--test-threads=1"]);
        command
    };
    command
        .env("CREWLINE_BIN", build::fresh_program("crewline")?)
        .env("CREWLINE_TEST_AXE", axe)
        .env("CREWLINE_TEST_PYTHON", python)
        .env("CREWLINE_TEST_BROWSER", browser)
        .env("CREWLINE_TEST_CHROMEDRIVER", driver)
        .env("CREWLINE_TEST_POSTGRES", run.cluster()?.url());
    run_tests(run, &mut command)
}

fn has_nextest() -> bool {
    program::on_path("cargo-nextest").is_some()
}

/// The integration tests of the selected packages. The others are left out by target: left out by package, cargo would
/// resolve the features of the dependencies again and rebuild them.
fn cargo_test(is_selected: impl Fn(&str) -> bool) -> Outcome<Command> {
    let mut command = workspace::cargo();
    command.args(["test", "--workspace", "--locked", "--no-fail-fast"]);
    command.args(workspace::integration_tests(is_selected)?.iter().flat_map(|test| ["--test", test]));
    Ok(command)
}

fn nextest(more: &[&str]) -> Command {
    let mut command = workspace::cargo();
    command.args(["nextest", "run", "--workspace", "--tests", "--locked", "--no-fail-fast"]);
    command.args(["--no-tests=fail"]).args(more);
    command
}

fn run_tests(run: &mut Run, command: &mut Command) -> Outcome {
    if !has_nextest() {
        return run_cargo_test(run, command);
    }
    let (outcome, lines) = program::run_keeping(command, ClosingLines::Error, |line| {
        line.contains(" tests run: ") || line.contains(" test run: ")
    });
    run.closing_lines.extend(lines);
    outcome
}

fn run_cargo_test(run: &mut Run, command: &mut Command) -> Outcome {
    let (outcome, lines) =
        program::run_keeping(command, ClosingLines::Output, |line| line.starts_with("test result: "));
    run.closing_lines.extend(lines.into_iter().filter(|line| !line.contains(" 0 passed; 0 failed")));
    outcome
}

//! Steps that run tests: by nextest where it is installed, else by cargo test.

use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::program::{self, ClosingLines};
use crate::run::Run;
use crate::{build, machine, peers, workspace};

/// The package whose tests need a browser; `.config/nextest.toml` leaves it out unless it is asked for.
const BROWSER_PACKAGE: &str = "crewline-e2e";

/// All tests but the browser's, on SQLite and on the run's PostgreSQL.
///
/// # Errors
/// A test failed.
pub(crate) fn tests(run: &mut Run) -> Outcome {
    let mut command = if has_nextest() { nextest(&[]) } else { cargo_test_but_the_browsers()? };
    command.env("CREWLINE_TEST_POSTGRES", run.cluster()?.url());
    watch(run, &mut command)
}

/// Those of them that need no PostgreSQL: a test that needs it has `postgres` in its name.
///
/// # Errors
/// A test failed.
pub(crate) fn sqlite_tests(run: &mut Run) -> Outcome {
    let mut command = if has_nextest() {
        nextest(&["--profile", "sqlite"])
    } else {
        let mut command = cargo_test_but_the_browsers()?;
        command.args(["--", "--skip", "postgres"]);
        command
    };
    watch(run, &mut command)
}

fn cargo_test_but_the_browsers() -> Outcome<Command> {
    let mut command = cargo_test(|package| package != BROWSER_PACKAGE)?;
    command.args(["--lib", "--bins"]);
    Ok(command)
}

/// The examples in the documentation, those that must not compile above all.
///
/// # Errors
/// One of them is not as it says.
pub(crate) fn doctests(run: &mut Run) -> Outcome {
    let mut command = workspace::cargo();
    command.args(["test", "--doc", "--workspace", "--locked", "--no-fail-fast"]);
    watch_cargo_test(run, &mut command)
}

/// The pages in a real browser, against the debug build of the program.
///
/// # Errors
/// A test failed, or the browser is not there.
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
    watch(run, &mut command)
}

fn has_nextest() -> bool {
    program::on_path("cargo-nextest").is_some()
}

/// The integration tests of some packages. The others are left out by target and not by package, which would settle the
/// features of the dependencies anew and build them again.
fn cargo_test(picked: impl Fn(&str) -> bool) -> Outcome<Command> {
    let mut command = workspace::cargo();
    command.args(["test", "--workspace", "--locked", "--no-fail-fast"]);
    command.args(workspace::integration_tests(picked)?.iter().flat_map(|test| ["--test", test]));
    Ok(command)
}

fn nextest(more: &[&str]) -> Command {
    let mut command = workspace::cargo();
    command.args(["nextest", "run", "--workspace", "--tests", "--locked", "--no-fail-fast"]);
    command.args(["--no-tests=fail"]).args(more);
    command
}

fn watch(run: &mut Run, command: &mut Command) -> Outcome {
    if !has_nextest() {
        return watch_cargo_test(run, command);
    }
    let (outcome, lines) = program::run_keeping(command, ClosingLines::Error, |line| {
        line.contains(" tests run: ") || line.contains(" test run: ")
    });
    run.closing_lines.extend(lines);
    outcome
}

fn watch_cargo_test(run: &mut Run, command: &mut Command) -> Outcome {
    let (outcome, lines) =
        program::run_keeping(command, ClosingLines::Output, |line| line.starts_with("test result: "));
    run.closing_lines.extend(lines.into_iter().filter(|line| !line.contains(" 0 passed; 0 failed")));
    outcome
}

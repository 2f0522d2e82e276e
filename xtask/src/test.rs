//! `cargo xtask test`: every check that a change must pass, as a list of steps; and `cargo xtask check`, the short list
//! for while you write.

use std::time::{Duration, Instant};

use crate::failure::{Failure, Outcome};
use crate::run::Run;
use crate::{build, generated, machine, peers, runner, tidy, unused, workspace};

/// A step of a test run.
struct Step {
    name: &'static str,
    makes_sure: &'static str,
    run: fn(&mut Run) -> Outcome,
}

const FMT: Step = Step { name: "fmt", makes_sure: "the code is formatted", run: |_| build::check_format() };
const TIDY: Step = Step { name: "tidy", makes_sure: "the architecture's rules hold", run: |_| tidy::run(&[]) };
const CLIPPY: Step = Step { name: "clippy", makes_sure: "clippy finds nothing", run: |_| build::clippy() };

/// The steps of `cargo xtask test`.
const TEST: &[Step] = &[
    Step { name: "machine", makes_sure: "needed programs are installed", run: |_| machine::install_missing() },
    FMT,
    TIDY,
    Step { name: "deny", makes_sure: "licences and sources of dependencies are allowed", run: |_| build::deny() },
    Step { name: "unused", makes_sure: "every dependency is used where it is declared", run: |_| unused::check() },
    CLIPPY,
    Step { name: "doc", makes_sure: "no link in the documentation is broken", run: |_| build::documentation() },
    Step { name: "build", makes_sure: "programs and tests are built, once for all steps", run: |_| build::build_all() },
    Step { name: "tests", makes_sure: "the tests pass on both engines", run: runner::tests },
    Step { name: "doctests", makes_sure: "code that must not compile does not", run: runner::doctests },
    Step { name: "generated", makes_sure: "generated files are up to date", run: |_| generated::check() },
    Step { name: "peers", makes_sure: "independent programs agree with ours", run: peers::run },
    Step { name: "browser", makes_sure: "the pages work in a browser", run: runner::browser },
];

/// The steps of `cargo xtask check`: no PostgreSQL, no browser, nothing to install.
const CHECK: &[Step] =
    &[FMT, TIDY, CLIPPY, Step { name: "sqlite", makes_sure: "the tests pass on SQLite", run: runner::sqlite_tests }];

/// The arguments.
struct Options {
    only: Option<Vec<String>>,
    keep_going: bool,
}

impl Options {
    fn parse(arguments: &[String], steps: &[Step]) -> Outcome<Self> {
        let mut options = Self { only: None, keep_going: false };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match argument.as_str() {
                "--keep-going" => options.keep_going = true,
                "--only" => {
                    let names = rest.next().ok_or_else(|| Failure::new("--only takes the names of steps"))?;
                    options.only.get_or_insert_default().extend(names.split(',').map(str::to_owned));
                }
                _ => {
                    return Err(Failure::new(format!(
                        "there is no option {argument}; there are --only STEP[,STEP] and --keep-going"
                    )));
                }
            }
        }
        for name in options.only.iter().flatten() {
            if !steps.iter().any(|step| step.name == name) {
                let names: Vec<&str> = steps.iter().map(|step| step.name).collect();
                return Err(Failure::new(format!("there is no step {name}; there are {}", names.join(", "))));
            }
        }
        Ok(options)
    }

    fn is_selected(&self, step: &Step) -> bool {
        self.only.as_ref().is_none_or(|names| names.iter().any(|name| name == step.name))
    }
}

/// The result of a step.
struct StepResult {
    name: &'static str,
    took: Duration,
    failure: Option<Failure>,
}

/// `cargo xtask test`.
///
/// # Errors
/// When the arguments are not known, or a step failed.
pub(crate) fn run_all(arguments: &[String]) -> Outcome {
    run(arguments, TEST)
}

/// `cargo xtask check`.
///
/// # Errors
/// When the arguments are not known, or a step failed.
pub(crate) fn run_quick(arguments: &[String]) -> Outcome {
    run(arguments, CHECK)
}

/// Runs the steps in order. Stops at the first failure, except with `--keep-going`.
fn run(arguments: &[String], steps: &[Step]) -> Outcome {
    let options = Options::parse(arguments, steps)?;
    std::env::set_current_dir(workspace::root())?;
    let mut run = Run::default();
    let mut results: Vec<StepResult> = Vec::new();
    for step in steps.iter().filter(|step| options.is_selected(step)) {
        println!("\n== {}: {}", step.name, step.makes_sure);
        let started = Instant::now();
        let failure = (step.run)(&mut run).err();
        if let Some(failure) = &failure {
            println!("{failure}");
        }
        let stop = failure.is_some() && !options.keep_going;
        results.push(StepResult { name: step.name, took: started.elapsed(), failure });
        if stop {
            break;
        }
    }
    let closing_lines = run.end();
    summarise(&results, &closing_lines)
}

fn summarise(results: &[StepResult], closing_lines: &[String]) -> Outcome {
    println!("\n== summary");
    for line in closing_lines {
        println!("{line}");
    }
    for step in results {
        let verdict = if step.failure.is_none() { "ok" } else { "FAILED" };
        println!("{:>8.1} s  {:<10} {verdict}", step.took.as_secs_f64(), step.name);
    }
    let total: Duration = results.iter().map(|step| step.took).sum();
    println!("{:>8.1} s  in all", total.as_secs_f64());
    let failed: Vec<&str> = results.iter().filter(|step| step.failure.is_some()).map(|step| step.name).collect();
    if failed.is_empty() { Ok(()) } else { Err(Failure::new(format!("failed: {}", failed.join(", ")))) }
}

//! The project's own tasks: `cargo xtask TASK`.

mod account;
mod bench;
mod build;
mod cluster;
mod failure;
mod generated;
mod machine;
mod peers;
mod postgres_programs;
mod program;
mod run;
mod runner;
mod test;
mod tidy;
mod unused;
mod workspace;

use std::process::ExitCode;

use failure::{Failure, Outcome};

const USAGE: &str = "cargo xtask TASK

  test [--only STEP[,STEP]] [--keep-going]
                        every check that a change must pass
  check [--only STEP[,STEP]] [--keep-going]
                        its quick part, while you write: no PostgreSQL, no browser
  tidy                  the architecture's rules, over the text of the tree
  gen [--check]         writes the generated files, or checks that they are up to date
  bench [NAME] [..]     the loads that the documentation quotes
  postgres [--durable]  a temporary PostgreSQL in the foreground; prints its address
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Outcome {
    let Some((task, rest)) = arguments.split_first() else { return Err(Failure::new(USAGE)) };
    match task.as_str() {
        "test" => test::run_all(rest),
        "check" => test::run_quick(rest),
        "tidy" => tidy::run(rest),
        "gen" => generated::run(rest),
        "bench" => bench::run(rest),
        "postgres" => cluster::run(rest),
        _ => Err(Failure::new(format!("there is no task {task}\n\n{USAGE}"))),
    }
}

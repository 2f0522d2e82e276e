//! The loads that docs/PERFORMANCE.md quotes, each beside its floor in the same run, printed as Markdown.
//!
//! `cargo xtask bench [NAME…]` runs them against the release build and a durable PostgreSQL.

mod bare;
mod bulk;
mod business;
mod calls;
mod database;
mod decision;
mod engine;
mod intake;
mod live;
mod load;
mod machine;
mod me;
mod members;
mod numerals;
mod program;
mod reports;
mod samples;
mod start;
mod table;
mod team;
mod timing;
mod viewers;
mod webhook;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};

use crate::database::Databases;

/// The result of a bench, or of a part of it.
pub(crate) type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// The calls that the list and reports are read from.
const MANY_CALLS: u64 = 10_000_000;

/// The benches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Bench {
    /// The permission decision.
    Decision,
    /// `GET /api/v1/me` with a token, beside a bare handler.
    Me,
    /// The list of calls among many, in the store.
    Calls,
    /// Whether the time of an answer tells what others have, in the store.
    Timing,
    /// Signed webhooks, each durable before it is answered.
    Intake,
    /// Live streams while calls arrive.
    Live,
    /// Cold start, memory, and the size of the program.
    Start,
    /// The list of members, in the store.
    Members,
    /// Operations on a team, beside another program with the same.
    Team,
    /// The dashboard and analytics of many calls, in the store beside DuckDB, and the dashboard's page.
    Reports,
}

/// The command line's arguments.
#[derive(Debug, Parser)]
pub(crate) struct Arguments {
    /// The benches to run; all of them by default.
    #[arg(value_enum)]
    names: Vec<Bench>,
    /// The number of calls that the list and reports are read from; by default ten million.
    #[arg(long)]
    calls: Option<u64>,
    /// Runs `team` briefly: to see that it works, not for its figures.
    #[arg(long)]
    quick: bool,
    /// Measures `team` and `reports` on one engine only.
    #[arg(long, value_enum)]
    engine: Option<engine::Engine>,
    /// Measures `reports` for one viewer only, with `--engine sqlite`: many calls are filled in sooner without the sums of others.
    #[arg(long, value_enum)]
    viewer: Option<reports::OnlyViewer>,
    /// A folder that keeps the databases of calls for the next run, since they take minutes to fill.
    #[arg(long, env = "CREWLINE_BENCH_KEEP", value_name = "FOLDER")]
    keep: Option<PathBuf>,
    /// A server where databases may be created.
    #[arg(long, env = "CREWLINE_TEST_POSTGRES", value_name = "URL", hide_env_values = true)]
    postgres: String,
    /// The program.
    #[arg(long, env = "CREWLINE_BIN", value_name = "FILE")]
    program: PathBuf,
    /// Serves the bare handler over this database instead: the floor of `me`.
    #[arg(long, hide = true, value_name = "DATABASE")]
    bare: Option<String>,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("crewline-benches: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        if let Some(database) = &arguments.bare {
            return bare::serve(&database.parse()?).await;
        }
        let databases = Databases::new(arguments.keep.clone(), arguments.postgres.clone())?;
        println!("{}", machine::describe(&databases).await?);
        let all = Bench::value_variants();
        let names = if arguments.names.is_empty() { all } else { &arguments.names };
        for name in names {
            let part = match name {
                Bench::Decision => decision::run(&databases).await?.to_string(),
                Bench::Me => me::run(&databases, &arguments.program).await?.to_string(),
                Bench::Calls => calls::run(&databases, arguments.calls.unwrap_or(MANY_CALLS)).await?.to_string(),
                Bench::Timing => timing::run(&databases, arguments.calls.unwrap_or(MANY_CALLS)).await?.to_string(),
                Bench::Intake => intake::run(&databases, &arguments.program).await?.to_string(),
                Bench::Live => live::run(&databases, &arguments.program).await?.to_string(),
                Bench::Start => start::run(&databases, &arguments.program).await?.to_string(),
                Bench::Members => members::run(&databases).await?.to_string(),
                Bench::Team => {
                    team::run(&databases, &arguments.program, arguments.engine, arguments.quick).await?.to_string()
                }
                Bench::Reports => {
                    let calls = arguments.calls.unwrap_or(MANY_CALLS);
                    reports::run(&databases, &arguments.program, calls, arguments.engine, arguments.viewer).await?
                }
            };
            println!("\n{part}");
        }
        Ok(())
    })
}

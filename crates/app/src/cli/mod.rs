//! The command line. Exit codes: 0 done, 1 failed, 2 wrong arguments. Errors are one sentence on standard error.

mod audit;
mod carrier;
mod demo;
mod generate;
mod log;
mod owner;
mod password;
mod plan;
mod serve;
mod setup;
mod token;

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use secrecy::SecretString;
use tokio::sync::OnceCell;

use crate::config::Config;
use crate::state::App;

/// Call tracking for teams, self-hosted.
#[derive(Debug, Parser)]
#[command(name = "crewline", version, propagate_version = true, arg_required_else_help = true)]
struct Cli {
    /// A TOML file of settings; the environment (CREWLINE_…) wins over it.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve: creates and migrates the database, then answers.
    Serve,
    /// Make a demo agency in a database that is thrown away, and serve it.
    Demo(demo::Arguments),
    /// Make the first, or another, business with its Owner; the password comes on standard input.
    Setup(setup::Arguments),
    /// API tokens.
    #[command(subcommand)]
    Token(token::Command),
    /// The carrier connection.
    #[command(subcommand)]
    Carrier(carrier::Command),
    /// The audit log.
    #[command(subcommand)]
    Audit(audit::Command),
    /// The plans that businesses are on.
    #[command(subcommand)]
    Plan(plan::Command),
    /// Passwords.
    #[command(subcommand)]
    Password(password::Command),
    /// Owners.
    #[command(subcommand)]
    Owner(owner::Command),
    /// Print what the project generates from its code.
    #[command(hide = true)]
    Generate(generate::Arguments),
}

/// Why a command failed: one sentence.
#[derive(Debug)]
pub(crate) struct Failed(String);

impl<E: std::fmt::Display> From<E> for Failed {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

type Outcome = Result<(), Failed>;

/// Runs the program.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failed(sentence)) => {
            eprintln!("crewline: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Outcome {
    if let Command::Generate(arguments) = cli.command {
        return generate::run(arguments);
    }
    let config = match cli.command {
        // It has settings of its own.
        Command::Demo(arguments) => return blocking(demo::run(cli.config.as_deref(), arguments)),
        _ => Config::read(cli.config.as_deref())?,
    };
    match cli.command {
        Command::Serve => {
            log::start(&config)?;
            blocking(serve::run(config))
        }
        Command::Setup(arguments) => once(config, async |opener| setup::run(opener, arguments).await),
        Command::Token(command) => once(config, async |opener| token::run(opener, command).await),
        Command::Carrier(command) => once(config, async |opener| carrier::run(opener, command).await),
        Command::Audit(command) => once(config, async |opener| audit::run(opener, command).await),
        Command::Plan(command) => once(config, async |opener| plan::run(opener, command).await),
        Command::Password(command) => once(config, async |opener| password::run(opener, command).await),
        Command::Owner(command) => once(config, async |opener| owner::run(opener, command).await),
        Command::Demo(_) | Command::Generate(_) => Ok(()),
    }
}

fn blocking(work: impl Future<Output = Outcome>) -> Outcome {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}

/// Runs a command that ends by itself. The processes that serve are told what it changed before it ends.
fn once(config: Config, work: impl AsyncFnOnce(&Opener) -> Outcome) -> Outcome {
    blocking(async {
        let opener = Opener { config, app: OnceCell::new() };
        let outcome = work(&opener).await;
        if let Some(app) = opener.app.get() {
            app.bus.flush().await;
        }
        outcome
    })
}

/// Opens what a command stands on, once the command has found its arguments in order.
struct Opener {
    config: Config,
    app: OnceCell<App>,
}

impl Opener {
    /// The database and all else.
    async fn open(&self) -> Result<&App, Failed> {
        Ok(self.app.get_or_try_init(|| App::open(self.config.clone())).await?)
    }
}

/// A secret from a file, or else from standard input; without the line's end.
fn secret(file: Option<&Path>) -> Result<SecretString, Failed> {
    let mut text = String::new();
    match file {
        Some(path) => {
            text = std::fs::read_to_string(path)
                .map_err(|error| Failed(format!("{} can't be read: {error}", path.display())))?;
        }
        None => {
            std::io::stdin().take(64 * 1024).read_to_string(&mut text)?;
        }
    }
    let text = text.strip_suffix('\n').map_or(text.as_str(), |text| text.strip_suffix('\r').unwrap_or(text));
    if text.is_empty() {
        return Err(Failed("the secret is empty: give it on standard input".into()));
    }
    Ok(text.into())
}

/// An error of the product as one sentence, with the fields that it names.
fn sentence(error: crewline_core::Error) -> Failed {
    match error {
        crewline_core::Error::Fields(fields) => {
            let each = fields.0.iter().map(|(field, sentence)| format!("{field}: {sentence}"));
            Failed(each.collect::<Vec<_>>().join(" "))
        }
        other => Failed(other.to_string()),
    }
}

/// A business by its slug, or a sentence.
async fn business(app: &App, slug: &str) -> Result<crewline_core::access::Operator, Failed> {
    match crewline_core::access::operator(&app.db, slug).await {
        Ok(operator) => Ok(operator),
        Err(crewline_core::Error::Refused(_)) => Err(Failed(format!("there is no business {slug:?}"))),
        Err(error) => Err(sentence(error)),
    }
}

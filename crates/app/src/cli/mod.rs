//! The command line. Exit codes: 0 done, 1 failed, 2 wrong arguments. Errors are one sentence on standard error.

mod audit;
mod carrier;
mod demo;
mod generate;
mod log;
mod owner;
mod password;
mod serve;
mod setup;
mod token;

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use secrecy::SecretString;

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
            log::begin(&config)?;
            blocking(serve::run(config))
        }
        Command::Setup(arguments) => blocking(setup::run(config, arguments)),
        Command::Token(command) => blocking(token::run(config, command)),
        Command::Carrier(command) => blocking(carrier::run(config, command)),
        Command::Audit(command) => blocking(audit::run(config, command)),
        Command::Password(command) => blocking(password::run(config, command)),
        Command::Owner(command) => blocking(owner::run(config, command)),
        Command::Demo(_) | Command::Generate(_) => Ok(()),
    }
}

fn blocking(work: impl Future<Output = Outcome>) -> Outcome {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}

/// The database and all else that a command stands on.
async fn open(config: Config) -> Result<App, Failed> {
    Ok(App::open(config).await?)
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

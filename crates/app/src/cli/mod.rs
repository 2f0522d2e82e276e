//! The command line. Exit codes: 0 done, 1 failed, 2 wrong arguments. Errors are one sentence on standard error.

mod audit;
mod carrier;
mod demo;
mod generate;
mod leaks;
mod log;
mod output;
mod owner;
mod password;
mod plan;
mod reports;
mod serve;
mod setup;
mod token;
mod user;
mod waiting;

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};
use crewline_core::db::ServingLock;
use crewline_core::deletion;
use rustix::fs::Mode;
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
    /// Create or migrate the database, then serve.
    Serve,
    /// Make a demo agency in a database that is thrown away, and serve it.
    Demo(demo::Arguments),
    /// Make a business with its Owner; the password comes on standard input.
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
    /// The sums that reports are read from.
    #[command(subcommand)]
    Reports(reports::Command),
    /// Passwords.
    #[command(subcommand)]
    Password(password::Command),
    /// Accounts.
    #[command(subcommand)]
    User(user::Command),
    /// Owners.
    #[command(subcommand)]
    Owner(owner::Command),
    /// Print what the project generates from its code.
    #[command(hide = true)]
    Generate(generate::Arguments),
}

/// Why a command failed: one sentence.
#[derive(Debug)]
pub(crate) struct CommandError(String);

impl<E: std::fmt::Display> From<E> for CommandError {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// How long a command that has ended waits to tell the serving processes.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(10);

type Outcome = Result<(), CommandError>;

/// Runs the program.
pub fn main() -> ExitCode {
    // The database, the key and the recordings are for this user alone, whatever the shell's default is.
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
    let cli = Cli::parse();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(CommandError(sentence)) => {
            output::print_error(format_args!("crewline: {sentence}"));
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Outcome {
    if let Command::Generate(arguments) = cli.command {
        return generate::run(arguments);
    }
    let config = match cli.command {
        // The demo makes its own settings.
        Command::Demo(arguments) => return block_on(demo::run(cli.config.as_deref(), arguments)),
        _ => Config::read(cli.config.as_deref())?,
    };
    let is_served = matches!(cli.command, Command::Serve);
    for warning in config.warnings.iter().filter(|_| !is_served) {
        eprintln!("crewline: {warning}");
    }
    match cli.command {
        Command::Serve => {
            log::start(&config)?;
            block_on(serve::run(config))
        }
        Command::Setup(arguments) => run_once(config, async |opener| setup::run(opener, arguments).await),
        Command::Token(command) => run_once(config, async |opener| token::run(opener, command).await),
        Command::Carrier(command) => run_once(config, async |opener| carrier::run(opener, command).await),
        Command::Audit(command) => run_once(config, async |opener| audit::run(opener, command).await),
        Command::Plan(command) => run_once(config, async |opener| plan::run(opener, command).await),
        Command::Reports(command) => run_once(config, async |opener| reports::run(opener, command).await),
        Command::Password(command) => run_once(config, async |opener| password::run(opener, command).await),
        Command::User(command) => run_once(config, async |opener| user::run(opener, command).await),
        Command::Owner(command) => run_once(config, async |opener| owner::run(opener, command).await),
        Command::Demo(_) | Command::Generate(_) => Ok(()),
    }
}

fn block_on(work: impl Future<Output = Outcome>) -> Outcome {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}

/// Runs a command, and sends its live updates to the serving processes before it ends.
fn run_once(config: Config, work: impl AsyncFnOnce(&Opener) -> Outcome) -> Outcome {
    block_on(async {
        let opener = Opener { config, app: OnceCell::new() };
        let outcome = work(&opener).await;
        if let Some(app) = opener.app.get() {
            if let Some(path) = &app.made_key {
                let path = path.display();
                output::print_error(format_args!("made the key {path} of this database: keep a copy in another place"));
            }
            if tokio::time::timeout(FLUSH_TIMEOUT, app.bus.flush()).await.is_err() {
                output::print_error(format_args!(
                    "the serving processes could not be told of the change within {} seconds: pages that are open show it \
                     when they are loaded again",
                    FLUSH_TIMEOUT.as_secs()
                ));
            }
            // A page that can't be copied into the file stays in the write-ahead log, so nothing is lost.
            let _checkpoint = app.db.close().await;
        }
        outcome
    })
}

/// Opens the app on demand, so that a command can check its arguments first.
struct Opener {
    config: Config,
    app: OnceCell<App>,
}

impl Opener {
    /// The app, opened once.
    async fn open(&self) -> Result<&App, CommandError> {
        Ok(self.app.get_or_try_init(|| App::open(self.config.clone())).await?)
    }

    /// The app with another key than the one that the database's secrets are sealed with. Nothing may serve a SQLite
    /// database meanwhile: its process has the key.
    async fn open_with_new_key(&self) -> Result<&App, CommandError> {
        let _lock = ServingLock::take(&self.config.database)?;
        Ok(self.app.get_or_try_init(|| App::open_with_new_key(self.config.clone())).await?)
    }
}

/// Reads a secret from a file or from standard input, without the line break at its end.
fn read_secret(file: Option<&Path>) -> Result<SecretString, CommandError> {
    let mut text = String::new();
    match file {
        Some(path) => {
            text = std::fs::read_to_string(path)
                .map_err(|error| CommandError(format!("{} can't be read: {error}", path.display())))?;
        }
        None => {
            std::io::stdin().take(64 * 1024).read_to_string(&mut text)?;
        }
    }
    let text = text.strip_suffix('\n').map_or(text.as_str(), |text| text.strip_suffix('\r').unwrap_or(text));
    if text.is_empty() {
        return Err(CommandError("the secret is empty: give it on standard input".into()));
    }
    Ok(text.into())
}

/// An error of the product as one sentence, with the fields that it names.
fn to_error(error: crewline_core::Error) -> CommandError {
    match error {
        crewline_core::Error::Fields(fields) => {
            let each = fields.0.iter().map(|(field, sentence)| format!("{field}: {sentence}"));
            CommandError(each.collect::<Vec<_>>().join(" "))
        }
        other => CommandError(other.to_string()),
    }
}

/// Finds a business, for a command of the operator.
async fn find_operator(app: &App, slug: &str) -> Result<crewline_core::access::Operator, CommandError> {
    match crewline_core::access::operator(&app.db, slug).await {
        Ok(operator) => Ok(operator),
        Err(crewline_core::Error::Refused(_)) => Err(CommandError(match deletion::removal_of(&app.db, slug).await? {
            Some(at) => format!(
                "the business {slug:?} is deleted, and is removed for good at {at}; until then an Owner can take it back \
                 on its page"
            ),
            None => format!("there is no business {slug:?}"),
        })),
        Err(error) => Err(to_error(error)),
    }
}

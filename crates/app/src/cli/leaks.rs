//! `crewline audit leaks`: the search for leaks, in a copy of the database.

use clap::Args;
use crewline_core::db::Target;
use crewline_core::time::Clock;

use super::output::print_result;
use super::{CommandError, Opener, Outcome, find_operator};
use crate::config::Config;
use crate::leaks::{self, Report};
use crate::router::{router, routes};
use crate::state::App;

/// The arguments of the search.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The business's name in addresses.
    #[arg(long, value_name = "SLUG")]
    business: String,
    /// A copy of the database, made beforehand, that may be changed. SQLite needs none: the command makes one and deletes it.
    #[arg(long, value_name = "URL")]
    copy: Option<String>,
    /// Print the report as JSON.
    #[arg(long)]
    json: bool,
}

/// Searches, and prints the report. A leak fails the command.
pub(super) async fn run(opener: &Opener, arguments: Arguments) -> Outcome {
    let report = match &arguments.copy {
        Some(copy) => {
            let target: Target = copy.parse().map_err(|error| CommandError(format!("--copy: {error}")))?;
            if target == opener.config.database {
                return Err(CommandError(
                    "--copy names the database itself: copy it first, since the search adds to it".into(),
                ));
            }
            search(opener.config.clone(), target, &arguments.business).await?
        }
        None => {
            let app = opener.open().await?;
            find_operator(app, &arguments.business).await?;
            let folder = tempfile::Builder::new().prefix("crewline-leaks-").tempdir()?;
            let Some(target) = app.db.copy_to(&folder.path().join("copy.db"))? else {
                return Err(CommandError(
                    "the search needs a copy of the database, which it changes: make one on the PostgreSQL server, such as \
                     with `createdb -T` or `pg_dump`, and name it with --copy postgres://…"
                        .into(),
                ));
            };
            search(opener.config.clone(), target, &arguments.business).await?
        }
    };
    match arguments.json {
        true => print_result(serde_json::to_string_pretty(&report)?)?,
        false => print_result(&report)?,
    }
    match report.leaks.len() {
        0 => Ok(()),
        1 => Err(CommandError("there is a leak".into())),
        count => Err(CommandError(format!("there are {count} leaks"))),
    }
}

/// Opens the copy with a clock that stands still, so that answers differ only by what is added.
async fn search(config: Config, copy: Target, business: &str) -> Result<Report, CommandError> {
    let config = Config { database: copy, smtp_url: None, ..config };
    let app = App::open_with(config, Clock::at(Clock::System.now())).await?;
    let operator = find_operator(&app, business).await?;
    Ok(leaks::search(&app, router(app.clone()), &routes(&app), &operator, business).await?)
}

//! `crewline reports`: builds the sums that reports are read from anew, and checks them.

use clap::Subcommand;
use crewline_core::{businesses, reports};

use super::output::print_result;
use super::{CommandError, Opener, Outcome, find_operator, to_error};

/// The commands for the reports.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Build the sums of the reports anew from the calls, of one business or of all. Calls may come in meanwhile.
    Rebuild {
        /// The business's name in addresses.
        #[arg(long, value_name = "SLUG")]
        business: Option<String>,
    },
    /// Check the sums of the reports against the calls, of one business or of all. The first that differs fails the command.
    Verify {
        /// The business's name in addresses.
        #[arg(long, value_name = "SLUG")]
        business: Option<String>,
    },
}

/// Runs a command for the reports.
pub(super) async fn run(opener: &Opener, command: Command) -> Outcome {
    let app = opener.open().await?;
    let (business, is_check) = match command {
        Command::Rebuild { business } => (business, false),
        Command::Verify { business } => (business, true),
    };
    let slugs = match business {
        Some(slug) => vec![slug],
        None => businesses::slugs(&app.db).await?,
    };
    for slug in slugs {
        let operator = find_operator(app, &slug).await?;
        if is_check {
            match reports::verify(&app.db, &operator).await.map_err(to_error)? {
                Ok(verified) => print_result(format_args!("{slug}: {} sums, as the calls say", verified.hours))?,
                Err(difference) => return Err(CommandError(format!("{slug}: {difference}"))),
            }
        } else {
            reports::rebuild(&app.db, &operator).await.map_err(to_error)?;
            print_result(format_args!("{slug}: built anew"))?;
        }
    }
    Ok(())
}

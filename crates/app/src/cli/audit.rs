//! `crewline audit verify`: checks the hash chain of the audit log.

use clap::Subcommand;
use crewline_core::{audit, businesses};

use super::{CommandError, Opener, Outcome, find_operator};

/// The commands for the audit log.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check the chain of one business, or of all.
    Verify {
        /// The business's name in addresses.
        #[arg(long, value_name = "SLUG")]
        business: Option<String>,
    },
}

/// Checks the chain. The first bad entry fails the command.
pub(super) async fn run(opener: &Opener, command: Command) -> Outcome {
    let Command::Verify { business: slug } = command;
    let app = opener.open().await?;
    let slugs = match slug {
        Some(slug) => vec![slug],
        None => businesses::slugs(&app.db).await?,
    };
    for slug in slugs {
        let operator = find_operator(app, &slug).await?;
        match audit::verify(&app.db, &operator).await? {
            Ok(entries) => println!("{slug}: {entries} entries, the chain holds"),
            Err(broken) => return Err(CommandError(format!("{slug}: {broken}"))),
        }
    }
    Ok(())
}

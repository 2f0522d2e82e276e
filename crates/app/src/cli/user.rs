//! `crewline user email`: changes the address of an account.

use clap::Subcommand;
use crewline_core::access::Refusal;
use crewline_core::accounts::{Email, change_address_by_operator};

use super::output::print_result;
use super::{CommandError, Opener, Outcome, to_error};
use crate::emails;

/// The commands for accounts.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Change the e-mail address of an account. Its sessions end, and a letter tells the old address.
    Email {
        /// The account's present address.
        #[arg(long)]
        from: String,
        /// The new address.
        #[arg(long)]
        to: String,
    },
}

/// Changes the address.
pub(super) async fn run(opener: &Opener, command: Command) -> Outcome {
    let Command::Email { from, to } = command;
    let (from, to) = (Email::read(&from)?, Email::read(&to)?);
    let app = opener.open().await?;
    match change_address_by_operator(&app.db, &from, &to, &app.composer(emails::security)).await {
        Ok(()) => print_result(format_args!("{} is {} now", from.typed(), to.typed())),
        Err(crewline_core::Error::Refused(Refusal::NotFound)) => {
            Err(CommandError(format!("there is no account {}", from.typed())))
        }
        Err(error) => Err(to_error(error)),
    }
}

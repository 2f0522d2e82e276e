//! `crewline owner recover`: makes an Owner for a business that has lost its own.

use clap::Subcommand;
use crewline_core::access::Refusal;
use crewline_core::accounts::Email;
use crewline_core::members::recover_owner;

use super::output::print_result;
use super::{CommandError, Opener, Outcome, find_operator, to_error};

/// The commands for Owners.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make an existing account an Owner of a business, even if it is no longer a member.
    Recover {
        /// The account's e-mail address.
        #[arg(long)]
        email: String,
        /// The business's name in addresses.
        #[arg(long, value_name = "SLUG")]
        business: String,
    },
}

/// Makes the account an Owner.
pub(super) async fn run(opener: &Opener, command: Command) -> Outcome {
    let Command::Recover { email, business: slug } = command;
    let email = Email::read(&email)?;
    let app = opener.open().await?;
    let operator = find_operator(app, &slug).await?;
    match recover_owner(&app.db, &operator, &email).await {
        Ok(member) => print_result(format_args!("{} is an Owner of {}", member.email, operator.business_name())),
        Err(crewline_core::Error::Refused(Refusal::NotFound)) => {
            Err(CommandError(format!("there is no account {}", email.typed())))
        }
        Err(error) => Err(to_error(error)),
    }
}

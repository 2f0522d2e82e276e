//! `crewline token create`: an API token for a member.

use clap::Subcommand;
use crewline_core::access::Refusal;
use crewline_core::accounts::{Email, tokens};
use secrecy::ExposeSecret;

use super::output::print_result;
use super::{CommandError, Opener, Outcome, find_operator, to_error};

/// The commands for tokens.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make one; prints the token alone.
    Create {
        /// The member's e-mail address.
        #[arg(long)]
        email: String,
        /// The business's name in addresses.
        #[arg(long, value_name = "SLUG")]
        business: String,
        /// The token's name.
        #[arg(long, default_value = "command line")]
        name: String,
        /// In how many days it expires; without it, never.
        #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(i64).range(1..=3653))]
        expires_in_days: Option<i64>,
        /// It may only read.
        #[arg(long)]
        read_only: bool,
    },
}

/// Makes the token.
pub(super) async fn run(opener: &Opener, command: Command) -> Outcome {
    let Command::Create { email, business: slug, name, expires_in_days: days, read_only: reads_only } = command;
    let email = Email::read(&email)?;
    let app = opener.open().await?;
    let operator = find_operator(app, &slug).await?;
    match tokens::create_for(&app.db, &operator, &email, &tokens::NewToken { name, days, reads_only }).await {
        Ok(token) => print_result(token.expose_secret()),
        Err(crewline_core::Error::Refused(Refusal::NotFound)) => {
            Err(CommandError(format!("no active member of {slug:?} has the address {}", email.typed())))
        }
        Err(error) => Err(to_error(error)),
    }
}

//! `crewline token create`: an API token for a member.

use clap::Subcommand;
use crewline_core::access::Refusal;
use crewline_core::accounts::{Email, tokens};
use secrecy::ExposeSecret;

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
    },
}

/// Makes the token.
pub(super) async fn run(opener: &Opener, command: Command) -> Outcome {
    let Command::Create { email, business: slug, name } = command;
    let email = Email::read(&email)?;
    let app = opener.open().await?;
    let operator = find_operator(app, &slug).await?;
    match tokens::create_for(&app.db, &operator, &email, &name).await {
        Ok(token) => println!("{}", token.expose_secret()),
        Err(crewline_core::Error::Refused(Refusal::NotFound)) => {
            return Err(CommandError(format!("no active member of {slug:?} has the address {}", email.typed())));
        }
        Err(error) => return Err(to_error(error)),
    }
    Ok(())
}

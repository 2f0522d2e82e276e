//! `crewline owner recover`: an Owner again, where a business has lost its own.

use clap::Subcommand;
use crewline_core::access::Refusal;
use crewline_core::accounts::Email;
use crewline_core::members::recover_owner;

use super::{Failed, Opener, Outcome, business, sentence};

/// What can be done with Owners.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make an existing account an Owner of a business, also where it is no member of it any more.
    Recover {
        /// The account's e-mail address.
        #[arg(long)]
        email: String,
        /// The business's name in addresses.
        #[arg(long, value_name = "SLUG")]
        business: String,
    },
}

/// Does it.
pub(super) async fn run(opener: &Opener, command: Command) -> Outcome {
    let Command::Recover { email, business: slug } = command;
    let email = Email::read(&email)?;
    let app = opener.open().await?;
    let operator = business(app, &slug).await?;
    match recover_owner(&app.db, &operator, &email).await {
        Ok(member) => println!("{} is an Owner of {}", member.email, operator.business_name()),
        Err(crewline_core::Error::Refused(Refusal::NotFound)) => {
            return Err(Failed(format!("there is no account {}", email.typed())));
        }
        Err(error) => return Err(sentence(error)),
    }
    Ok(())
}

//! `crewline password set`: sets a password where no mail is sent.

use std::path::PathBuf;

use clap::Subcommand;
use crewline_core::accounts::{self, Email};

use super::{CommandError, Opener, Outcome, read_secret, to_error};
use crate::emails;

/// The commands for passwords.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Set an account's password and end its sessions; the password comes on standard input. It confirms the address.
    Set {
        /// The account's e-mail address.
        #[arg(long)]
        email: String,
        /// A file with the password; otherwise it is read from standard input.
        #[arg(long, value_name = "FILE")]
        password_file: Option<PathBuf>,
    },
}

/// Sets the password.
pub(super) async fn run(opener: &Opener, command: Command) -> Outcome {
    let Command::Set { email, password_file } = command;
    let email = Email::read(&email)?;
    let password = read_secret(password_file.as_deref())?;
    let app = opener.open().await?;
    let account = accounts::find_account(&app.db, &email).await?;
    let account = account.ok_or_else(|| CommandError(format!("there is no account {}", email.typed())))?;
    let businesses = accounts::business_names(&app.db, account.id).await?;
    let mut known = vec![account.name.as_str(), &account.email];
    known.extend(businesses.iter().map(String::as_str));
    if let Some(sentence) = accounts::judge(&password, &known).sentence() {
        return Err(CommandError(sentence.into()));
    }
    let composer = app.composer(emails::security);
    accounts::set_password(&app.db, &app.passwords, account.id, password, &composer).await.map_err(to_error)
}

//! `crewline carrier set`: the carrier connection of a business.

use std::path::PathBuf;

use clap::Subcommand;
use crewline_core::carrier::connection::{self, Draft};

use super::output::print_error;
use super::{Opener, Outcome, find_operator, read_secret, to_error};

/// The commands for the carrier connection.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Set it; the carrier's secret comes on standard input.
    Set {
        /// The business's name in addresses.
        #[arg(long, value_name = "SLUG")]
        business: String,
        /// twilio, signalwire or telnyx.
        #[arg(long)]
        provider: String,
        /// The account's id at the carrier.
        #[arg(long, value_name = "ID")]
        account: String,
        /// Another base of the carrier's API, for a test carrier.
        #[arg(long, value_name = "URL")]
        api_base: Option<String>,
        /// A file with the credential for the carrier's API, if it is not the secret (SignalWire's API token).
        #[arg(long, value_name = "FILE")]
        api_token_file: Option<PathBuf>,
        /// A file with a key made for webhooks only, as ID:KEY (Twilio).
        #[arg(long, value_name = "FILE")]
        shared_key: Option<PathBuf>,
        /// Take a new key, since the one that the database's secrets are sealed with is lost, and forget what only that
        /// one opened: the secrets of every carrier, and letters that wait.
        #[arg(long)]
        key_is_lost: bool,
    },
}

/// Sets the connection.
pub(super) async fn run(opener: &Opener, command: Command) -> Outcome {
    let Command::Set { business: slug, provider, account, api_base, api_token_file, shared_key, key_is_lost } = command;
    let secret_text = read_secret(None)?;
    let (shared_key_id, shared_key) = match shared_key {
        Some(file) => {
            let text = read_secret(Some(&file))?;
            let text = secrecy::ExposeSecret::expose_secret(&text).to_owned();
            let (id, key) = text
                .split_once(':')
                .ok_or_else(|| super::CommandError("the shared key's file must hold ID:KEY".into()))?;
            (Some(id.to_owned()), Some(key.to_owned().into()))
        }
        None => (None, None),
    };
    let draft = Draft {
        provider,
        account,
        secret: Some(secret_text),
        second_secret: None,
        shared_key_id,
        shared_key,
        api_token: api_token_file.as_deref().map(|file| read_secret(Some(file))).transpose()?,
        api_base,
    };
    let app = if key_is_lost { opener.open_with_new_key().await? } else { opener.open().await? };
    let operator = find_operator(app, &slug).await?;
    if key_is_lost {
        for forgotten in connection::forget_unreadable(&app.db, &app.seal).await.map_err(to_error)? {
            if forgotten != slug {
                print_error(format_args!("{forgotten}: the carrier's secrets are forgotten; set its carrier again"));
            }
        }
    }
    connection::set_by_operator(&app.db, &app.seal, &operator, draft).await.map_err(to_error)
}

//! `crewline carrier set`: the carrier connection of a business.

use clap::Subcommand;

use super::Outcome;
use crate::config::Config;

/// What can be done with the carrier connection.
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
    },
}

//! The state that calls, messages and the REST API share.

use std::sync::{Mutex, MutexGuard, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::SigningKey;
use jiff::Timestamp;

use crate::account_data::AccountData;
use crate::config::Config;

/// The settings, the keys and the account of a carrier.
#[derive(Debug)]
pub(crate) struct Carrier {
    pub(crate) config: Config,
    pub(crate) url: String,
    pub(crate) client: reqwest::Client,
    pub(crate) key: SigningKey,
    pub(crate) data: Mutex<AccountData>,
}

/// The reason why a call or message can't be placed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    /// The account has no such number.
    #[error("{0} is not a number of the account")]
    UnknownNumber(String),
    /// The number has no address to request.
    #[error("{0} has no address for this")]
    NoAddress(String),
}

impl Carrier {
    pub(crate) fn data(&self) -> MutexGuard<'_, AccountData> {
        // A panic elsewhere leaves the account consistent: every change is a single step.
        self.data.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.config.epoch.unwrap_or_else(Timestamp::now)
    }

    /// Telnyx' public key as the account shows it.
    pub(crate) fn public_key(&self) -> String {
        STANDARD.encode(self.key.verifying_key().to_bytes())
    }
}

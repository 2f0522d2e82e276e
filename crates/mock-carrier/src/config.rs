//! The settings of a carrier.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::clock::Time;
use crate::ids;
use crate::provider::Provider;

/// A key that signs webhooks in place of the auth token (Twilio's SharedKey).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SharedKey {
    /// Names the key in the settings header.
    pub id: String,
    /// The secret of the HMAC-SHA256.
    pub secret: String,
}

/// The settings of a carrier. [`Config::new`] gives settings that are ready to use.
#[derive(Debug, Clone)]
pub struct Config {
    /// The protocol that it speaks.
    pub provider: Provider,
    /// Where it listens; port 0 takes a free one.
    pub bind: String,
    /// The account's id, in webhooks and REST paths.
    pub account: String,
    /// The auth token (Twilio), the signing key (SignalWire) or the API key (Telnyx). It opens the REST API.
    pub secret: String,
    /// The key that signs SignalWire's webhooks; [`Config::secret`] when it is left out.
    pub signing_key: Option<String>,
    /// Signs webhooks with this key and HMAC-SHA256 instead (Twilio only).
    pub shared_key: Option<SharedKey>,
    /// Decides all ids and random choices.
    pub seed: u64,
    /// The speed of calls.
    pub time: Time,
    /// The start of calls in virtual time; the machine's clock when left out.
    pub epoch: Option<Timestamp>,
    /// How long a webhook may take before the fallback address is requested.
    pub webhook_timeout: Duration,
    /// How long a Telnyx recording address is valid.
    pub recording_url_lifetime: Duration,
    /// Connects to another origin than the address names, but signs the address, as with a proxy in front of the
    /// product: from origin to origin.
    pub connect_to: BTreeMap<String, String>,
}

impl Config {
    /// A carrier on a free loopback port with credentials made from seed 1 and instant time.
    #[must_use]
    pub fn new(provider: Provider) -> Self {
        Self::with_seed(provider, 1)
    }

    /// The same, with ids and credentials made from another seed.
    #[must_use]
    pub fn with_seed(provider: Provider, seed: u64) -> Self {
        Self {
            provider,
            bind: "127.0.0.1:0".to_owned(),
            account: ids::account(provider, seed),
            secret: ids::hex(seed, "secret", 0),
            signing_key: None,
            shared_key: None,
            seed,
            time: Time::Instant,
            epoch: None,
            webhook_timeout: Duration::from_secs(15),
            recording_url_lifetime: Duration::from_secs(600),
            connect_to: BTreeMap::new(),
        }
    }
}

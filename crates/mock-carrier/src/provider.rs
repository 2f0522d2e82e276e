//! The protocol of a carrier.

use serde::{Deserialize, Serialize};

/// The protocol of a carrier: its ids, its signatures, its REST paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// Ids of 34 characters, HMAC-SHA1 (or a shared key with HMAC-SHA256), `/2010-04-01`.
    Twilio,
    /// UUIDs, HMAC-SHA1 in a header of its own, `/api/laml/2010-04-01`.
    SignalWire,
    /// TeXML signed with Ed25519 over the raw body, `/v2`.
    Telnyx,
}

impl std::str::FromStr for Provider {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "twilio" => Ok(Self::Twilio),
            "signalwire" => Ok(Self::SignalWire),
            "telnyx" => Ok(Self::Telnyx),
            _ => Err(format!("{text} is not one of twilio, signalwire, telnyx")),
        }
    }
}

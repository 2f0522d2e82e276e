//! The carriers that Crewline can be connected to.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A carrier that Crewline can be connected to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// Twilio: TwiML, HMAC signatures.
    Twilio,
    /// SignalWire's compatibility API: the same documents, its own header and signing key.
    SignalWire,
    /// Telnyx TeXML: nearly the same documents, Ed25519 signatures.
    Telnyx,
}

/// The text names no carrier that Crewline knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the carrier must be one of twilio, signalwire and telnyx")]
pub struct UnknownProvider;

impl Provider {
    /// Every provider, for menus and tests.
    pub const ALL: [Self; 3] = [Self::Twilio, Self::SignalWire, Self::Telnyx];

    /// The form in commands, the API and the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Twilio => "twilio",
            Self::SignalWire => "signalwire",
            Self::Telnyx => "telnyx",
        }
    }

    /// The name that people know the carrier by.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Twilio => "Twilio",
            Self::SignalWire => "SignalWire",
            Self::Telnyx => "Telnyx",
        }
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Provider {
    type Err = UnknownProvider;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|provider| provider.as_str() == text).ok_or(UnknownProvider)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_providers_text_and_json_are_the_same() {
        for provider in Provider::ALL {
            let json = serde_json::to_string(&provider).unwrap();
            assert_eq!(json, format!("\"{provider}\""));
            assert_eq!(serde_json::from_str::<Provider>(&json).unwrap(), provider);
            assert_eq!(provider.as_str().parse(), Ok(provider));
        }
    }

    #[test]
    fn an_unknown_carrier_is_refused() {
        assert_eq!("plivo".parse::<Provider>(), Err(UnknownProvider));
        assert_eq!("Twilio".parse::<Provider>(), Err(UnknownProvider));
    }
}

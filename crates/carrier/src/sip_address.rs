//! The address of a telephone on the internet.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The longest address that is accepted.
const MAX_LENGTH: usize = 255;

/// A SIP address with its scheme, a user and a host, such as `sip:desk@pbx.example`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SipAddress(String);

/// The text is no SIP address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a SIP address looks like sip:desk@pbx.example")]
pub struct NotASipAddress;

impl SipAddress {
    /// The address with its scheme.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SipAddress {
    type Err = NotASipAddress;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (scheme, rest) = text.split_once(':').ok_or(NotASipAddress)?;
        let scheme = scheme.to_ascii_lowercase();
        let (user, host) = rest.split_once('@').ok_or(NotASipAddress)?;
        let is_clean = |part: &str| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_graphic() && !b"@<>\"\\".contains(&byte))
        };
        let has_host = host.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '[');
        let is_address = text.len() <= MAX_LENGTH && matches!(scheme.as_str(), "sip" | "sips") && has_host;
        if is_address && is_clean(user) && is_clean(host) {
            Ok(Self(format!("{scheme}:{rest}")))
        } else {
            Err(NotASipAddress)
        }
    }
}

impl TryFrom<String> for SipAddress {
    type Error = NotASipAddress;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<SipAddress> for String {
    fn from(address: SipAddress) -> Self {
        address.0
    }
}

impl fmt::Display for SipAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_with_scheme_user_and_host_is_read() {
        for text in ["sip:desk@pbx.example", "sips:+12125550111@10.0.0.1:5061;transport=tls", "sip:1001@[2001:db8::1]"]
        {
            assert_eq!(text.parse::<SipAddress>().unwrap().as_str(), text);
        }
        assert_eq!("SIP:Desk@pbx.example".parse::<SipAddress>().unwrap().as_str(), "sip:Desk@pbx.example");
        let long = format!("sip:{}@pbx.example", "a".repeat(300));
        for text in [
            "",
            "desk@pbx.example",
            "sip:desk",
            "sip:@pbx.example",
            "sip:desk@",
            "sip:desk@;x",
            "tel:+12125550111@x",
            "sip:a b@pbx.example",
            "sip:a@b@pbx.example",
            "sip:<a>@pbx.example",
            "sip:a@pbx.example\n",
            &long,
        ] {
            assert_eq!(text.parse::<SipAddress>(), Err(NotASipAddress), "{text}");
        }
    }
}

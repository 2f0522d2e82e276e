//! The caller, as far as the carrier says.

use serde::{Deserialize, Serialize};

use super::phone_number::PhoneNumber;

/// The caller of an inbound call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "address", rename_all = "snake_case")]
pub enum Caller {
    /// An ordinary telephone number.
    Number(PhoneNumber),
    /// The caller hides the number, or the carrier did not get one.
    Anonymous,
    /// A SIP address, with its scheme.
    Sip(String),
    /// The address of the carrier's own software, with its scheme.
    Client(String),
    /// Something else, kept as it came: a short code, an extension.
    Other(String),
}

/// Words that stand for a hidden number, in place of one.
const HIDDEN_WORDS: [&str; 7] = ["anonymous", "restricted", "blocked", "unknown", "unavailable", "private", "withheld"];

/// The same words spelled on a telephone's keys, as some networks send them.
const HIDDEN_ON_KEYS: [&str; 5] = ["266696687", "7378742833", "2562533", "8656696", "86282452253"];

impl Caller {
    /// Reads the field `From`. The text is already bounded and free of control characters.
    #[must_use]
    pub fn read(text: &str) -> Self {
        if let Ok(number) = text.parse::<PhoneNumber>() {
            let digits = number.as_str().trim_start_matches('+');
            return if HIDDEN_ON_KEYS.contains(&digits) { Self::Anonymous } else { Self::Number(number) };
        }
        let lower = text.trim().to_ascii_lowercase();
        let address = lower.strip_prefix("sip:").or_else(|| lower.strip_prefix("sips:"));
        match address {
            Some(address) => {
                let user = address.split(['@', ';']).next().unwrap_or_default();
                if user.is_empty() || HIDDEN_WORDS.contains(&user) {
                    Self::Anonymous
                } else {
                    Self::Sip(text.trim().to_owned())
                }
            }
            None if lower.is_empty()
                || HIDDEN_WORDS.contains(&lower.as_str())
                || HIDDEN_ON_KEYS.contains(&lower.as_str()) =>
            {
                Self::Anonymous
            }
            None if lower.starts_with("client:") => Self::Client(text.trim().to_owned()),
            None => Self::Other(text.trim().to_owned()),
        }
    }

    /// The caller's telephone number, if it is one.
    #[must_use]
    pub fn number(&self) -> Option<&PhoneNumber> {
        match self {
            Self::Number(number) => Some(number),
            Self::Anonymous | Self::Sip(_) | Self::Client(_) | Self::Other(_) => None,
        }
    }

    /// The caller's address as text, or nothing for an anonymous one.
    #[must_use]
    pub fn address(&self) -> Option<&str> {
        match self {
            Self::Number(number) => Some(number.as_str()),
            Self::Sip(text) | Self::Client(text) | Self::Other(text) => Some(text),
            Self::Anonymous => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_hidden_number_is_anonymous() {
        for text in [
            "",
            "anonymous",
            "Anonymous",
            "RESTRICTED",
            "+266696687",
            "266696687",
            "+7378742833",
            "+8656696",
            "+2562533",
            "+86282452253",
            "sip:anonymous@anonymous.invalid",
            "sip:@x",
            "unknown",
            "Private",
        ] {
            assert_eq!(Caller::read(text), Caller::Anonymous, "{text}");
        }
    }

    #[test]
    fn caller_addresses_keep_kind_and_text() {
        let number = Caller::read("+14155550100");
        assert_eq!(number.number().unwrap().as_str(), "+14155550100");
        assert_eq!(Caller::read("sip:Desk@crewline.example"), Caller::Sip("sip:Desk@crewline.example".to_owned()));
        assert_eq!(Caller::read("client:Ana"), Caller::Client("client:Ana".to_owned()));
        assert_eq!(Caller::read("40404"), Caller::Other("40404".to_owned()));
        assert_eq!(Caller::read("40404").number(), None);
    }
}

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
    /// Reads the field `From`. The text is already bounded and cleaned.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let text = text.trim();
        if let Ok(number) = text.parse::<PhoneNumber>() {
            let digits = number.as_str().trim_start_matches('+');
            return if HIDDEN_ON_KEYS.contains(&digits) { Self::Anonymous } else { Self::Number(number) };
        }
        let lower = text.to_ascii_lowercase();
        if let Some(user) = sip_user(text) {
            let is_hidden = user.is_empty()
                || HIDDEN_WORDS.contains(&user.to_ascii_lowercase().as_str())
                || HIDDEN_ON_KEYS.contains(&user.trim_start_matches('+'));
            return if is_hidden { Self::Anonymous } else { Self::Sip(text.to_owned()) };
        }
        if lower.is_empty() || HIDDEN_WORDS.contains(&lower.as_str()) || HIDDEN_ON_KEYS.contains(&lower.as_str()) {
            Self::Anonymous
        } else if lower.starts_with("client:") {
            Self::Client(text.to_owned())
        } else {
            Self::Other(text.to_owned())
        }
    }

    /// The caller's telephone number, if it is one, or if a SIP address holds one: `sip:+12125550112@pbx.example`.
    #[must_use]
    pub fn number(&self) -> Option<PhoneNumber> {
        match self {
            Self::Number(number) => Some(number.clone()),
            Self::Sip(text) => number_in_sip(text),
            Self::Anonymous | Self::Client(_) | Self::Other(_) => None,
        }
    }

    /// The caller's number or else address as text, or nothing for an anonymous one.
    #[must_use]
    pub fn address(&self) -> Option<String> {
        match self {
            Self::Number(number) => Some(number.to_string()),
            Self::Sip(text) => Some(number_in_sip(text).map_or_else(|| text.clone(), |number| number.to_string())),
            Self::Client(text) | Self::Other(text) => Some(text.clone()).filter(|text| !text.is_empty()),
            Self::Anonymous => None,
        }
    }
}

/// The user part of a SIP address, perhaps in angle brackets after a name; `None` for another text.
fn sip_user(text: &str) -> Option<&str> {
    let address = match text.split_once('<') {
        Some((_, rest)) => rest.split('>').next().unwrap_or_default(),
        None => text,
    };
    let (scheme, rest) = address.split_once(':')?;
    let is_sip = scheme.eq_ignore_ascii_case("sip") || scheme.eq_ignore_ascii_case("sips");
    // Without an at sign there is no user, only a host.
    is_sip.then(|| rest.split_once('@').map_or(rest, |(user, _)| user).split([';', '?']).next().unwrap_or_default())
}

/// The number that the user part of a SIP address is, with or without the marks of RFC 3966.
fn number_in_sip(text: &str) -> Option<PhoneNumber> {
    let user = sip_user(text)?.replace("%2B", "+").replace("%2b", "+");
    let digits: String = user.chars().filter(|c| !matches!(c, '-' | '.' | '(' | ')')).collect();
    digits.parse().ok()
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
            "sip:Restricted;tag=1@x",
            "sip:+266696687@x",
            "\"Hidden\" <sip:anonymous@anonymous.invalid>",
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
        assert_eq!(number.address().unwrap(), "+14155550100");
        assert_eq!(Caller::read("sip:Desk@crewline.example"), Caller::Sip("sip:Desk@crewline.example".to_owned()));
        assert_eq!(Caller::read("client:Ana"), Caller::Client("client:Ana".to_owned()));
        assert_eq!(Caller::read("40404"), Caller::Other("40404".to_owned()));
        assert_eq!(Caller::read("40404").number(), None);
        for text in ["40404", "12125550111", "TAXI", "client:joan", "sip:desk@pbx.example", "sip:1001@pbx.example"] {
            let caller = Caller::read(text);
            assert_eq!((caller.number(), caller.address().as_deref()), (None, Some(text)));
        }
    }

    #[test]
    fn the_number_in_a_sip_address_is_a_number() {
        for text in [
            "sip:+12125550112@pbx.example",
            "SIP:+12125550112@pbx.example;user=phone",
            "sips:+1-212-555-0112;npdi@10.0.0.1:5061",
            "sip:%2B12125550112@pbx.example",
            "sip:+12125550112",
            "\"Ana\" <sip:+12125550112@pbx.example>;tag=1",
        ] {
            let caller = Caller::read(text);
            assert_eq!(caller.number().unwrap().as_str(), "+12125550112", "{text}");
            assert_eq!(caller.address().unwrap(), "+12125550112", "{text}");
            assert_eq!(caller, Caller::Sip(text.to_owned()), "the target is not shown it as a caller's number");
        }
    }
}

//! A telephone number in the one format that carriers use.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A number in E.164: a plus sign and 4 to 15 digits, the first of them not zero.
///
/// Of each number there is one spelling. It is the syntax only: it says neither that such a number exists, nor how people write it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber(String);

/// The text is no E.164 number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a number is a plus sign and up to 15 digits")]
pub struct NotAPhoneNumber;

impl PhoneNumber {
    /// The number with its plus sign.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PhoneNumber {
    type Err = NotAPhoneNumber;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix('+').ok_or(NotAPhoneNumber)?;
        let is_plausible = (4..=15).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0');
        if !is_plausible {
            return Err(NotAPhoneNumber);
        }
        // Mexico's mobile numbers had a 1 after the country's code until 2019, and some networks still send it.
        match digits.strip_prefix("521") {
            Some(national) if national.len() == 10 => Ok(Self(format!("+52{national}"))),
            _ => Ok(Self(text.to_owned())),
        }
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = NotAPhoneNumber;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<PhoneNumber> for String {
    fn from(number: PhoneNumber) -> Self {
        number.0
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plus_and_digits_are_e164() {
        for text in ["+14155550100", "+4930901820", "+2904000", "+123456789012345"] {
            assert_eq!(text.parse::<PhoneNumber>().unwrap().as_str(), text);
        }
        assert_eq!("+5215512345678".parse::<PhoneNumber>().unwrap().as_str(), "+525512345678");
        for text in [
            "",
            "+",
            "14155550100",
            "+0155550100",
            "+1 415 555 0100",
            " 14155550100",
            "+141555O100",
            "+1234567890123456",
            "+١٤١٥٥٥٥",
            "sip:desk@crewline.example",
        ] {
            assert_eq!(text.parse::<PhoneNumber>(), Err(NotAPhoneNumber), "{text}");
        }
    }
}

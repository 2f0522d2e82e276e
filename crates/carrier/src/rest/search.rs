//! A search for numbers that could be bought.

use std::str::FromStr;

use super::number::{Abilities, AvailableNumber, NumberKind};

/// The most numbers that one search returns.
pub const MAX_RESULTS: u16 = 50;

/// The two letters of a country.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CountryCode(String);

/// The text is no country's two letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a country is two letters")]
pub struct NotACountry;

impl CountryCode {
    /// Two capital letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it has the North American numbering plan with area codes of three digits, at all carriers.
    pub(super) fn is_north_american(&self) -> bool {
        matches!(self.as_str(), "US" | "CA")
    }
}

impl FromStr for CountryCode {
    type Err = NotACountry;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_code = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
        is_code.then(|| Self(text.to_ascii_uppercase())).ok_or(NotACountry)
    }
}

/// A search for numbers that could be bought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// The country.
    pub country: CountryCode,
    /// The kind.
    pub kind: NumberKind,
    /// The area code: digits only, without the zero that some countries dial before it.
    pub area_code: Option<String>,
    /// Digits that the number has in a row.
    pub contains: Option<String>,
    /// The town.
    pub locality: Option<String>,
    /// The uses that it has to have.
    pub abilities: Abilities,
    /// The most results, up to [`MAX_RESULTS`].
    pub limit: u16,
}

impl Search {
    pub(super) fn limit(&self) -> u16 {
        self.limit.clamp(1, MAX_RESULTS)
    }

    /// Whether a number that the carrier offers is one of those searched for. Carriers offer near ones, too.
    pub(super) fn is_match(&self, number: &AvailableNumber) -> bool {
        let has = |part: &Option<String>| {
            part.as_ref().is_none_or(|part| number.phone_number.as_str().contains(part.as_str()))
        };
        has(&self.area_code) && has(&self.contains) && number.abilities.include(self.abilities)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_two_letters() {
        assert_eq!("us".parse::<CountryCode>().unwrap().as_str(), "US");
        for text in ["", "U", "USA", "U1", "é", "../"] {
            assert_eq!(text.parse::<CountryCode>(), Err(NotACountry), "{text}");
        }
    }
}

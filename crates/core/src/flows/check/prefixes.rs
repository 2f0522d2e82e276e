//! The numbers that may be rung.

use crate::carrier::phone_number::PhoneNumber;
use crate::numbers::{country_prefix, is_premium};

/// The longest country's code with its plus sign. A longer prefix names a range of a country.
const LONGEST_COUNTRY_PREFIX: usize = 4;

/// The numbers that may be rung, by their beginnings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowedPrefixes(Vec<String>);

impl AllowedPrefixes {
    /// Numbers that begin with one of these, such as `+1` or `+4930`.
    pub fn new(prefixes: impl IntoIterator<Item = String>) -> Self {
        Self(prefixes.into_iter().collect())
    }

    /// The numbers of a country (ISO 3166 alpha-2); none where there is no such country.
    pub fn of_country(country: &str) -> Self {
        Self::new(country_prefix(country))
    }

    /// Whether a number may be rung. One that costs more than an ordinary call needs a prefix of its own range, not its country's.
    pub fn allow(&self, number: &PhoneNumber) -> bool {
        let longest = self.0.iter().filter(|prefix| number.as_str().starts_with(*prefix)).map(String::len).max();
        longest.is_some_and(|longest| longest > LONGEST_COUNTRY_PREFIX || !is_premium(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_with_an_allowed_beginning_may_be_rung() {
        let allow = |prefixes: &AllowedPrefixes, number: &str| prefixes.allow(&number.parse().unwrap());
        let home = AllowedPrefixes::of_country("US");
        assert!(allow(&home, "+12125550123") && !allow(&home, "+4930123456") && !allow(&home, "+19005550123"));
        let listed = AllowedPrefixes::new(["+4930", "+1900"].map(str::to_owned));
        assert!(allow(&listed, "+4930123456") && allow(&listed, "+19005550123") && !allow(&listed, "+4989123456"));
        assert!(!allow(&AllowedPrefixes::of_country("ZZ"), "+12125550123"));
    }
}

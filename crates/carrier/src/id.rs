//! The carrier's own ids of calls, recordings and accounts.

use std::borrow::Borrow;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::text::is_invisible;

/// An id that the carrier made: opaque text, since each carrier makes its ids differently.
///
/// It is 1 to 128 bytes long and has no invisible characters, so it is safe in an index, a log
/// line and a header.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CarrierId(String);

/// The text can't be a carrier's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a carrier's id is 1 to 128 bytes of text without invisible characters")]
pub struct InvalidId;

impl CarrierId {
    /// The longest id, in bytes.
    pub const MAX_BYTES: usize = 128;

    /// Takes an id as the carrier wrote it.
    ///
    /// # Errors
    /// Returns [`InvalidId`] when it is empty, too long, or has invisible characters.
    pub fn new(text: &str) -> Result<Self, InvalidId> {
        if text.is_empty() || text.len() > Self::MAX_BYTES || text.chars().any(is_invisible) {
            return Err(InvalidId);
        }
        Ok(Self(text.to_owned()))
    }

    /// The id as the carrier wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CarrierId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Borrow<str> for CarrierId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for CarrierId {
    type Error = InvalidId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(&text)
    }
}

impl From<CarrierId> for String {
    fn from(id: CarrierId) -> Self {
        id.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_carriers_ids_are_accepted_unchanged() {
        for text in [
            "CA0123456789abcdef0123456789abcdef",
            "b3877c40-da60-4998-90ad-b792e98472af",
            "v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ",
        ] {
            assert_eq!(CarrierId::new(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn empty_long_and_invisible_ids_are_refused() {
        let longest = "x".repeat(CarrierId::MAX_BYTES);
        assert!(CarrierId::new(&longest).is_ok());
        for text in ["", "CA\n1", "CA\u{0}", "CA\u{202e}1", &format!("{longest}x")] {
            assert_eq!(CarrierId::new(text), Err(InvalidId));
        }
    }
}

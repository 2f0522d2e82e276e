//! A place in the rows of an answer.

use std::fmt::{self, Display};
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

use crate::paging::InvalidCursor;

/// The place after a row, of one question. Its text is opaque to other programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowCursor {
    /// The digest of the question.
    pub(super) question: u64,
    /// The digest of the row's keys: rows may have come and gone since.
    pub(super) row: u64,
    /// How many rows there were up to it. It counts where the row is no longer there.
    pub(super) place: u64,
}

/// The digest of a text.
pub(super) fn digest(text: &str) -> u64 {
    let bytes = Sha256::digest(text.as_bytes());
    bytes.iter().take(8).fold(0, |digest, byte| digest << 8 | u64::from(*byte))
}

impl Display for RowCursor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:016x}{:016x}{:x}", self.question, self.row, self.place)
    }
}

impl FromStr for RowCursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        let (question, rest) = text.split_at_checked(16).ok_or(InvalidCursor)?;
        let (row, place) = rest.split_at_checked(16).ok_or(InvalidCursor)?;
        let number = |text: &str| u64::from_str_radix(text, 16).map_err(|_| InvalidCursor);
        let cursor = Self { question: number(question)?, row: number(row)?, place: number(place)? };
        // A place has one spelling: a text that another program made up is no cursor.
        if cursor.to_string() == text { Ok(cursor) } else { Err(InvalidCursor) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_in_one_spelling_only() {
        for (question, row, place) in [(0, 1, 50), (u64::MAX, u64::MAX, u64::MAX), (digest("a"), digest("b"), 0)] {
            let cursor = RowCursor { question, row, place };
            let text = cursor.to_string();
            assert_eq!(text.parse(), Ok(cursor));
            for wrong in [format!("{text}x"), text[1..].to_owned(), format!("+{}", &text[1..]), String::new()] {
                assert_ne!(wrong.parse(), Ok(cursor), "{wrong}");
            }
            assert_eq!(format!("{}0{:x}", &text[..32], place).parse::<RowCursor>(), Err(InvalidCursor));
        }
        for wrong in
            ["", "é", "0123456789abcdef", "0123456789abcdef0123456789abcdef", "0123456789ABCDEF0123456789abcdef1"]
        {
            assert_eq!(wrong.parse::<RowCursor>(), Err(InvalidCursor), "{wrong}");
        }
    }
}

//! A place in the log, and which way to go on from there.

use std::fmt;
use std::str::FromStr;

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Older,
    Newer,
}

/// A place in the log beside an entry, and which way to go on from there. Its text is opaque to other programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub(super) way: Way,
    pub(super) sequence: i64,
}

impl Cursor {
    /// Everything, from the newest.
    pub(super) const NEWEST: Self = Self { way: Way::Older, sequence: i64::MAX };

    pub(super) fn older_than(sequence: i64) -> Self {
        Self { way: Way::Older, sequence }
    }

    pub(super) fn newer_than(sequence: i64) -> Self {
        Self { way: Way::Newer, sequence }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let way = match self.way {
            Way::Older => 'o',
            Way::Newer => 'n',
        };
        write!(f, "{way}{}", self.sequence)
    }
}

/// The text is no place in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("This is no page of the log. Begin at its start.")]
pub struct NotAPlace;

impl FromStr for Cursor {
    type Err = NotAPlace;

    fn from_str(text: &str) -> Result<Self, NotAPlace> {
        let (way, sequence) = match text.split_at_checked(1) {
            Some(("o", sequence)) => (Way::Older, sequence),
            Some(("n", sequence)) => (Way::Newer, sequence),
            _ => return Err(NotAPlace),
        };
        let cursor = Self { way, sequence: sequence.parse().map_err(|_| NotAPlace)? };
        // One spelling a place: what another program made up is no cursor.
        if cursor.to_string() == text { Ok(cursor) } else { Err(NotAPlace) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back_in_one_spelling_only() {
        for cursor in [Cursor::older_than(7), Cursor::newer_than(i64::MAX), Cursor::newer_than(0)] {
            assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }
        for wrong in ["", "o", "7", "x7", "o07", "o+7", "o7 ", "n1.5", "é7", "o99999999999999999999"] {
            assert_eq!(wrong.parse::<Cursor>(), Err(NotAPlace), "{wrong}");
        }
    }
}

//! A place in a list, and which way to read from there.

use std::fmt::{self, Display};
use std::str::FromStr;

use super::PageDirection;
use crate::time::Timestamp;

/// A place in a list between two rows, and which way to read from there. Its text is opaque to other programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor<Key, Id> {
    /// Which way to read.
    pub(crate) direction: PageDirection,
    /// The sort key of the row before the place.
    pub(crate) key: Key,
    /// The id of that row: it orders rows of the same key.
    pub(crate) id: Id,
}

/// The sort key of a row, as a part of a cursor's text.
pub trait CursorKey: Sized {
    /// Writes it.
    ///
    /// # Errors
    /// When the formatter fails.
    fn write(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result;
    /// Reads it back.
    fn read(text: &str) -> Option<Self>;
}

impl CursorKey for Timestamp {
    fn write(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.millis().fmt(out)
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok().map(Self::from_millis)
    }
}

/// For lists whose rows are numbered.
impl CursorKey for i64 {
    fn write(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fmt(out)
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl<Key: CursorKey, Id: Display> Display for Cursor<Key, Id> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self.direction {
            PageDirection::Ascending => "a",
            PageDirection::Descending => "d",
        })?;
        self.key.write(out)?;
        write!(out, "~{}", self.id)
    }
}

/// The text is no cursor of this kind of list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("This is no page of this list. Begin at its start.")]
pub struct InvalidCursor;

impl<Key: CursorKey, Id: Display + FromStr> FromStr for Cursor<Key, Id> {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        let (direction, rest) = match text.split_at_checked(1) {
            Some(("a", rest)) => (PageDirection::Ascending, rest),
            Some(("d", rest)) => (PageDirection::Descending, rest),
            _ => return Err(InvalidCursor),
        };
        let (key, id) = rest.rsplit_once('~').ok_or(InvalidCursor)?;
        let cursor =
            Self { direction, key: Key::read(key).ok_or(InvalidCursor)?, id: id.parse().map_err(|_| InvalidCursor)? };
        // A place has one spelling: a text that another program made up is no cursor.
        if cursor.to_string() == text { Ok(cursor) } else { Err(InvalidCursor) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{CallId, EntryId};

    #[test]
    fn a_cursor_reads_back_in_one_spelling_only() {
        for (direction, key, id) in
            [(PageDirection::Descending, 1_772_452_800_000, 7), (PageDirection::Ascending, -5, u128::MAX - 1)]
        {
            let cursor = Cursor { direction, key: Timestamp::from_millis(key), id: CallId::new(id) };
            let text = cursor.to_string();
            assert_eq!(text.parse(), Ok(cursor));
            let zero = text.replace('~', "~0");
            for wrong in [format!("{text}x"), zero, text[1..].to_owned(), text.to_uppercase(), text.replace('~', ".")] {
                assert_eq!(wrong.parse::<Cursor<Timestamp, CallId>>(), Err(InvalidCursor), "{wrong}");
            }
            assert_eq!(text.parse::<Cursor<Timestamp, EntryId>>(), Err(InvalidCursor));
        }
    }

    #[test]
    fn a_malformed_cursor_is_refused() {
        let id = EntryId::new(3);
        for wrong in ["", "d", "7", "d7", "d7~", "é7", "d~"] {
            assert_eq!(wrong.parse::<Cursor<i64, EntryId>>(), Err(InvalidCursor), "{wrong}");
        }
        for wrong in ["x7", "d07", "d+7", "d7 ", "a1.5", "d99999999999999999999", "d"] {
            assert_eq!(format!("{wrong}~{id}").parse::<Cursor<i64, EntryId>>(), Err(InvalidCursor), "{wrong}");
        }
        let cursor = Cursor { direction: PageDirection::Descending, key: 7, id };
        assert_eq!(format!("d7~{id}").parse(), Ok(cursor));
    }
}

//! Where a page of a sorted list begins: after a row, told by what it is sorted by and its id, so that rows that come
//! and go in the meantime neither repeat nor hide one.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::time::Timestamp;
use crate::{Error, Fields};

/// Before every text, and after every text that can be typed.
pub(crate) const ENDS_OF_TEXT: [&str; 2] = ["", "\u{10ffff}\u{10ffff}"];

/// What a list is sorted by, of one row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// A text, folded.
    Text(String),
    /// A moment.
    Moment(Timestamp),
}

/// Where a page begins. As a text it is opaque to other programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor<Sort, Id> {
    /// The order of the list that it came from.
    pub(crate) sort: Sort,
    /// The last row's key.
    pub(crate) key: Key,
    /// The last row's id.
    pub(crate) id: Id,
}

impl<Sort: Copy + PartialEq, Id: Copy> Cursor<Sort, Id> {
    /// The text and id to begin after; the very beginning, if there is no cursor.
    pub(crate) fn after_text(cursor: Option<&Self>, sort: Sort, beginning: (&str, Id)) -> Result<(String, Id), Error> {
        match cursor {
            None => Ok((beginning.0.to_owned(), beginning.1)),
            Some(Self { sort: of, key: Key::Text(text), id }) if *of == sort => Ok((text.clone(), *id)),
            Some(_) => Err(of_another_list()),
        }
    }

    /// The moment and id to begin after; the very beginning, if there is no cursor.
    pub(crate) fn after_moment(
        cursor: Option<&Self>,
        sort: Sort,
        beginning: (Timestamp, Id),
    ) -> Result<(Timestamp, Id), Error> {
        match cursor {
            None => Ok(beginning),
            Some(Self { sort: of, key: Key::Moment(moment), id }) if *of == sort => Ok((*moment, *id)),
            Some(_) => Err(of_another_list()),
        }
    }
}

pub(crate) fn of_another_list() -> Error {
    Error::Fields(Fields(vec![("cursor", "This page belongs to a list in another order. Begin at its start.".into())]))
}

/// A list's rows, one more than the page holds, as a page and the cursor of the next one.
pub(crate) fn cut<T, C>(mut rows: Vec<T>, limit: i64, cursor: impl FnOnce(&T) -> C) -> (Vec<T>, Option<C>) {
    let limit = usize::try_from(limit).unwrap_or(0);
    if rows.len() <= limit {
        return (rows, None);
    }
    rows.truncate(limit);
    let next = rows.last().map(cursor);
    (rows, next)
}

impl<Sort: std::fmt::Display, Id: std::fmt::Display> std::fmt::Display for Cursor<Sort, Id> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.key {
            Key::Text(text) => write!(f, "{}~{}~t{}", self.sort, self.id, URL_SAFE_NO_PAD.encode(text)),
            Key::Moment(at) => write!(f, "{}~{}~m{}", self.sort, self.id, at.millis()),
        }
    }
}

/// The text is no cursor of this kind of list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("This is no page of this list. Begin at its start.")]
pub struct NotACursor;

impl<Sort: std::str::FromStr, Id: std::str::FromStr> std::str::FromStr for Cursor<Sort, Id> {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let mut parts = text.splitn(3, '~');
        let mut part = || parts.next().ok_or(NotACursor);
        let sort = part()?.parse().map_err(|_| NotACursor)?;
        let id = part()?.parse().map_err(|_| NotACursor)?;
        let key = part()?;
        let key = if let Some(text) = key.strip_prefix('t') {
            let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| NotACursor)?;
            let text = String::from_utf8(bytes).map_err(|_| NotACursor)?;
            // PostgreSQL has no text with a zero in it.
            Key::Text(Some(text).filter(|text| !text.contains('\0')).ok_or(NotACursor)?)
        } else {
            let millis = key.strip_prefix('m').and_then(|millis| millis.parse().ok()).ok_or(NotACursor)?;
            Key::Moment(Timestamp::from_millis(millis))
        };
        Ok(Self { sort, key, id })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::NumberId;
    use crate::numbers::Sort;

    #[test]
    fn a_cursor_reads_back_as_itself() {
        let id = NumberId::new(7);
        for key in
            [Key::Text("ä~% \u{1f600}".into()), Key::Text(String::new()), Key::Moment(Timestamp::from_millis(-5))]
        {
            let cursor = Cursor { sort: Sort::Name, key, id };
            assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }
    }

    #[test]
    fn what_is_no_cursor_is_refused() {
        let id = NumberId::new(7);
        for text in [
            "",
            "name",
            "name~x~tYQ",
            "size~num~tYQ",
            &format!("name~{id}~"),
            &format!("name~{id}~tAA"),
            &format!("name~{id}~m1.5"),
            &format!("name~{id}~tY="),
        ] {
            assert_eq!(text.parse::<Cursor<Sort, NumberId>>(), Err(NotACursor), "{text}");
        }
        assert!(format!("name~{id}~tYQ").parse::<Cursor<Sort, NumberId>>().is_ok());
    }
}

//! A place in the list, and which way to go on from there.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ids::{CallId, NotAnId};
use crate::time::Timestamp;

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To older calls.
    Older,
    /// To newer calls.
    Newer,
}

/// A place in the list between two calls, and which way to go on from there. Its text is opaque to other programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub(super) way: Way,
    pub(super) at: Timestamp,
    pub(super) id: i64,
}

impl Cursor {
    /// Everything, from the newest.
    pub(super) const NEWEST: Self = Self { way: Way::Older, at: Timestamp::from_millis(i64::MAX), id: i64::MAX };

    pub(super) fn older_than(at: Timestamp, id: CallId) -> Self {
        Self { way: Way::Older, at, id: id.inside() }
    }

    pub(super) fn newer_than(at: Timestamp, id: CallId) -> Self {
        Self { way: Way::Newer, at, id: id.inside() }
    }

    /// Which way it goes on.
    pub fn way(&self) -> Way {
        self.way
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let way = match self.way {
            Way::Older => 'o',
            Way::Newer => 'n',
        };
        write!(f, "{way}{}.{}", self.at.millis(), CallId::new(self.id))
    }
}

impl FromStr for Cursor {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let (way, rest) = match text.split_at_checked(1) {
            Some(("o", rest)) => (Way::Older, rest),
            Some(("n", rest)) => (Way::Newer, rest),
            _ => return Err(NotAnId),
        };
        let (at, id) = rest.split_once('.').ok_or(NotAnId)?;
        let at = Timestamp::from_millis(at.parse().map_err(|_| NotAnId)?);
        let cursor = Self { way, at, id: id.parse::<CallId>()?.inside() };
        // One spelling a place: what another program made up is no cursor.
        if cursor.to_string() == text { Ok(cursor) } else { Err(NotAnId) }
    }
}

impl Serialize for Cursor {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_in_one_spelling_only() {
        for cursor in [
            Cursor::older_than(Timestamp::from_millis(1_772_452_800_000), CallId::new(7)),
            Cursor::newer_than(Timestamp::from_millis(-5), CallId::new(i64::MAX)),
        ] {
            let text = cursor.to_string();
            assert_eq!(text.parse(), Ok(cursor));
            for wrong in [format!("{text}x"), text.replace('.', ".0"), text[1..].to_owned(), text.to_uppercase()] {
                assert_eq!(wrong.parse::<Cursor>(), Err(NotAnId), "{wrong}");
            }
        }
        for wrong in ["", "o", "o.", "é1.call_x", "o1", "o+1.call_kkkkkkkk"] {
            assert_eq!(wrong.parse::<Cursor>(), Err(NotAnId), "{wrong}");
        }
    }
}

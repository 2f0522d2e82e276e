//! The orders of a list, and the cursors of a sorted list.

use std::fmt::{self, Display};
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{Cursor, CursorKey, PageDirection};
use crate::db::Value;
use crate::db::value::Scalar;
use crate::ids::IdBounds;
use crate::time::Timestamp;
use crate::{Error, Fields};

/// A key that a list can be sorted by. Its word names it in requests, in cursors and in the list's statement.
pub trait SortKey: Copy + Eq + Display + FromStr + 'static {
    /// Every key of the list.
    const KEYS: &'static [Self];

    /// Whether the key's values are moments; else they are texts.
    fn is_moment(self) -> bool;
}

/// A list's sort keys: a word for each, and whether its values are texts or moments.
macro_rules! sort_keys {
    (@is_moment text) => { false };
    (@is_moment moment) => { true };
    ($(#[$doc:meta])* $vis:vis enum $Name:ident { $($(#[$each:meta])* $Variant:ident = $word:literal $kind:ident,)* }) => {
        $crate::db::words! { $(#[$doc])* $vis enum $Name { $($(#[$each])* $Variant = $word,)* } }

        impl $Name {
            /// The order from the least of it to the greatest.
            pub const fn ascending(self) -> $crate::paging::Order<Self> {
                $crate::paging::Order { key: self, direction: $crate::paging::PageDirection::Ascending }
            }

            /// The order from the greatest of it to the least.
            pub const fn descending(self) -> $crate::paging::Order<Self> {
                $crate::paging::Order { key: self, direction: $crate::paging::PageDirection::Descending }
            }
        }

        impl $crate::paging::SortKey for $Name {
            const KEYS: &'static [Self] = Self::ALL;

            fn is_moment(self) -> bool {
                match self { $(Self::$Variant => $crate::paging::sort_keys!(@is_moment $kind),)* }
            }
        }
    };
}
pub(crate) use sort_keys;

/// An order of a list: a sort key and a direction. As a text it is the key's word, with a minus where it is descending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order<K> {
    /// The sort key.
    pub key: K,
    /// The direction.
    pub direction: PageDirection,
}

impl<K: SortKey> Order<K> {
    /// Every order of the list.
    pub fn all() -> Vec<Self> {
        K::KEYS
            .iter()
            .flat_map(|&key| PageDirection::ALL.iter().map(move |&direction| Self { key, direction }))
            .collect()
    }

    /// The same list from its other end.
    #[must_use]
    pub const fn reversed(self) -> Self {
        Self { key: self.key, direction: self.direction.reversed() }
    }

    /// The cursor of the rows after a row.
    pub(crate) fn after<Id>(self, value: KeyValue, id: Id) -> SortedCursor<K, Id> {
        Cursor { direction: self.direction, key: Sorted { order: self, value }, id }
    }

    /// The key and id to begin after. Without a cursor, they are those of the very beginning.
    pub(crate) fn begin<Id: IdBounds>(self, cursor: Option<&SortedCursor<K, Id>>) -> Result<(KeyValue, Id), Error> {
        let is_moment = |value: &KeyValue| matches!(value, KeyValue::Moment(_));
        match cursor {
            Some(Cursor { direction, key: Sorted { order, value }, id })
                if *order == self && *direction == self.direction && is_moment(value) == self.key.is_moment() =>
            {
                Ok((value.clone(), *id))
            }
            Some(_) => Err(other_order()),
            None => {
                let end = if self.direction == PageDirection::Ascending { Id::LEAST } else { Id::GREATEST };
                Ok((KeyValue::end(self.key.is_moment(), self.direction), end))
            }
        }
    }
}

pub(crate) fn other_order() -> Error {
    Error::Fields(Fields(vec![("cursor", "This page belongs to a list in another order. Begin at its start.".into())]))
}

impl<K: Display> Display for Order<K> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(if self.direction == PageDirection::Descending { "-" } else { "" })?;
        self.key.fmt(out)
    }
}

impl<K: SortKey> FromStr for Order<K> {
    type Err = K::Err;

    fn from_str(text: &str) -> Result<Self, K::Err> {
        let (word, direction) =
            text.strip_prefix('-').map_or((text, PageDirection::Ascending), |word| (word, PageDirection::Descending));
        Ok(Self { key: word.parse()?, direction })
    }
}

impl<K: Display> serde::Serialize for Order<K> {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// The value of a row's sort key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyValue {
    /// A text, folded.
    Text(String),
    /// A moment.
    Moment(Timestamp),
}

impl KeyValue {
    /// The value that sorts before all others in a direction.
    fn end(is_moment: bool, direction: PageDirection) -> Self {
        match (is_moment, direction) {
            (true, PageDirection::Ascending) => Self::Moment(Timestamp::from_millis(i64::MIN)),
            (true, PageDirection::Descending) => Self::Moment(Timestamp::from_millis(i64::MAX)),
            (false, PageDirection::Ascending) => Self::Text(String::new()),
            // It sorts after every text that can be typed.
            (false, PageDirection::Descending) => Self::Text("\u{10ffff}\u{10ffff}".to_owned()),
        }
    }
}

impl Value for KeyValue {
    fn scalar(&self) -> Scalar<'_> {
        match self {
            Self::Text(text) => text.scalar(),
            Self::Moment(at) => at.scalar(),
        }
    }
}

/// The value of a row's sort key, and the order that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sorted<K> {
    /// The order of the list.
    pub(crate) order: Order<K>,
    /// The value.
    pub(crate) value: KeyValue,
}

/// A place in a sorted list.
pub type SortedCursor<K, Id> = Cursor<Sorted<K>, Id>;

impl<K: SortKey> CursorKey for Sorted<K> {
    fn write(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            KeyValue::Text(text) => write!(out, "{}~t{}", self.order, URL_SAFE_NO_PAD.encode(text)),
            KeyValue::Moment(at) => write!(out, "{}~m{}", self.order, at.millis()),
        }
    }

    fn read(text: &str) -> Option<Self> {
        let (order, value) = text.split_once('~')?;
        let value = if let Some(encoded) = value.strip_prefix('t') {
            let text = String::from_utf8(URL_SAFE_NO_PAD.decode(encoded).ok()?).ok()?;
            // PostgreSQL allows no NUL in texts.
            KeyValue::Text(Some(text).filter(|text| !text.contains('\0'))?)
        } else {
            KeyValue::Moment(Timestamp::from_millis(value.strip_prefix('m')?.parse().ok()?))
        };
        Some(Self { order: order.parse().ok()?, value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::NumberId;
    use crate::members::SortKey;
    use crate::paging::InvalidCursor;

    type Place = SortedCursor<SortKey, NumberId>;

    #[test]
    fn an_order_reads_back_as_itself() {
        let words: Vec<_> = Order::<SortKey>::all().iter().map(Order::to_string).collect();
        assert_eq!(words[..4], ["name", "-name", "email", "-email"]);
        for order in Order::<SortKey>::all() {
            assert_eq!(order.to_string().parse(), Ok(order));
            assert_eq!(order.reversed().reversed(), order);
        }
        for wrong in ["", "-", "--name", "size", "name-", "+name"] {
            assert!(wrong.parse::<Order<SortKey>>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_sorted_cursor_reads_back_as_itself() {
        let texts = ["ä~% \u{1f600}", ""].map(|text| KeyValue::Text(text.into()));
        for order in Order::<SortKey>::all() {
            for value in texts.iter().cloned().chain([KeyValue::Moment(Timestamp::from_millis(-5))]) {
                let place: Place = order.after(value, NumberId::new(7));
                assert_eq!(place.to_string().parse(), Ok(place.clone()));
                let back = Cursor { direction: order.direction.reversed(), ..place };
                assert_eq!(back.to_string().parse(), Ok(back));
            }
        }
    }

    #[test]
    fn a_malformed_sorted_cursor_is_refused() {
        let id = NumberId::new(7);
        for text in ["", "name", "name~tYQ~x", "size~tYQ~num"] {
            assert_eq!(format!("a{text}").parse::<Place>(), Err(InvalidCursor), "{text}");
        }
        for text in ["size~tYQ", "name~", "name~tAA", "name~m1.5", "name~tY=", "name", "name~t~tYQ"] {
            assert_eq!(format!("a{text}~{id}").parse::<Place>(), Err(InvalidCursor), "{text}");
        }
        assert!(format!("aname~tYQ~{id}").parse::<Place>().is_ok());
    }

    #[test]
    fn a_cursor_of_another_order_is_refused() {
        let (by_name, id) = (SortKey::Name.ascending(), NumberId::new(7));
        let begin = |order: Order<SortKey>, place: &Place| order.begin(Some(place)).ok();
        let text = KeyValue::Text("a".into());
        let place = by_name.after(text.clone(), id);
        assert_eq!(begin(by_name, &place), Some((text.clone(), id)));
        assert_eq!(begin(by_name.reversed(), &place), None);
        assert_eq!(begin(SortKey::Joined.ascending(), &place), None);
        assert_eq!(begin(by_name, &Cursor { direction: PageDirection::Descending, ..place }), None, "it leads back");
        assert_eq!(
            begin(SortKey::Joined.ascending(), &SortKey::Joined.ascending().after(text, id)),
            None,
            "a text is no moment"
        );
    }
}

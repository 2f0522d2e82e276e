//! Fields of a change: what is left out stays as it is.

use serde::{Deserialize, Deserializer};

/// A field that can be taken away: null is not the same as left out.
pub(crate) fn nullable<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}

/// A field that always has a value: null is none.
pub(crate) fn non_null<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

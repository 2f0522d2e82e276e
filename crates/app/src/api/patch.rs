//! Fields of a PATCH body: an omitted field stays as it is.

use serde::{Deserialize, Deserializer};

/// A field that null clears.
pub(crate) fn nullable<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}

/// A field that always has a value: null is refused.
pub(crate) fn non_null<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

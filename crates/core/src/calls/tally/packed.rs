//! The sums of a month in one value: a report of a month of a number reads one row, and not one for each day or hour.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Sums;
use crate::db::value::{Column, Scalar, Value};
use crate::db::{Error, IdCipher, words};

/// The first byte of a value. Another one is from another version of the program; `crewline reports rebuild` writes all anew.
const FORMAT: u8 = 1;
/// The hours of a day, as clocks show them.
const HOURS: u16 = 24;

words! {
    /// The times that the sums of a month are kept apart by.
    pub(crate) enum Grain {
        /// The days.
        Day = "day",
        /// The hours of the days.
        Hour = "hour",
    }
}

/// The place of an hour in a month: the hours of the clock before it, since the month began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct HourOfMonth(u16);

impl HourOfMonth {
    /// An hour of a day, which is counted from the month's first.
    pub(crate) fn new(day: u16, hour: u8) -> Self {
        Self(day * HOURS + u16::from(hour))
    }

    /// The day, counted from the month's first.
    pub(crate) fn day(self) -> u16 {
        self.0 / HOURS
    }

    /// The hour of the clock.
    pub(crate) fn hour(self) -> u8 {
        u8::try_from(self.0 % HOURS).unwrap_or_default()
    }
}

/// The sums of the hours of a month, or of its days, each at its first hour. They are packed by postcard: a byte for the format,
/// and then the place and the sums of each that is not zero, as integers of variable length.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PackedSums(Vec<u8>);

impl PackedSums {
    /// Packs the sums of hours.
    ///
    /// # Errors
    /// When the serializer fails.
    pub(crate) fn pack(hours: &BTreeMap<HourOfMonth, Sums>) -> Result<Self, Error> {
        let mut bytes = vec![FORMAT];
        for entry in hours.iter().filter(|(_, sums)| **sums != Sums::default()) {
            bytes = postcard::to_extend(&entry, bytes).map_err(unreadable)?;
        }
        Ok(Self(bytes))
    }

    /// Whether no call is in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.len() <= 1
    }

    /// Calls `visit` with each place and its sums, in order.
    ///
    /// # Errors
    /// When the bytes are of another format.
    pub(crate) fn visit(&self, mut visit: impl FnMut(HourOfMonth, Sums)) -> Result<(), Error> {
        let mut rest = match self.0.split_first() {
            None => return Ok(()),
            Some((&FORMAT, rest)) => rest,
            Some(_) => return Err(Error::Internal("sums of a month are of another format".into())),
        };
        while !rest.is_empty() {
            let ((place, sums), after) = postcard::take_from_bytes::<(HourOfMonth, Sums)>(rest).map_err(unreadable)?;
            visit(place, sums);
            rest = after;
        }
        Ok(())
    }

    /// The sums by their places.
    ///
    /// # Errors
    /// When the bytes are of another format.
    pub(crate) fn unpack(&self) -> Result<BTreeMap<HourOfMonth, Sums>, Error> {
        let mut hours = BTreeMap::new();
        self.visit(|place, sums| *hours.entry(place).or_default() += sums)?;
        Ok(hours)
    }
}

fn unreadable(error: postcard::Error) -> Error {
    Error::Internal(format!("sums of a month: {error}"))
}

impl Value for PackedSums {
    fn scalar(&self) -> Scalar<'_> {
        Scalar::Bytes(&self.0)
    }
}

impl Column for PackedSums {
    fn read(scalar: Scalar<'_>, ids: &IdCipher) -> Option<Self> {
        Vec::read(scalar, ids).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn packed_sums_are_read_as_they_were(
            all in proptest::collection::btree_map(0_u16..744, (1_i64..90, -500_i64..100_000_000), 0..60),
        ) {
            let sums = |(calls, value_cents)| Sums { calls, missed: calls - 1, value_cents, ..Sums::default() };
            let hours: BTreeMap<_, _> = all.into_iter().map(|(place, of)| (HourOfMonth(place), sums(of))).collect();
            let packed = PackedSums::pack(&hours).unwrap();
            prop_assert_eq!(packed.is_empty(), hours.is_empty());
            prop_assert_eq!(packed.unpack().unwrap(), hours);
        }
    }

    #[test]
    fn hours_have_their_days() {
        let place = HourOfMonth::new(30, 23);
        assert_eq!((place.0, place.day(), place.hour()), (743, 30, 23));
    }

    #[test]
    fn another_format_and_broken_bytes_are_refused() {
        let hours = BTreeMap::from([(HourOfMonth(4), Sums { calls: 3, ..Sums::default() })]);
        let bytes = PackedSums::pack(&hours).unwrap().0;
        let other = [&[FORMAT + 1], &bytes[1..]].concat();
        for bad in [other, bytes[..bytes.len() - 1].to_vec()] {
            PackedSums(bad).unpack().unwrap_err();
        }
    }
}

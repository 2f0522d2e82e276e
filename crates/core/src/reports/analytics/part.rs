//! The keys of a row by their ids, before they are shown by their names.

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

use super::Grouping;
use crate::calls::CallStatus;
use crate::ids::{GroupId, NumberId, TagId};

/// A key of a row by its id. Answers that were prepared are stored with it: a variant has its place in the order for good.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) enum Part {
    Number(NumberId),
    Group(Option<GroupId>),
    Source(String),
    Status(CallStatus),
    Tag(Option<TagId>),
    CallFlow,
    Date(Date),
    Week(Date),
    Month(Date),
    HourOfDay(u8),
    DayOfWeek(#[serde(with = "weekday_number")] Weekday),
}

impl Part {
    /// The key of a day, a week or a month, by its first day.
    pub(super) fn of_days(grouping: Grouping, first: Date) -> Option<Self> {
        match grouping {
            Grouping::Date => Some(Self::Date(first)),
            Grouping::Week => Some(Self::Week(first)),
            Grouping::Month => Some(Self::Month(first)),
            _ => None,
        }
    }
}

/// A day of the week as a number: 1 is Monday.
mod weekday_number {
    use jiff::civil::Weekday;
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(day: &Weekday, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i8(day.to_monday_one_offset())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Weekday, D::Error> {
        Weekday::from_monday_one_offset(i8::deserialize(from)?).map_err(D::Error::custom)
    }
}

//! The keys of a row by their ids, before they are shown by their names.

use jiff::civil::{Date, Weekday};

use super::Grouping;
use crate::calls::CallStatus;
use crate::ids::{GroupId, NumberId, TagId};

/// A key of a row by its id.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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
    DayOfWeek(Weekday),
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

//! The keys of a row.

use jiff::civil::{Date, Weekday};

use super::Grouping;
use crate::calls::CallStatus;
use crate::ids::{GroupId, NumberId, TagId};
use crate::numbers::PhoneNumber;

/// A key of a row: the value that its calls have in a grouping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// A number.
    Number {
        /// Its id.
        id: NumberId,
        /// Its friendly name.
        name: String,
        /// The number itself.
        phone_number: PhoneNumber,
    },
    /// A group with its name; `None` for the numbers that are in none.
    Group(Option<(GroupId, String)>),
    /// A source.
    Source(String),
    /// A status.
    Status(CallStatus),
    /// A tag with its name; `None` for calls without one.
    Tag(Option<(TagId, String)>),
    /// Calls that went through no call flow.
    CallFlow,
    /// A day.
    Date(Date),
    /// A week, by its Monday, also where the period begins later.
    Week(Date),
    /// A month, by its first day, also where the period begins later.
    Month(Date),
    /// An hour of the clock, 0 to 23.
    HourOfDay(u8),
    /// A day of the week.
    DayOfWeek(Weekday),
}

impl Key {
    /// Its grouping.
    pub fn grouping(&self) -> Grouping {
        match self {
            Self::Number { .. } => Grouping::Number,
            Self::Group(_) => Grouping::Group,
            Self::Source(_) => Grouping::Source,
            Self::Status(_) => Grouping::Status,
            Self::Tag(_) => Grouping::Tag,
            Self::CallFlow => Grouping::CallFlow,
            Self::Date(_) => Grouping::Date,
            Self::Week(_) => Grouping::Week,
            Self::Month(_) => Grouping::Month,
            Self::HourOfDay(_) => Grouping::HourOfDay,
            Self::DayOfWeek(_) => Grouping::DayOfWeek,
        }
    }
}

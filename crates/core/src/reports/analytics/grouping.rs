//! The groupings of a question.

use crate::db::words;

words! {
    /// A property that calls are grouped by.
    pub enum Grouping {
        /// The number that was called.
        Number = "number",
        /// The group that the number is in now.
        Group = "group",
        /// The source.
        Source = "source",
        /// The status.
        Status = "status",
        /// Each of the call's tags.
        Tag = "tag",
        /// The call flow that the call went through.
        CallFlow = "call_flow",
        /// The day.
        Date = "date",
        /// The week, from Monday on.
        Week = "week",
        /// The month.
        Month = "month",
        /// The hour of the clock.
        HourOfDay = "hour_of_day",
        /// The day of the week.
        DayOfWeek = "day_of_week",
    }
}

impl Grouping {
    /// Whether it is a part of the period, whose rows stand in its order.
    pub const fn is_over_time(self) -> bool {
        matches!(self, Self::Date | Self::Week | Self::Month | Self::HourOfDay | Self::DayOfWeek)
    }
}

/// The most groupings of a question.
pub const MAX_GROUPINGS: usize = 3;

/// The groupings of a question: at most [`MAX_GROUPINGS`], none of them twice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Groupings(Vec<Grouping>);

/// Groupings that no answer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidGroupings {
    /// There are too many.
    #[error("Group by {MAX_GROUPINGS} things at most.")]
    TooMany,
    /// One of them is there twice.
    #[error("Group by each thing once.")]
    Repeated,
}

impl Groupings {
    /// These, in this order.
    ///
    /// # Errors
    /// When there are more than [`MAX_GROUPINGS`], or one of them is there twice.
    pub fn new(groupings: Vec<Grouping>) -> Result<Self, InvalidGroupings> {
        if groupings.iter().enumerate().any(|(place, each)| groupings.iter().skip(place + 1).any(|other| other == each))
        {
            return Err(InvalidGroupings::Repeated);
        }
        if groupings.len() > MAX_GROUPINGS {
            return Err(InvalidGroupings::TooMany);
        }
        Ok(Self(groupings))
    }

    /// Each of them, in their order.
    pub fn as_slice(&self) -> &[Grouping] {
        &self.0
    }

    /// Whether one is among them.
    pub fn has(&self, grouping: Grouping) -> bool {
        self.0.contains(&grouping)
    }

    /// The only one, if there is one and no other.
    pub fn only(&self) -> Option<Grouping> {
        match self.0.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_at_most_three_groupings_and_none_of_them_twice() {
        use Grouping::{Date, Number, Source, Tag};
        assert_eq!(Groupings::new(vec![Number, Source, Date]).unwrap().as_slice(), [Number, Source, Date]);
        assert_eq!(Groupings::new(vec![]), Ok(Groupings::default()));
        assert_eq!(Groupings::new(vec![Number, Source, Date, Tag]), Err(InvalidGroupings::TooMany));
        assert_eq!(Groupings::new(vec![Number, Source, Number]), Err(InvalidGroupings::Repeated));
        assert_eq!(Groupings::new(vec![Tag]).unwrap().only(), Some(Tag));
        assert_eq!(Groupings::new(vec![Tag, Date]).unwrap().only(), None);
    }
}

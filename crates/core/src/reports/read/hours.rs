//! Calls by hour of the week.

use crate::calls::Sums;
use crate::reports::calendar::HourOfWeek;

/// The calls of an hour of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HourCount {
    /// The hour.
    pub hour: HourOfWeek,
    /// Calls that came in it.
    pub calls: i64,
    /// Those of them that were missed.
    pub missed: i64,
}

/// The calls of the hours of a week, Monday at midnight first.
#[derive(Clone, Debug)]
pub(in crate::reports) struct WeekCounts(Vec<Option<HourCount>>);

impl Default for WeekCounts {
    fn default() -> Self {
        Self(vec![None; 168])
    }
}

impl WeekCounts {
    /// Adds the calls of an hour.
    pub(in crate::reports) fn add(&mut self, hour: HourOfWeek, sums: &Sums) {
        if let Some(place) = self.0.get_mut(hour.place()) {
            let count = place.get_or_insert(HourCount { hour, calls: 0, missed: 0 });
            count.calls += sums.calls;
            count.missed += sums.missed;
        }
    }

    /// The hours that have calls.
    pub(in crate::reports) fn into_counts(self) -> Vec<HourCount> {
        self.0.into_iter().flatten().filter(|count| count.calls != 0).collect()
    }
}

//! Calls by the hour of the clock, packed: three hours in one whole number, so that both engines add them up as they are.

use crate::db::{Columns, Error, Value};

/// Three hours of 21 bits each: two million calls in an hour.
const HOURS_IN_ONE: usize = 3;
const BITS: usize = 21;
const MASK: i64 = (1 << BITS) - 1;
/// The columns of the calls, and then as many of those missed.
const COLUMNS: usize = 24 / HOURS_IN_ONE;

/// Calls, and calls missed, by the hour of the clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct HourCounts([i64; 2 * COLUMNS]);

impl HourCounts {
    /// One call in an hour.
    pub(crate) fn of(hour: u8, is_missed: bool) -> Self {
        let mut counts = Self::default();
        let (place, shift) = place(hour);
        let parts = if is_missed { [Some(place), Some(COLUMNS + place)] } else { [Some(place), None] };
        for part in parts.into_iter().flatten() {
            if let Some(packed) = counts.0.get_mut(part) {
                *packed = 1 << shift;
            }
        }
        counts
    }

    /// The hours with calls: the hour, its calls, and those missed.
    pub(crate) fn hours(&self) -> impl Iterator<Item = (u8, i64, i64)> {
        let count = |place: usize, shift: usize| self.0.get(place).map_or(0, |packed| packed >> shift & MASK);
        let each = move |hour: u8| {
            let (place, shift) = place(hour);
            (hour, count(place, shift), count(COLUMNS + place, shift))
        };
        (0..24).map(each).filter(|(_, calls, _)| *calls != 0)
    }

    /// Reads the columns that come next in a row.
    pub(crate) fn from_columns(columns: &mut Columns<'_, '_>) -> Result<Self, Error> {
        let mut counts = Self::default();
        for packed in &mut counts.0 {
            *packed = columns.take()?;
        }
        Ok(counts)
    }

    /// The values of the columns, in their order.
    pub(crate) fn values(&self) -> impl Iterator<Item = &(dyn Value + '_)> {
        self.0.iter().map(|packed| packed as &dyn Value)
    }
}

/// The column of an hour, and where its bits begin in it.
fn place(hour: u8) -> (usize, usize) {
    let hour = usize::from(hour.min(23));
    (hour / HOURS_IN_ONE, hour % HOURS_IN_ONE * BITS)
}

impl std::ops::AddAssign for HourCounts {
    fn add_assign(&mut self, other: Self) {
        self.0.iter_mut().zip(other.0).for_each(|(packed, other)| *packed += other);
    }
}

impl std::ops::SubAssign for HourCounts {
    fn sub_assign(&mut self, other: Self) {
        self.0.iter_mut().zip(other.0).for_each(|(packed, other)| *packed -= other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_added_and_taken_away_by_their_packed_numbers() {
        let mut counts = HourCounts::default();
        for (hour, is_missed) in [(0, true), (1, false), (1, true), (23, false), (23, false), (5, true)] {
            counts += HourCounts::of(hour, is_missed);
        }
        counts -= HourCounts::of(5, true);
        assert_eq!(counts.hours().collect::<Vec<_>>(), [(0, 1, 1), (1, 2, 1), (23, 2, 0)]);
        // Counts are taken away before they are added, as two transactions may do it.
        let mut difference = HourCounts::default();
        difference -= HourCounts::of(22, true);
        difference += HourCounts::of(22, true);
        assert_eq!(difference, HourCounts::default());
    }
}

//! The windows of time that a page is read from, one after the other, until it is full.
//!
//! SQLite goes through each number's calls from the newest and stops where the page is full, so all of time is one window.
//! PostgreSQL reads all calls of a window and sorts them, so the first windows are short, and later ones longer where calls
//! are few.

use super::page::Range;
use crate::db::Kind;
use crate::paging::PageDirection;
use crate::time::Timestamp;

const HALF_HOUR: i64 = 30 * 60 * 1000;
const DAY: i64 = 48 * HALF_HOUR;
/// A longer window covers the rest of time.
const MAX_WINDOW: i64 = 3 * 365 * DAY;
/// How much longer a window is after one without calls.
const FACTOR_AFTER_NONE: i64 = 16;
/// The least and the most that a window is lengthened by after one with calls.
const FACTORS: [i64; 2] = [2, 64];

/// The windows that are still to be read.
#[derive(Debug)]
pub(super) struct TimeWindows {
    direction: PageDirection,
    edge: i64,
    end: i64,
    /// How long the next window is. `None` means that it is the rest of time.
    length: Option<i64>,
}

impl TimeWindows {
    /// The windows of a range. If few calls match the filter, the first is longer.
    pub(super) fn new(kind: Kind, range: Range, now: Timestamp, is_selective: bool) -> Self {
        let length = match kind {
            Kind::Sqlite => None,
            Kind::Postgres => Some(if is_selective { DAY } else { HALF_HOUR }),
        };
        // Nothing is newer than now, so the way to older calls begins there.
        let edge = match range.direction {
            PageDirection::Descending => range.at.millis().min(now.millis()),
            PageDirection::Ascending => range.at.millis(),
        };
        Self { direction: range.direction, edge, end: range.end.millis(), length }
    }

    /// The one window of a range that is known to have the page.
    pub(super) fn single(range: Range) -> Self {
        Self { direction: range.direction, edge: range.at.millis(), end: range.end.millis(), length: None }
    }

    /// Where the next window ends, and whether it is the last.
    pub(super) fn next(&mut self) -> (Timestamp, bool) {
        let end = Timestamp::from_millis(self.end);
        let Some(length) = self.length.filter(|length| *length < MAX_WINDOW) else { return (end, true) };
        let (bound, is_last) = match self.direction {
            PageDirection::Descending => {
                let bound = self.edge.saturating_sub(length);
                (bound, bound <= self.end)
            }
            PageDirection::Ascending => {
                let bound = self.edge.saturating_add(length);
                (bound, bound >= self.end)
            }
        };
        if is_last {
            return (end, true);
        }
        self.edge = bound;
        (Timestamp::from_millis(bound), false)
    }

    /// Lengthens the next window by the number of matches in the one just read.
    pub(super) fn adapt(&mut self, matches: i64, max_calls: i64) {
        let [least, most] = FACTORS;
        let factor = match matches {
            0 => FACTOR_AFTER_NONE,
            _ => (max_calls.saturating_mul(3) / (matches * 2)).clamp(least, most),
        };
        self.length = self.length.map(|length| length.saturating_mul(factor));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{CallId, IdBounds};

    fn range(direction: PageDirection, at: Timestamp, end: Timestamp) -> Range {
        Range { direction, at, id: CallId::LEAST, end }
    }

    fn all(mut windows: TimeWindows, matches: i64) -> Vec<i64> {
        let mut bounds = Vec::new();
        loop {
            let (bound, is_last) = windows.next();
            bounds.push(bound.millis());
            if is_last {
                return bounds;
            }
            windows.adapt(matches, 50);
        }
    }

    #[test]
    fn sqlite_uses_a_single_window() {
        let end = Timestamp::from_millis(5);
        let now = Timestamp::from_millis(1000 * DAY);
        assert_eq!(all(TimeWindows::new(Kind::Sqlite, range(PageDirection::Descending, now, end), now, false), 0), [5]);
    }

    #[test]
    fn windows_are_adjacent_lengthen_and_end() {
        let (end, now) = (Timestamp::from_millis(i64::MIN), Timestamp::from_millis(0));
        let newest = Timestamp::from_millis(i64::MAX);
        let bounds =
            all(TimeWindows::new(Kind::Postgres, range(PageDirection::Descending, newest, end), now, false), 0);
        assert_eq!(bounds[..3], [-HALF_HOUR, -17 * HALF_HOUR, -273 * HALF_HOUR]);
        assert!(bounds.len() < 8 && bounds.last() == Some(&i64::MIN), "{bounds:?}");
        let bounds = all(TimeWindows::new(Kind::Postgres, range(PageDirection::Ascending, now, newest), now, true), 10);
        assert_eq!(bounds[..2], [DAY, 8 * DAY]);
        assert_eq!(bounds.last(), Some(&i64::MAX));
    }

    #[test]
    fn a_range_that_has_the_page_is_one_window() {
        let page = range(PageDirection::Descending, Timestamp::from_millis(9 * DAY), Timestamp::from_millis(DAY));
        assert_eq!(all(TimeWindows::single(page), 0), [DAY]);
    }

    #[test]
    fn a_short_range_is_one_window() {
        let (from, end) = (Timestamp::from_millis(1000), Timestamp::from_millis(0));
        assert_eq!(
            all(TimeWindows::new(Kind::Postgres, range(PageDirection::Descending, from, end), from, false), 0),
            [0]
        );
    }
}

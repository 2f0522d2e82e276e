//! The stretches of time that a page is gathered from, one after the other, until it is full.
//!
//! SQLite goes through each number's calls from the newest and stops where the page is full, so all of time is one
//! stretch. PostgreSQL reads all that is in a stretch and sorts it: short ones first, longer ones where calls are few. How
//! long the first is to be is known where calls were looked at before.

use super::Way;
use crate::db::Kind;
use crate::time::Timestamp;

const MINUTE: i64 = 60 * 1000;
const HALF_HOUR: i64 = 30 * MINUTE;
const DAY: i64 = 24 * 60 * 60 * 1000;
/// Beyond this, the rest of time is one stretch.
const LONGEST: i64 = 3 * 365 * DAY;

/// The stretches of time that lie ahead.
#[derive(Debug)]
pub(super) struct Windows {
    way: Way,
    edge: i64,
    end: i64,
    step: Option<i64>,
}

impl Windows {
    /// From a moment on, in one direction, to an end. Where only few calls are wanted of many, it begins wider.
    pub(super) fn new(kind: Kind, way: Way, from: Timestamp, end: Timestamp, now: Timestamp, few: bool) -> Self {
        let step = match kind {
            Kind::Sqlite => None,
            Kind::Postgres => Some(if few { DAY } else { HALF_HOUR }),
        };
        // Nothing is newer than now, so that is where the way back begins.
        let edge = match way {
            Way::Older => from.millis().min(now.millis()),
            Way::Newer => from.millis(),
        };
        Self { way, edge, end: end.millis(), step }
    }

    /// Where the next stretch ends, and whether it is the last.
    pub(super) fn next(&mut self) -> (Timestamp, bool) {
        let end = Timestamp::from_millis(self.end);
        let Some(step) = self.step.filter(|step| *step < LONGEST) else { return (end, true) };
        let bound = match self.way {
            Way::Older => self.edge.saturating_sub(step),
            Way::Newer => self.edge.saturating_add(step),
        };
        let is_last = match self.way {
            Way::Older => bound <= self.end,
            Way::Newer => bound >= self.end,
        };
        if is_last {
            return (end, true);
        }
        self.edge = bound;
        (Timestamp::from_millis(bound), false)
    }

    /// Goes on from a moment up to which calls were looked at: they say how wide the first stretch is to be.
    pub(super) fn pass(&mut self, at: Timestamp, found: usize, wanted: usize) {
        let passed = self.edge.abs_diff(at.millis());
        self.step = self.step.map(|_| i64::try_from(passed).unwrap_or(i64::MAX).max(MINUTE));
        self.edge = at.millis();
        // Hundreds of calls without one say more than half an hour does: one in as many again would be no surprise.
        self.learn(found.max(1), wanted);
    }

    /// Widens by what the stretch just read gave.
    pub(super) fn learn(&mut self, found: usize, wanted: usize) {
        let factor = match found {
            0 => 16,
            _ => (wanted.saturating_mul(3) / (found * 2)).clamp(2, 64),
        };
        self.step = self.step.map(|step| step.saturating_mul(i64::try_from(factor).unwrap_or(64)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mut windows: Windows, found: usize) -> Vec<i64> {
        let mut bounds = Vec::new();
        loop {
            let (bound, is_last) = windows.next();
            bounds.push(bound.millis());
            if is_last {
                return bounds;
            }
            windows.learn(found, 50);
        }
    }

    #[test]
    fn sqlite_reads_all_of_time_at_once() {
        let end = Timestamp::from_millis(5);
        let now = Timestamp::from_millis(1000 * DAY);
        assert_eq!(all(Windows::new(Kind::Sqlite, Way::Older, now, end, now, false), 0), [5]);
    }

    #[test]
    fn stretches_touch_widen_and_end() {
        let (end, now) = (Timestamp::from_millis(i64::MIN), Timestamp::from_millis(0));
        let newest = Timestamp::from_millis(i64::MAX);
        let bounds = all(Windows::new(Kind::Postgres, Way::Older, newest, end, now, false), 0);
        assert_eq!(bounds[..3], [-HALF_HOUR, -17 * HALF_HOUR, -273 * HALF_HOUR]);
        assert!(bounds.len() < 8 && bounds.last() == Some(&i64::MIN), "{bounds:?}");
        let bounds = all(Windows::new(Kind::Postgres, Way::Newer, now, newest, now, true), 10);
        assert_eq!(bounds[..2], [DAY, 8 * DAY]);
        assert_eq!(bounds.last(), Some(&i64::MAX));
    }

    #[test]
    fn the_first_stretch_is_as_wide_as_the_calls_passed_say() {
        let (end, now) = (Timestamp::from_millis(i64::MIN), Timestamp::from_millis(0));
        for (found, first) in [(0, 64), (1, 64), (5, 15), (25, 3), (49, 2)] {
            let mut windows = Windows::new(Kind::Postgres, Way::Older, now, end, now, false);
            windows.pass(Timestamp::from_millis(-DAY), found, 50);
            assert_eq!(windows.next(), (Timestamp::from_millis(-DAY - first * DAY), false), "{found}");
        }
        let mut windows = Windows::new(Kind::Sqlite, Way::Older, now, end, now, false);
        windows.pass(Timestamp::from_millis(-DAY), 0, 50);
        assert_eq!(windows.next(), (end, true));
    }

    #[test]
    fn a_short_range_is_one_stretch() {
        let (from, end) = (Timestamp::from_millis(1000), Timestamp::from_millis(0));
        assert_eq!(all(Windows::new(Kind::Postgres, Way::Older, from, end, from, false), 0), [0]);
    }
}

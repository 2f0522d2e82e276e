//! Chooses the businesses whose jobs are claimed next, so that they share the places of a kind fairly.

use std::collections::HashMap;

use super::Kind;
use crate::db::from_row;
use crate::time::Timestamp;

/// A business that has a job to claim; 0 for the jobs of no business.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Waiting {
    pub(super) lane: i64,
    pub(super) due_at: Timestamp,
}

from_row!(Waiting { lane, due_at });

/// The running jobs of a kind, by business.
pub(super) type Running = HashMap<i64, usize>;

/// The businesses that get one more place each: those with the fewest running jobs first, then those that wait longest. A
/// business that has its share gets none, even where places are free.
pub(super) fn next_lanes(kind: &Kind, mut waiting: Vec<Waiting>, running: &Running) -> Vec<i64> {
    let running_of = |lane: i64| running.get(&lane).copied().unwrap_or_default();
    let free = kind.max_running.saturating_sub(running.values().sum());
    waiting.retain(|each| running_of(each.lane) < kind.max_running_per_business);
    waiting.sort_by_key(|each| (running_of(each.lane), each.due_at, each.lane));
    waiting.into_iter().map(|each| each.lane).take(free).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::{Backoff, OnStop};
    use super::*;

    fn next(waiting: &[(i64, i64)], running: &[(i64, usize)]) -> Vec<i64> {
        let kind = Kind {
            name: "test",
            deadline: Duration::from_secs(1),
            max_attempts: 1,
            backoff: Backoff { first_seconds: 1, max_seconds: 1 },
            max_running: 4,
            max_running_per_business: 2,
            on_stop: OnStop::Release,
        };
        let waiting = waiting.iter().map(|&(lane, at)| Waiting { lane, due_at: Timestamp::from_millis(at) }).collect();
        next_lanes(&kind, waiting, &running.iter().copied().collect())
    }

    #[test]
    fn free_places_go_to_the_least_served_then_to_the_longest_waiting() {
        assert_eq!(next(&[(1, 30), (2, 10), (3, 20)], &[]), [2, 3, 1]);
        assert_eq!(next(&[(1, 30), (2, 10), (3, 20)], &[(2, 1)]), [3, 1, 2]);
        assert_eq!(next(&[(1, 0), (2, 0), (3, 0), (4, 0), (5, 0)], &[]), [1, 2, 3, 4], "no more than there are places");
    }

    #[test]
    fn a_business_has_no_more_than_its_share() {
        assert_eq!(next(&[(1, 10)], &[(1, 2)]), [0; 0], "even where places are free");
        assert_eq!(next(&[(1, 10), (2, 20)], &[(1, 2)]), [2]);
        assert_eq!(next(&[(3, 10)], &[(1, 2), (2, 2)]), [0; 0], "all places are taken");
    }
}

//! Ends what the carrier never reported the end of: calls, recordings and texts whose last report was lost.

mod enqueue;
mod sweep;

pub use enqueue::enqueue_sweeps;
pub use sweep::{EndOverdue, OVERDUE};

use crate::time::Timestamp;

const HOUR: i64 = 3_600;

/// The moments before which something that has no end is overdue.
#[derive(Clone, Copy, Debug)]
struct Limits {
    /// For calls that began, recordings that began and were never ready, and texts that were given to the carrier. No carrier
    /// lets a call live for longer than a day.
    day: Timestamp,
    /// For recordings that can be fetched: the attempts take two days.
    fetch: Timestamp,
}

impl Limits {
    fn at(now: Timestamp) -> Self {
        Self { day: now.plus_seconds(-24 * HOUR), fetch: now.plus_seconds(-96 * HOUR) }
    }
}

//! The slots of time that calls are summed by where a time zone decides on their day or hour.

use crate::reports::calendar::Period;
use crate::time::Timestamp;

const MINUTE: i64 = 60_000;
const QUARTER: i64 = 15 * MINUTE;

/// How long a slot is: so short that all calls of one are in the same hour and day of the period's zone. Clocks differ from UTC
/// by quarters of an hour, and change at them; in the past of a few zones, by minutes.
pub(super) fn slot_millis(period: &Period) -> i64 {
    let (zone, from, to) = (period.zone(), period.from(), period.to());
    let is_even = |at: Timestamp| {
        at.millis() % QUARTER == 0 && i64::from(zone.to_offset(at.jiff()).seconds()) * 1_000 % QUARTER == 0
    };
    let changes = zone.following(from.jiff()).map(|change| Timestamp::from(change.timestamp()));
    if is_even(from) && changes.take_while(|at| *at < to).all(is_even) { QUARTER } else { MINUTE }
}

/// The first moment of a slot.
pub(super) fn slot_start(slot: i64, millis: i64) -> Timestamp {
    Timestamp::from_millis(slot.saturating_mul(millis))
}

//! The slots of time that calls are summed by where a time zone decides on their day or hour.

use crate::reports::calendar::Period;
use crate::time::Timestamp;

const MINUTE: i64 = 60_000;
const QUARTER: i64 = 15 * MINUTE;
const HOUR: i64 = 60 * MINUTE;

/// How long a slot is: so short that all calls of one are in the same hour and day of the period's zone. Clocks differ from UTC
/// by hours or quarters of an hour, and change at them; in the past of a few zones, by minutes.
pub(in crate::reports) fn slot_millis(period: &Period) -> i64 {
    let (zone, from, to) = (period.zone(), period.from(), period.to());
    let changes = zone.following(from.jiff()).map(|change| Timestamp::from(change.timestamp()));
    let moments: Vec<Timestamp> = std::iter::once(from).chain(changes.take_while(|at| *at < to)).collect();
    let fits = |slot: i64| {
        moments.iter().all(|at| {
            let offset = i64::from(zone.to_offset(at.jiff()).seconds()) * 1_000;
            at.millis() % slot == 0 && offset % slot == 0
        })
    };
    [HOUR, QUARTER].into_iter().find(|slot| fits(*slot)).unwrap_or(MINUTE)
}

/// The first moment of a slot.
pub(in crate::reports) fn slot_start(slot: i64, millis: i64) -> Timestamp {
    Timestamp::from_millis(slot.saturating_mul(millis))
}

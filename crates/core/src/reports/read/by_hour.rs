//! Calls by the hours of a day.

use super::slots::{slot_millis, slot_start};
use crate::access::{Proof, VisibleSql, visible_sql};
use crate::calls::Sums;
use crate::db::{Db, Error, from_row};
use crate::reports::calendar::{Bucket, Period};
use crate::reports::filter::{Chosen, Filter};

static SLOTS: VisibleSql = visible_sql!("slots.sql");

struct SlotRow {
    slot: i64,
    calls: i64,
    answered: i64,
    missed: i64,
    voicemails: i64,
}

from_row!(SlotRow { slot, calls, answered, missed, voicemails });

/// The four counts of each of the buckets, which are hours. They are read from the calls: an hour that the clock shows twice is two
/// buckets.
pub(in crate::reports) async fn by_hour(
    db: &Db,
    proof: &(impl Proof + ?Sized),
    period: &Period,
    filter: &Filter,
    buckets: &[Bucket],
) -> Result<Vec<Sums>, Error> {
    let mut all = vec![Sums::default(); buckets.len()];
    if filter.matches_nothing() {
        return Ok(all);
    }
    let (chosen, spam, millis) = (Chosen::of(filter), filter.includes_spam(), slot_millis(period));
    let (from, to) = (period.from(), period.to());
    let values = chosen.values(&[&from, &to, &spam, &millis]);
    for row in db.read_visible::<SlotRow>(proof, &SLOTS, &values).await? {
        // The first slot may have begun before the first hour.
        let at = slot_start(row.slot, millis).max(from);
        let place = buckets.partition_point(|bucket| bucket.to <= at);
        if let Some(sums) = all.get_mut(place) {
            let SlotRow { calls, answered, missed, voicemails, .. } = row;
            *sums += Sums { calls, answered, missed, voicemails, ..Sums::default() };
        }
    }
    Ok(all)
}

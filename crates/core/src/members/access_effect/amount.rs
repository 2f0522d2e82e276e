//! How many numbers and calls somebody gains or loses.

use std::collections::{BTreeMap, BTreeSet};

use crate::Error;
use crate::access::{BusinessSql, Scoped, business_sql};
use crate::ids::{IdBounds as _, NumberId};
use crate::members::batch::batches;

static CALLS: BusinessSql = business_sql!("calls.sql");
static CALLS_OF: BusinessSql = business_sql!("calls_of.sql");

/// The most calls that are counted for one change. A change holds up others while it counts, so it counts for a few
/// milliseconds at most.
pub const MAX_COUNTED_CALLS: i64 = 100_000;
/// The most calls of one number that are counted together with those of others. A number with more is counted by itself.
const MAX_IN_BATCH: i64 = 1_000;

/// Some numbers and their calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amount {
    /// How many numbers.
    pub numbers: usize,
    /// How many calls they have, as far as they were counted.
    pub calls: i64,
    /// Whether there are more calls than were counted.
    pub has_more_calls: bool,
}

impl Amount {
    /// The sum of two amounts of different numbers.
    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            numbers: self.numbers + other.numbers,
            calls: self.calls + other.calls,
            has_more_calls: self.has_more_calls || other.has_more_calls,
        }
    }

    pub(super) fn to_json(self) -> serde_json::Value {
        let mut json = serde_json::json!({ "numbers": self.numbers, "calls": self.calls });
        if self.has_more_calls {
            json["more_calls"] = true.into();
        }
        json
    }
}

/// The calls of some numbers.
pub(crate) struct CallCounts {
    /// The count of each number, and whether it is complete. A number that was not counted is missing.
    counts: BTreeMap<NumberId, (i64, bool)>,
}

impl CallCounts {
    /// Counts the calls of the numbers, at most [`MAX_COUNTED_CALLS`] in all.
    pub(crate) async fn of(tx: &mut Scoped<'_>, numbers: &BTreeSet<NumberId>) -> Result<Self, Error> {
        // A number that is only about to be added has no calls.
        let (mut counts, mut left) = (BTreeMap::from([(NumberId::LEAST, (0, true))]), MAX_COUNTED_CALLS);
        for batch in batches(numbers) {
            if left <= 0 {
                break;
            }
            let limit = MAX_IN_BATCH + 1;
            let rows = tx.all::<(NumberId, i64)>(&CALLS, &batch.after(&[&limit])).await?;
            for (number, count) in rows {
                let count = match count > MAX_IN_BATCH {
                    true => tx.one::<(i64,)>(&CALLS_OF, &[&number, &(left.max(0) + 1)]).await?.0,
                    false => count,
                };
                let counted = count.min(left.max(0));
                counts.insert(number, (counted, counted == count));
                left -= counted;
            }
        }
        Ok(Self { counts })
    }

    /// The amount that these numbers are.
    pub(crate) fn amount<'n>(&self, numbers: impl IntoIterator<Item = &'n NumberId>) -> Amount {
        numbers.into_iter().fold(Amount::default(), |sum, number| {
            let (calls, is_complete) = self.counts.get(number).copied().unwrap_or((0, false));
            sum.plus(Amount { numbers: 1, calls, has_more_calls: !is_complete })
        })
    }
}

//! Sets of ids as the statements take them: some at a time, so that one of a thousand costs no thousand statements.

use std::collections::BTreeSet;

use crate::db::Value;

/// The ids that a statement takes; as many parameters stand in its text.
const SIZE: usize = 50;

/// Some ids of a set. Where fewer are left than a statement takes, the last is said again: a set is none the larger.
pub(crate) struct Batch<I> {
    ids: [I; SIZE],
}

impl<I: Value> Batch<I> {
    /// As the values of a statement, after what comes first.
    pub(crate) fn after<'v>(&'v self, first: &[&'v dyn Value]) -> Vec<&'v dyn Value> {
        first.iter().copied().chain(self.ids.iter().map(|id| -> &dyn Value { id })).collect()
    }
}

/// A set, some at a time.
pub(crate) fn batches<I: Copy>(set: &BTreeSet<I>) -> impl Iterator<Item = Batch<I>> {
    let mut ids = set.iter().copied();
    std::iter::from_fn(move || {
        let mut last = ids.next()?;
        let mut batch = [last; SIZE];
        for place in &mut batch[1..] {
            last = ids.next().unwrap_or(last);
            *place = last;
        }
        Some(Batch { ids: batch })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_is_in_one_batch() {
        for size in [0_i64, 1, 49, 50, 51, 100, 1_000] {
            let set: BTreeSet<i64> = (0..size).collect();
            let all: Vec<Batch<i64>> = batches(&set).collect();
            assert_eq!(all.iter().flat_map(|batch| batch.ids).collect::<BTreeSet<_>>(), set, "{size}");
            assert_eq!(all.len(), set.len().div_ceil(SIZE), "{size}");
        }
    }
}

//! Splits a set of ids into batches, so that a thousand ids do not cost a thousand statements.

use std::collections::BTreeSet;

use crate::db::Value;

/// The number of ids in a batch. Each statement has as many parameters.
const SIZE: usize = 50;

/// Some ids of a set. When fewer are left than a statement takes, the last one is repeated, which changes no set.
pub(crate) struct Batch<I> {
    ids: [I; SIZE],
}

impl<I: Value> Batch<I> {
    /// The values of a statement: `first`, then the ids.
    pub(crate) fn after<'v>(&'v self, first: &[&'v dyn Value]) -> Vec<&'v dyn Value> {
        first.iter().copied().chain(self.ids.iter().map(|id| -> &dyn Value { id })).collect()
    }
}

/// Splits a set into batches.
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

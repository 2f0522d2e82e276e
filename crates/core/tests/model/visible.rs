//! What a member sees, by the model.

use std::collections::{BTreeMap, BTreeSet};

use super::world::{Access, Business};

impl Business {
    /// The numbers that a member sees, with those that were released, for their history.
    pub(crate) fn seen_numbers(&self, member: usize) -> BTreeSet<usize> {
        let every = 0..self.numbers.len();
        match &self.members[member].access {
            Access::All => every.collect(),
            Access::Only { numbers, groups } => every
                .filter(|id| {
                    let group = self.numbers[*id].group;
                    numbers.contains(id) || group.is_some_and(|group| groups.contains(&group))
                })
                .collect(),
        }
    }

    /// The groups that a member sees, granted or by a number that they see; and in each the active numbers that they see.
    pub(crate) fn seen_groups(&self, member: usize) -> BTreeMap<usize, BTreeSet<usize>> {
        let numbers = self.seen_numbers(member);
        let is_granted = |group| match &self.members[member].access {
            Access::All => true,
            Access::Only { groups, .. } => groups.contains(&group),
        };
        let there = (0..self.groups.len()).filter(|group| self.groups[*group].is_there);
        there
            .filter_map(|group| {
                let inside: BTreeSet<usize> =
                    numbers.iter().copied().filter(|id| self.numbers[*id].group == Some(group)).collect();
                if inside.is_empty() && !is_granted(group) {
                    return None;
                }
                Some((group, inside.into_iter().filter(|id| self.numbers[*id].is_active).collect()))
            })
            .collect()
    }

    /// The calls that a member sees.
    pub(crate) fn seen_calls(&self, member: usize) -> BTreeSet<usize> {
        let numbers = self.seen_numbers(member);
        (0..self.calls.len()).filter(|call| numbers.contains(&self.calls[*call].number)).collect()
    }

    /// The sources that the calls of the numbers that a member sees can have.
    pub(crate) fn seen_sources(&self, member: usize) -> BTreeSet<usize> {
        self.seen_numbers(member).into_iter().flat_map(|number| self.numbers[number].sources.clone()).collect()
    }
}

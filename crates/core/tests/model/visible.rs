//! Visibility in the model.

use std::collections::{BTreeMap, BTreeSet};

use super::world::{Access, Business};

impl Business {
    /// The numbers that a member sees. Released ones stay visible, for their history.
    pub(crate) fn seen_numbers(&self, member: usize) -> BTreeSet<usize> {
        let all = 0..self.numbers.len();
        match &self.members[member].access {
            Access::All => all.collect(),
            Access::Only { numbers, groups } => all
                .filter(|id| {
                    let group = self.numbers[*id].group;
                    numbers.contains(id) || group.is_some_and(|group| groups.contains(&group))
                })
                .collect(),
        }
    }

    /// The groups that a member sees, granted or through a number; each with the active numbers that they see.
    pub(crate) fn seen_groups(&self, member: usize) -> BTreeMap<usize, BTreeSet<usize>> {
        let numbers = self.seen_numbers(member);
        let is_granted = |group| match &self.members[member].access {
            Access::All => true,
            Access::Only { groups, .. } => groups.contains(&group),
        };
        let existing = (0..self.groups.len()).filter(|group| self.groups[*group].exists);
        existing
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

    pub(crate) fn seen_calls(&self, member: usize) -> BTreeSet<usize> {
        let numbers = self.seen_numbers(member);
        (0..self.calls.len()).filter(|call| numbers.contains(&self.calls[*call].number)).collect()
    }

    /// The present and past sources of the numbers that a member sees.
    pub(crate) fn seen_sources(&self, member: usize) -> BTreeSet<usize> {
        self.seen_numbers(member).into_iter().flat_map(|number| self.numbers[number].sources.clone()).collect()
    }
}

//! A question, as it is asked of each call.

use std::collections::BTreeSet;

use super::item::{Facts, Item};
use super::names::Names;
use super::{Grouping, Groupings};
use crate::calls::QualifiedFilter;
use crate::ids::TagId;
use crate::reports::Filter;

/// A question, as it is asked of each call.
#[derive(Debug)]
pub(in crate::reports) struct Query<'q> {
    pub(in crate::reports) groupings: &'q Groupings,
    pub(in crate::reports) filter: &'q Filter,
    /// The tags of the filter.
    pub(in crate::reports) tags: BTreeSet<TagId>,
    /// The names of what the viewer sees.
    pub(in crate::reports) names: Names,
}

impl Query<'_> {
    /// The facts that it takes to answer.
    pub(in crate::reports) fn facts(&self) -> Facts {
        let has = |grouping| self.groupings.has(grouping);
        Facts {
            number: has(Grouping::Number) || has(Grouping::Group),
            source: has(Grouping::Source),
            status: has(Grouping::Status) || !self.filter.statuses().is_empty(),
            qualified: !self.filter.qualified().is_empty(),
            tags: has(Grouping::Tag) || !self.filter.tags().is_empty(),
            hour: has(Grouping::HourOfDay),
            time: self.groupings.as_slice().iter().any(|grouping| grouping.is_over_time()),
        }
    }

    /// Whether the sums of hours are enough.
    pub(in crate::reports) fn is_by_sums(&self) -> bool {
        let of_each = [Grouping::Status, Grouping::Tag];
        !self.filter.is_by_call() && !of_each.iter().any(|grouping| self.groupings.has(*grouping))
    }

    /// Those that the filters that look at each call let pass.
    pub(super) fn passing(&self, mut items: Vec<Item>) -> Vec<Item> {
        items.retain(|item| self.passes(item));
        items
    }

    /// Whether the filters that look at each call let it pass.
    fn passes(&self, item: &Item) -> bool {
        let (statuses, qualified) = (self.filter.statuses(), self.filter.qualified());
        let is_qualified = match item.qualified {
            Some(true) => QualifiedFilter::Yes,
            Some(false) => QualifiedFilter::No,
            None => QualifiedFilter::NotSaid,
        };
        (statuses.is_empty() || item.status.is_some_and(|status| statuses.contains(&status)))
            && (qualified.is_empty() || qualified.contains(&is_qualified))
            && (self.filter.tags().is_empty() || item.tags.iter().any(|tag| self.tags.contains(tag)))
    }
}

//! Calls added up by their keys.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::item::{Facts, Item};
use super::names::Names;
use super::part::Part;
use super::time_keys::TimeKeys;
use super::{Grouping, Groupings};
use crate::calls::tally::SAMPLED_PART;
use crate::calls::{QualifiedFilter, Sums};
use crate::ids::TagId;
use crate::reports::{Filter, Totals};

/// A question, as it is asked of each call.
#[derive(Debug)]
pub(super) struct Query<'q> {
    pub(super) groupings: &'q Groupings,
    pub(super) filter: &'q Filter,
    /// The tags of the filter.
    pub(super) tags: BTreeSet<TagId>,
    /// The names of what the viewer sees.
    pub(super) names: Names,
}

impl Query<'_> {
    /// The facts that it takes to answer.
    pub(super) fn facts(&self) -> Facts {
        let has = |grouping| self.groupings.has(grouping);
        Facts {
            number: has(Grouping::Number) || has(Grouping::Group),
            source: has(Grouping::Source),
            status: has(Grouping::Status) || !self.filter.statuses().is_empty(),
            qualified: !self.filter.qualified().is_empty(),
            tags: has(Grouping::Tag) || !self.filter.tags().is_empty(),
            time: self.groupings.as_slice().iter().any(|grouping| grouping.is_over_time()),
        }
    }

    /// Whether the sums by day are enough.
    pub(super) fn is_by_day(&self) -> bool {
        let of_each = [Grouping::Status, Grouping::Tag, Grouping::HourOfDay];
        !self.filter.is_by_call() && !of_each.iter().any(|grouping| self.groupings.has(*grouping))
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

/// Sums, and the callers of the calls.
#[derive(Clone, Debug, Default)]
struct Tally {
    sums: Sums,
    callers: HashSet<usize>,
}

/// The sums of a period by the keys of its calls.
pub(super) struct Tallies<'q> {
    query: &'q Query<'q>,
    keys: &'q TimeKeys,
    rows: HashMap<Vec<Part>, Tally>,
    all: Tally,
    /// Each caller's place.
    callers: HashMap<String, usize>,
}

/// The totals of a period by the keys of its calls, and those of all of them.
#[derive(Clone, Debug)]
pub(super) struct PeriodTotals {
    pub(super) rows: HashMap<Vec<Part>, Totals>,
    pub(super) all: Totals,
}

impl<'q> Tallies<'q> {
    pub(super) fn new(query: &'q Query<'q>, keys: &'q TimeKeys) -> Self {
        Self { query, keys, rows: HashMap::new(), all: Tally::default(), callers: HashMap::new() }
    }

    /// Adds calls with their callers.
    pub(super) fn add(&mut self, item: Item) {
        let sums = item.sums;
        self.tally(item, sums);
    }

    /// Adds the callers of calls whose sums are added apart.
    pub(super) fn add_callers(&mut self, item: Item) {
        self.tally(item, Sums::default());
    }

    fn tally(&mut self, mut item: Item, sums: Sums) {
        if !self.query.passes(&item) {
            return;
        }
        let next = self.callers.len();
        let caller = item.caller.take().map(|caller| *self.callers.entry(caller).or_insert(next));
        self.all.sums += sums;
        self.all.callers.extend(caller);
        for parts in self.parts(item) {
            let row = self.rows.entry(parts).or_default();
            row.sums += sums;
            row.callers.extend(caller);
        }
    }

    /// The keys of each row that calls are in: with several tags, they are in the row of each.
    fn parts(&self, item: Item) -> Vec<Vec<Part>> {
        let mut tags: Vec<Option<TagId>> = Vec::new();
        if self.query.groupings.has(Grouping::Tag) {
            // A tag that has been made since the names were read is none yet.
            tags.extend(item.tags.iter().filter(|tag| self.query.names.has_tag(**tag)).copied().map(Some));
        }
        if tags.is_empty() {
            tags.push(None);
        }
        let groupings = self.query.groupings.as_slice();
        let row =
            |tag| groupings.iter().map(|grouping| self.part(*grouping, &item, tag)).collect::<Option<Vec<Part>>>();
        tags.into_iter().filter_map(row).collect()
    }

    fn part(&self, grouping: Grouping, item: &Item, tag: Option<TagId>) -> Option<Part> {
        match grouping {
            Grouping::Number => self.query.names.number(item.number?).map(|number| Part::Number(number.id)),
            Grouping::Group => {
                let number = self.query.names.number(item.number?)?;
                Some(Part::Group(number.group().map(|(id, _)| id)))
            }
            Grouping::Source => item.source.clone().map(Part::Source),
            Grouping::Status => item.status.map(Part::Status),
            Grouping::Tag => Some(Part::Tag(tag)),
            Grouping::CallFlow => Some(Part::CallFlow),
            Grouping::Date | Grouping::Week | Grouping::Month | Grouping::HourOfDay | Grouping::DayOfWeek => {
                self.keys.part(grouping, item.when?)
            }
        }
    }

    /// The totals, where the callers were those of all calls, or those of the sample.
    pub(super) fn totals(self, is_sample: bool) -> PeriodTotals {
        let totals = |Tally { sums, callers }: Tally| {
            let callers = i64::try_from(callers.len()).unwrap_or(i64::MAX);
            let unique_callers = if is_sample { callers.saturating_mul(SAMPLED_PART).min(sums.calls) } else { callers };
            Totals { sums, unique_callers, unique_callers_is_estimate: is_sample && sums.calls > 0 }
        };
        let rows = self.rows.into_iter().filter(|(_, tally)| tally.sums != Sums::default());
        PeriodTotals { rows: rows.map(|(parts, tally)| (parts, totals(tally))).collect(), all: totals(self.all) }
    }
}

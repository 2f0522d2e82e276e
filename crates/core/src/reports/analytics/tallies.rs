//! Calls added up by their keys.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::Grouping;
use super::item::Item;
use super::part::Part;
use super::query::Query;
use super::read::Reading;
use super::time_keys::TimeKeys;
use crate::calls::Sums;
use crate::calls::tally::Sample;
use crate::ids::TagId;
use crate::reports::Totals;

/// Sums, and the callers of the calls.
#[derive(Clone, Debug, Default)]
struct Tally {
    sums: Sums,
    callers: HashSet<usize>,
}

/// The sums of a period by the keys of its calls, while they are added up.
pub(super) struct Tallies<'q> {
    query: &'q Query<'q>,
    keys: &'q TimeKeys,
    rows: HashMap<Vec<Part>, Tally>,
    all: Tally,
    /// Each caller's place.
    callers: HashMap<String, usize>,
}

/// The totals of a period by the keys of its calls, and those of all of them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::reports) struct PeriodTotals {
    pub(super) rows: HashMap<Vec<Part>, Totals>,
    pub(super) all: Totals,
}

impl PeriodTotals {
    /// Adds up the calls of a period.
    pub(super) fn of(reading: Reading, query: &Query<'_>, keys: &TimeKeys) -> Self {
        let mut tallies = Tallies::new(query, keys);
        let sample = tallies.add(reading);
        tallies.totals(sample)
    }
}

impl<'q> Tallies<'q> {
    /// Nothing yet.
    pub(super) fn new(query: &'q Query<'q>, keys: &'q TimeKeys) -> Self {
        Self { query, keys, rows: HashMap::new(), all: Tally::default(), callers: HashMap::new() }
    }

    /// Adds the calls of a period, or of a piece of it, and returns the sample that tells their callers.
    pub(super) fn add(&mut self, reading: Reading) -> Option<Sample> {
        let Reading { items, sample } = reading;
        for item in items {
            let sums = item.sums;
            self.tally(item, sums);
        }
        let (of, sample) = sample.map_or((None, Vec::new()), |(of, items)| (Some(of), items));
        // Their sums are among those of the items.
        for item in sample {
            self.tally(item, Sums::default());
        }
        of
    }

    /// How many rows there are so far.
    pub(super) fn row_count(&self) -> usize {
        self.rows.len()
    }

    fn tally(&mut self, mut item: Item, sums: Sums) {
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

    /// The totals, with callers that a sample tells, or all of them.
    pub(super) fn totals(self, sample: Option<Sample>) -> PeriodTotals {
        let totals = |Tally { sums, callers }: Tally| totals(sums, callers.len(), sample);
        let rows = self.rows.into_iter().filter(|(_, tally)| tally.sums != Sums::default());
        PeriodTotals { rows: rows.map(|(parts, tally)| (parts, totals(tally))).collect(), all: totals(self.all) }
    }
}

/// Totals with so many callers: all of them, or those of a sample.
pub(in crate::reports) fn totals(sums: Sums, callers: usize, sample: Option<Sample>) -> Totals {
    let callers = i64::try_from(callers).unwrap_or(i64::MAX);
    let unique_callers = sample.map_or(callers, |sample| callers.saturating_mul(sample.part()).min(sums.calls));
    Totals { sums, unique_callers, unique_callers_is_estimate: sample.is_some() && sums.calls > 0 }
}

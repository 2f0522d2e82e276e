//! Bars in the parts of another grouping: over time, or of things.

use std::collections::HashMap;

use crewline_core::reports::analytics::{Grouping, Key};
use crewline_core::reports::calendar::Interval;

use super::super::analytics_page::Chart;
use super::super::measures;
use super::super::row_keys::{self, RowCalls};
use super::{ChartQuestion, MAX_BARS, day_of, interval};
use crate::view::charts::{RankedRow, Series, Shape};

/// The classes of the parts of a bar; what is beyond them is one part.
const PARTS: [&str; 6] = ["part1", "part2", "part3", "part4", "part5", "part6"];
const REST: &str = "rest";

impl ChartQuestion<'_> {
    /// Bars over time or of things, in the parts of another grouping.
    pub(super) fn parted(&self, groupings: &[Grouping]) -> Chart {
        if !measures::is_additive(self.measure()) {
            let label = measures::label(self.measure());
            return Chart::None(format!("{label} can't be added up. Choose one grouping to see it in a chart."));
        }
        let (axis, part) = axis_and_part(groupings);
        let parts = self.parts(part);
        match interval(groupings[axis]) {
            Some(interval) => self.parted_over_time(interval, axis, part, &parts),
            None => self.parted_bars(groupings[axis], axis, part, &parts),
        }
    }

    /// The keys of a grouping with the greatest values, each with its place among the parts. Equal ones stand in the order of their
    /// names, and those of one name in the order of the rows: ids are of no use, since their order differs from one database to
    /// another.
    fn parts(&self, grouping: usize) -> Parts {
        struct Ranked {
            identity: String,
            name: String,
            value: i64,
        }
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut ranked: Vec<Ranked> = Vec::new();
        for (row, key) in self.keys(grouping) {
            let identity = row_keys::identity(key);
            let place = *places.entry(identity.clone()).or_insert_with(|| {
                ranked.push(Ranked { identity, name: row_keys::words(key), value: 0 });
                ranked.len() - 1
            });
            if let Some(part) = ranked.get_mut(place) {
                part.value += self.value(row);
            }
        }
        ranked.sort_by(|one, other| other.value.cmp(&one.value).then_with(|| one.name.cmp(&other.name)));
        let has_rest = ranked.len() > PARTS.len();
        ranked.truncate(PARTS.len());
        let mut names: Vec<(&'static str, String)> =
            PARTS.into_iter().zip(&ranked).map(|(class, part)| (class, part.name.clone())).collect();
        if has_rest {
            names.push((REST, "All others".to_owned()));
        }
        let places = ranked.into_iter().enumerate().map(|(place, part)| (part.identity, place)).collect();
        Parts { places, names }
    }

    /// The rows that have a key of a grouping.
    fn keys(&self, grouping: usize) -> impl Iterator<Item = (usize, &Key)> {
        let rows = self.answer.rows.iter().enumerate();
        rows.filter_map(move |(row, each)| Some((row, each.keys.get(grouping)?)))
    }

    fn parted_over_time(&self, interval: Interval, axis: usize, part: usize, parts: &Parts) -> Chart {
        let (slots, places) = match self.slots(interval) {
            Ok(slots) => slots,
            Err(reason) => return Chart::None(reason),
        };
        let series = parts.names.iter().map(|(class, name)| Series {
            name: name.clone().into(),
            class,
            values: vec![0; slots.len()],
        });
        let mut series: Vec<Series> = series.collect();
        for ((row, key), (_, of_part)) in self.keys(axis).zip(self.keys(part)) {
            let slot = day_of(key).and_then(|day| places.get(&day));
            let values = series.get_mut(parts.place(of_part)).map(|series| &mut series.values);
            if let Some((slot, values)) = slot.zip(values) {
                values[*slot] += self.value(row);
            }
        }
        Chart::OverTime(self.time_chart(interval, &slots, Shape::Stacked, series))
    }

    fn parted_bars(&self, grouping: Grouping, axis: usize, part: usize, parts: &Parts) -> Chart {
        struct Bar<'k> {
            key: &'k Key,
            parts: Vec<i64>,
        }
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut bars: Vec<Bar<'_>> = Vec::new();
        for ((row, key), (_, of_part)) in self.keys(axis).zip(self.keys(part)) {
            let place = *places.entry(row_keys::identity(key)).or_insert_with(|| {
                bars.push(Bar { key, parts: vec![0; parts.names.len()] });
                bars.len() - 1
            });
            if let Some(sum) = bars[place].parts.get_mut(parts.place(of_part)) {
                *sum += self.value(row);
            }
        }
        bars.sort_by_key(|bar| self.order(Some(bar.key), bar.parts.iter().sum()));
        let hidden = bars.len().saturating_sub(MAX_BARS);
        bars.truncate(MAX_BARS);
        let period = self.answer.period.days();
        let unit = self.unit();
        let row = |bar: Bar<'_>| {
            let named = parts.names.iter().zip(&bar.parts).filter(|(_, value)| **value != 0);
            let about: Vec<String> = named.map(|((_, name), value)| format!("{name} {}", unit.words(*value))).collect();
            let calls = RowCalls::of(std::slice::from_ref(bar.key), period);
            RankedRow {
                name: row_keys::name(bar.key),
                href: None,
                // The sum over tags counts a call once for each, and the list once.
                calls_href: calls
                    .filter(|_| self.groupings[part] != Grouping::Tag)
                    .and_then(|calls| calls.address(self.address, self.measure())),
                value: Some(bar.parts.iter().sum()),
                parts: bar.parts.iter().zip(&parts.names).map(|(value, (class, _))| (*value, *class)).collect(),
                about: about.join(", "),
            }
        };
        Chart::Bars {
            ranking: self.ranking(grouping, bars.into_iter().map(row).collect()),
            legend: parts.names.clone(),
            rest: self.rest(hidden),
        }
    }
}

/// The parts of bars.
struct Parts {
    /// The place of each part by the identity of its key.
    places: HashMap<String, usize>,
    /// The class and the name of each.
    names: Vec<(&'static str, String)>,
}

impl Parts {
    /// The place of a key's part: its own, or that of all others.
    fn place(&self, key: &Key) -> usize {
        self.places.get(&row_keys::identity(key)).copied().unwrap_or(PARTS.len())
    }
}

/// The groupings that are the axis and the parts. Rows are added up over a third one, which is never that of tags: a call with two
/// tags would count twice.
fn axis_and_part(groupings: &[Grouping]) -> (usize, usize) {
    let axis = groupings.iter().position(|grouping| interval(*grouping).is_some()).unwrap_or(0);
    let tag = groupings.iter().position(|grouping| *grouping == Grouping::Tag).filter(|tag| *tag != axis);
    (axis, tag.unwrap_or(usize::from(axis == 0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_the_axis_and_tags_are_never_added_up() {
        use Grouping::{Date, Number, Source, Tag};
        assert_eq!(axis_and_part(&[Source, Date]), (1, 0));
        assert_eq!(axis_and_part(&[Date, Source]), (0, 1));
        assert_eq!(axis_and_part(&[Date, Source, Tag]), (0, 2));
        assert_eq!(axis_and_part(&[Number, Source, Tag]), (0, 2));
        assert_eq!(axis_and_part(&[Tag, Source, Number]), (0, 1));
        assert_eq!(axis_and_part(&[Tag, Source, Date]), (2, 0));
    }
}

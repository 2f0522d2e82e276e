//! A chart over time: bars stacked by part, or a line, with the other period behind.

use std::borrow::Cow;

use askama::Template;

use super::scale::{Line, Percent, Scale};
use super::time_axis::{Tick, TimeAxis};
use super::time_paths::{HEIGHT, SLOT, area, bars, line, stairs};
use super::unit::Unit;

/// The most slots of a line that get a dot each.
const MAX_DOTS: usize = 31;
/// The most slots whose bars get an edge.
const MAX_EDGES: usize = 70;

/// How the values are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// The series stand on each other, in their order from the bottom.
    Stacked,
    /// The first series is a line.
    Line,
}

/// One value for each slot.
#[derive(Clone, Debug)]
pub(crate) struct Series {
    /// Its name, in the legend and the table.
    pub(crate) name: Cow<'static, str>,
    /// The class that carries its colour.
    pub(crate) class: &'static str,
    pub(crate) values: Vec<i64>,
}

/// The period that is compared with, slot by slot.
#[derive(Clone, Debug)]
pub(crate) struct OtherPeriod {
    /// Its name: `1 – 30 Oct 2026`.
    pub(crate) name: String,
    pub(crate) values: Vec<i64>,
}

/// The chart.
#[derive(Clone, Debug, Template)]
#[template(path = "view/charts/time_chart.html")]
pub(crate) struct TimeChart {
    /// Its id in the page.
    pub(crate) id: &'static str,
    /// Its content, in words.
    pub(crate) title: String,
    pub(crate) axis: TimeAxis,
    /// The values of all series together, as the head of a column.
    pub(crate) figure: &'static str,
    pub(crate) unit: Unit,
    pub(crate) shape: Shape,
    pub(crate) series: Vec<Series>,
    pub(crate) before: Option<OtherPeriod>,
    /// The slot that still goes on. Those after it have not begun.
    pub(crate) running: Option<usize>,
}

impl askama::filters::HtmlSafe for TimeChart {}

/// Paths of one series.
struct Paths {
    class: &'static str,
    /// Of the slots that are over.
    over: String,
    /// Of the slot that still goes on.
    running: String,
}

/// A row of the table.
struct Row {
    name: String,
    cells: Vec<String>,
}

impl TimeChart {
    fn count(&self) -> usize {
        self.axis.len()
    }

    fn is_stacked(&self) -> bool {
        self.shape == Shape::Stacked
    }

    /// The series that are drawn and named: all of a stack, also those without calls, and the one of a line.
    fn shown(&self) -> &[Series] {
        match self.shape {
            Shape::Stacked => &self.series,
            Shape::Line => &self.series[..self.series.len().min(1)],
        }
    }

    fn total(&self, slot: usize) -> i64 {
        self.shown().iter().filter_map(|series| series.values.get(slot)).sum()
    }

    /// How many slots have begun.
    fn begun(&self) -> usize {
        self.running.map_or(self.count(), |running| self.count().min(running + 1))
    }

    /// The values of the slots that have begun.
    fn values<'s>(&self, series: &'s Series) -> &'s [i64] {
        &series.values[..series.values.len().min(self.begun())]
    }

    /// The other period's values, as many as there are slots.
    fn before_values(&self) -> &[i64] {
        let values = self.before.as_ref().map_or(&[][..], |before| &before.values);
        &values[..values.len().min(self.count())]
    }

    fn max(&self) -> i64 {
        let totals = (0..self.count()).map(|slot| self.total(slot));
        totals.chain(self.before_values().iter().copied()).max().unwrap_or(0)
    }

    fn scale(&self) -> Scale {
        Scale::up_to(self.max(), &self.unit)
    }

    fn lines(&self) -> Vec<Line> {
        self.scale().lines(self.max(), &self.unit)
    }

    fn ticks(&self) -> Vec<Tick> {
        self.axis.ticks()
    }

    fn width(&self) -> i64 {
        i64::try_from(self.count()).unwrap_or(1).max(1) * SLOT
    }

    fn height(&self) -> i64 {
        HEIGHT
    }

    fn has_edges(&self) -> bool {
        self.count() <= MAX_EDGES
    }

    /// Nothing happened in the period and in the one that it is compared with.
    fn is_empty(&self) -> bool {
        self.max() == 0
    }

    fn before_area(&self) -> String {
        stairs(self.scale(), self.before_values(), true)
    }

    fn before_line(&self) -> String {
        match self.shape {
            Shape::Stacked => stairs(self.scale(), self.before_values(), false),
            Shape::Line => line(self.scale(), self.before_values(), 0..self.before_values().len()),
        }
    }

    fn area(&self) -> String {
        self.shown().first().map(|series| area(self.scale(), self.values(series))).unwrap_or_default()
    }

    fn paths(&self) -> Vec<Paths> {
        let scale = self.scale();
        let mut floors = vec![0; self.count()];
        let over_count = self.running.unwrap_or(self.count());
        let paths = |series: &Series| {
            let values = self.values(series);
            let over_count = over_count.min(values.len());
            let (over, running) = match self.shape {
                Shape::Stacked => {
                    let bars = bars(scale, values, &mut floors, self.count());
                    (bars[..over_count].concat(), bars[over_count..].concat())
                }
                // The part that still goes on begins at the last point that is over.
                Shape::Line => {
                    let from = over_count.saturating_sub(1);
                    let rest = if over_count < values.len() { from..values.len() } else { 0..0 };
                    (line(scale, values, 0..over_count), line(scale, values, rest))
                }
            };
            Paths { class: series.class, over, running }
        };
        self.shown().iter().map(paths).collect()
    }

    /// The dots of a line with few slots.
    fn dots(&self) -> Vec<(Percent, Percent)> {
        let Some(series) = self.shown().first().filter(|_| !self.is_stacked() && self.count() <= MAX_DOTS) else {
            return Vec::new();
        };
        let dot = |(slot, value): (usize, &i64)| {
            let y = HEIGHT - self.scale().height(*value);
            (Percent::middle(slot, self.count()), Percent::of(y, HEIGHT))
        };
        self.values(series).iter().enumerate().map(dot).collect()
    }

    /// Whether the table has a column of totals.
    fn has_totals(&self) -> bool {
        self.shown().len() > 1
    }

    fn rows(&self) -> Vec<Row> {
        let cell =
            |values: &[i64], slot| values.get(slot).map(|value: &i64| self.unit.words(*value)).unwrap_or_default();
        let row = |slot| {
            let mut cells = Vec::new();
            if self.has_totals() {
                cells.push(if slot < self.begun() { self.unit.words(self.total(slot)) } else { String::new() });
            }
            cells.extend(self.shown().iter().map(|series| cell(self.values(series), slot)));
            if self.before.is_some() {
                cells.push(cell(self.before_values(), slot));
            }
            let so_far = if self.running == Some(slot) { ", so far" } else { "" };
            Row { name: format!("{}{so_far}", self.axis.name(slot)), cells }
        };
        (0..self.count()).map(row).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::time_chart;
    use super::*;

    #[expect(clippy::disallowed_methods, reason = "a chart that can't be rendered fails the test")]
    fn drawn(chart: &TimeChart) -> String {
        chart.render().unwrap()
    }

    #[test]
    fn the_axis_has_room_for_the_stack_and_for_the_other_period() {
        let mut chart = time_chart("chart", Shape::Stacked, 3);
        chart.series[0].values = vec![10, 0, 0];
        chart.series[1].values = vec![5, 0, 0];
        chart.series[2].values = vec![3, 0, 0];
        assert_eq!(chart.before.as_mut().map(|before| before.values = vec![0, 0, 0]), Some(()));
        assert_eq!(chart.max(), 18);
        chart.before = Some(OtherPeriod { name: "October".to_owned(), values: vec![0, 40, 0, 900] });
        assert_eq!(chart.max(), 40, "the slots that the period does not have are not drawn");
    }

    #[test]
    fn a_slot_that_still_goes_on_is_drawn_apart_and_named_so() {
        let chart = TimeChart { running: Some(6), ..time_chart("chart", Shape::Line, 7) };
        assert_eq!(drawn(&chart).matches("running\" d").count(), 1);
        assert!(chart.rows()[6].name.ends_with(", so far") && !chart.rows()[5].name.contains("so far"));
        let over = time_chart("chart", Shape::Line, 7);
        assert_eq!(drawn(&over).matches("running").count(), 0);
    }

    #[test]
    fn slots_that_have_not_begun_have_no_figures() {
        for shape in [Shape::Stacked, Shape::Line] {
            let chart = TimeChart { running: Some(2), ..time_chart("chart", shape, 7) };
            let rows = chart.rows();
            assert!(!rows[2].cells[0].is_empty() && rows[3].cells[0].is_empty(), "{shape:?}");
            assert!(!rows[3].cells.last().unwrap().is_empty(), "the other period has its figures");
            let widest = drawn(&chart).matches("<circle").count();
            assert_eq!(widest, if shape == Shape::Line { 3 } else { 0 });
        }
    }

    #[test]
    fn the_table_has_every_figure() {
        let mut chart = time_chart("chart", Shape::Stacked, 2);
        for (series, values) in chart.series.iter_mut().zip([[1_500, 2], [3, 4], [5, 6]]) {
            series.values = values.to_vec();
        }
        chart.before = Some(OtherPeriod { name: "October".to_owned(), values: vec![7] });
        let rows: Vec<Vec<String>> = chart.rows().into_iter().map(|row| row.cells).collect();
        assert_eq!(rows, [["1,508", "1,500", "3", "5", "7"], ["12", "2", "4", "6", ""]]);
    }

    #[test]
    fn no_count_of_slots_breaks_the_drawing() {
        for shape in [Shape::Stacked, Shape::Line] {
            for count in [0_usize, 1, 2, 7, 31, 365, 1_000] {
                for running in [None, Some(0), count.checked_sub(1), Some(2_000)] {
                    let html = drawn(&TimeChart { running, ..time_chart("chart", shape, count) });
                    assert!(!html.contains("NaN") && !html.contains("inf"), "{shape:?} {count}");
                }
            }
        }
        let nothing = TimeChart { series: Vec::new(), before: None, ..time_chart("chart", Shape::Line, 4) };
        assert!(drawn(&nothing).contains("No calls"));
    }
}

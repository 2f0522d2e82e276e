//! The chart that fits a question to analytics.

mod parted;

use std::collections::HashMap;

use crewline_core::reports::analytics::{Analytics, Grouping, Key, MAX_ROWS, Measure};
use crewline_core::reports::calendar::{Bucket, Interval, buckets, first_weekday};
use jiff::civil::{Date, Weekday};

use super::analytics_page::Chart;
use super::days_words::days_words;
use super::part::Part;
use super::report_address::ReportAddress;
use super::row_keys::{self, RowCalls};
use super::{chart_figure::ChartFigure, measures, time_slots};
use crate::view::charts::{
    HeatMap, HeatMeasure, HourOfWeek, OtherPeriod, RankedRow, Ranking, Series, Shape, TimeChart, Unit,
};
use crate::view::counted;

/// The most slots of a chart over time.
const MAX_SLOTS: usize = 400;
/// The most bars of a ranking.
const MAX_BARS: usize = 24;

/// The question and its answer, for a chart.
pub(super) struct ChartQuestion<'c> {
    pub(super) answer: &'c Analytics,
    pub(super) groupings: &'c [Grouping],
    pub(super) figure: ChartFigure,
    pub(super) currency: &'c str,
    pub(super) country: &'c str,
    pub(super) address: &'c ReportAddress,
}

impl ChartQuestion<'_> {
    /// The heading: `Missed by source and day`.
    pub(super) fn title(&self) -> String {
        let names: Vec<String> = self.groupings.iter().map(|each| row_keys::label(*each).to_lowercase()).collect();
        let label = self.figure.label();
        let joint = if self.figure == ChartFigure::Outcomes && !names.is_empty() { ", by" } else { " by" };
        match names.as_slice() {
            [] => label.to_owned(),
            [one] => format!("{label}{joint} {one}"),
            [first @ .., last] => format!("{label}{joint} {} and {last}", first.join(", ")),
        }
    }

    /// The chart.
    pub(super) fn chart(&self) -> Chart {
        use Grouping::{DayOfWeek, HourOfDay};
        if self.answer.row_count > MAX_ROWS {
            let sentence = "There are too many rows to draw. Choose fewer groupings, a filter or fewer days.";
            return Chart::None(sentence.to_owned());
        }
        match self.groupings {
            [] => Chart::None("Choose what to group by to see a chart.".to_owned()),
            [one] => match interval(*one) {
                Some(interval) => self.over_time(interval),
                None => self.bars(*one),
            },
            [DayOfWeek, HourOfDay] | [HourOfDay, DayOfWeek] => Chart::Week(Box::new(self.week())),
            several => self.parted(several),
        }
    }

    fn measure(&self) -> Measure {
        self.figure.measure()
    }

    fn unit(&self) -> Unit {
        measures::unit(self.measure(), self.currency)
    }

    /// The value of a row, zero where none is known.
    fn value(&self, row: usize) -> i64 {
        self.answer.rows.get(row).and_then(|row| measures::value(self.measure(), &row.totals)).unwrap_or(0)
    }

    /// The slots of an axis, and the place of each by its day; or the reason why there is no chart. Weeks begin on Monday, as their keys do.
    fn slots(&self, interval: Interval) -> Result<(Vec<Bucket>, HashMap<Date, usize>), String> {
        let slots = buckets(&self.answer.period, interval, Weekday::Monday);
        if slots.len() > MAX_SLOTS {
            let sentence = "There are too many days to draw. Group by week or month, or choose fewer days.";
            return Err(sentence.to_owned());
        }
        let places = slots.iter().enumerate().map(|(place, slot)| (slot.day, place)).collect();
        Ok((slots, places))
    }

    fn time_chart(&self, interval: Interval, slots: &[Bucket], shape: Shape, series: Vec<Series>) -> TimeChart {
        let axis = time_slots::axis(slots, interval, self.country);
        let days = self.answer.period.days();
        TimeChart {
            id: "analytics-chart",
            title: format!(
                "{} {}, {}",
                self.figure.label(),
                axis.interval.words(),
                days_words(days.first(), days.last())
            ),
            axis,
            figure: measures::label(self.measure()),
            unit: self.unit(),
            shape,
            series,
            before: None,
            running: time_slots::running(&self.answer.period, slots),
        }
    }

    /// A line with the other period behind, or stacked outcomes.
    fn over_time(&self, interval: Interval) -> Chart {
        let (slots, places) = match self.slots(interval) {
            Ok(slots) => slots,
            Err(reason) => return Chart::None(reason),
        };
        let place = |key: Option<&Key>| key.and_then(day_of).and_then(|day| places.get(&day).copied());
        let rows = || self.answer.rows.iter().filter_map(|row| Some((place(row.keys.first())?, row)));
        let mut before = vec![None; slots.len()];
        for (slot, row) in rows() {
            before[slot] = row.totals_before.map(|totals| measures::value(self.measure(), &totals).unwrap_or(0));
        }
        // The other period may end within this one.
        let known = before.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
        let before = before.into_iter().take(known).map(Option::unwrap_or_default).collect();
        let (shape, series) = match self.figure {
            ChartFigure::Outcomes => {
                let of_part = |part: &Part| {
                    let mut values = vec![0; slots.len()];
                    rows().for_each(|(slot, row)| values[slot] = part.count(&row.totals.sums));
                    Series { name: part.label().into(), class: part.class(), values }
                };
                (Shape::Stacked, Part::All.stack().iter().map(of_part).collect())
            }
            ChartFigure::Of(measure) => {
                let mut values = vec![0; slots.len()];
                rows().for_each(|(slot, row)| values[slot] = measures::value(measure, &row.totals).unwrap_or(0));
                let name = measures::label(measure).into();
                (Shape::Line, vec![Series { name, class: measures::class(measure), values }])
            }
        };
        let other = self.answer.before.as_ref().map(|period| OtherPeriod {
            name: days_words(period.days().first(), period.days().last()),
            values: before,
        });
        Chart::OverTime(TimeChart { before: other, ..self.time_chart(interval, &slots, shape, series) })
    }

    /// A bar for each row.
    fn bars(&self, grouping: Grouping) -> Chart {
        let period = self.answer.period.days();
        let mut rows: Vec<usize> = (0..self.answer.rows.len()).collect();
        rows.sort_by_key(|row| self.order(self.answer.rows[*row].keys.first(), self.value(*row)));
        let hidden = rows.len().saturating_sub(MAX_BARS);
        rows.truncate(MAX_BARS);
        let bar = |row: usize| {
            let row = &self.answer.rows[row];
            let sums = &row.totals.sums;
            let bar = match self.measure() {
                Measure::Calls => RankedRow::of_calls(sums.calls, sums.answered, sums.voicemails, sums.missed),
                measure => RankedRow::of_one(measures::value(measure, &row.totals), measures::class(measure)),
            };
            let calls = RowCalls::of(&row.keys, period);
            RankedRow {
                name: row.keys.first().and_then(row_keys::name),
                calls_href: calls.and_then(|calls| calls.address(self.address, self.measure())),
                ..bar
            }
        };
        Chart::Bars {
            ranking: self.ranking(grouping, rows.into_iter().map(bar).collect()),
            legend: Vec::new(),
            rest: self.rest(hidden),
        }
    }

    fn ranking(&self, grouping: Grouping, rows: Vec<RankedRow>) -> Ranking {
        let total = measures::value(self.measure(), &self.answer.totals);
        Ranking {
            id: "analytics-chart",
            noun: row_keys::label(grouping),
            none: row_keys::none_words(grouping),
            figure: measures::label(self.measure()),
            unit: self.unit(),
            rows,
            total: total.filter(|_| measures::is_additive(self.measure())),
        }
    }

    fn rest(&self, hidden: usize) -> String {
        match hidden {
            0 => String::new(),
            hidden => format!("{} in the table alone.", counted(hidden, "more is", "more are")),
        }
    }

    /// The order of bars: hours and days of the week as they follow each other, all else by the value.
    fn order(&self, key: Option<&Key>, value: i64) -> (i64, i64) {
        let place = match key {
            Some(Key::HourOfDay(hour)) => i64::from(*hour),
            Some(Key::DayOfWeek(day)) => i64::from(day.since(first_weekday(self.country))),
            _ => 0,
        };
        (place, -value)
    }

    /// The hours of the week.
    fn week(&self) -> HeatMap {
        let measure = match self.figure {
            ChartFigure::Outcomes | ChartFigure::Of(Measure::Missed) => Measure::Missed,
            ChartFigure::Of(measure) => measure,
        };
        let mut days = [[HourOfWeek::default(); 24]; 7];
        for row in &self.answer.rows {
            let (mut day, mut hour) = (None, None);
            for key in &row.keys {
                match key {
                    Key::DayOfWeek(weekday) => day = usize::try_from(weekday.to_monday_zero_offset()).ok(),
                    Key::HourOfDay(of_day) => hour = Some(usize::from(*of_day)),
                    _ => {}
                }
            }
            if let Some(place) = day.and_then(|day| days.get_mut(day)).and_then(|day| day.get_mut(hour?)) {
                let value = measures::value(measure, &row.totals).unwrap_or(0);
                *place = HourOfWeek { calls: row.totals.sums.calls, value };
            }
        }
        HeatMap {
            id: "analytics-chart",
            title: format!("{} by weekday and hour", measures::label(measure)),
            measure: match measure {
                Measure::Missed => HeatMeasure::Missed,
                measure => HeatMeasure::Other {
                    name: measures::label(measure),
                    class: measures::class(measure),
                    unit: measures::unit(measure, self.currency),
                },
            },
            days,
            first_weekday: first_weekday(self.country),
        }
    }
}

/// The interval of a grouping that is an axis of time.
fn interval(grouping: Grouping) -> Option<Interval> {
    match grouping {
        Grouping::Date => Some(Interval::Day),
        Grouping::Week => Some(Interval::Week),
        Grouping::Month => Some(Interval::Month),
        _ => None,
    }
}

/// The first day of a key of time.
fn day_of(key: &Key) -> Option<Date> {
    match key {
        Key::Date(day) | Key::Week(day) | Key::Month(day) => Some(*day),
        _ => None,
    }
}

#[cfg(test)]
mod tests;

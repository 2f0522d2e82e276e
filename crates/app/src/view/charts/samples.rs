//! Charts in every state, and a page that shows them.

use askama::Template;
use jiff::ToSpan;
use jiff::civil::{Weekday, date};

use super::super::samples::{HTML, LONG, RTL, layout};
use super::super::{Layout, Nav};
use super::{
    HeatMap, HeatMeasure, HourOfWeek, Interval, OtherPeriod, RankedRow, Ranking, Series, Shape, Spark, TimeAxis,
    TimeChart, Unit,
};

/// A count like those of a business: more on workdays, with some noise that is always the same.
fn count(at: usize, most: i64) -> i64 {
    let noise = (at as i64 * 7_919 + 13) % 11;
    let weekend = if at % 7 >= 5 { 3 } else { 1 };
    (most * (6 + noise) / 16) / weekend
}

fn values(count_of: usize, most: i64) -> Vec<i64> {
    (0..count_of).map(|at| count(at, most)).collect()
}

/// An axis of days, or of hours for a day.
pub(crate) fn axis(interval: Interval, slots: usize) -> TimeAxis {
    let first = date(2026, 11, 1).at(0, 0, 0, 0);
    let start = |at: usize| match interval {
        Interval::Hour => first + (at as i64).hours(),
        Interval::Day => first + (at as i64).days(),
        Interval::Week => first + (at as i64).weeks(),
        Interval::Month => first + (at as i64).months(),
    };
    TimeAxis { interval, starts: (0..slots).map(start).collect(), first_weekday: Weekday::Sunday }
}

/// A chart by day.
pub(crate) fn time_chart(id: &'static str, shape: Shape, slots: usize) -> TimeChart {
    TimeChart {
        id,
        title: "Calls by day, 1 – 30 Nov 2026".to_owned(),
        axis: axis(Interval::Day, slots),
        figure: "Calls",
        unit: Unit::Count,
        shape,
        series: vec![
            Series { name: "Answered".into(), class: "answered", values: values(slots, 42) },
            Series { name: "Voicemail".into(), class: "voicemail", values: values(slots, 9) },
            Series { name: "Missed".into(), class: "missed", values: values(slots, 14) },
        ],
        before: Some(OtherPeriod { name: "2 – 31 Oct 2026".to_owned(), values: values(slots + 3, 60).split_off(3) }),
        running: None,
    }
}

/// A week with this many calls in its busiest hour.
pub(crate) fn heat_map(id: &'static str, most: i64) -> HeatMap {
    let mut days = [[HourOfWeek::default(); 24]; 7];
    for (day, hours) in days.iter_mut().enumerate() {
        for (hour, value) in hours.iter_mut().enumerate() {
            let is_open = (7..20).contains(&hour) && (day < 5 || hour < 15);
            let calls = if is_open { count(day * 24 + hour, most) } else { count(day * 5 + hour, most / 8) };
            let part = if is_open { 5 - (hour as i64 - 12).abs().min(4) } else { 5 };
            *value = HourOfWeek { calls, value: calls * part / 8 };
        }
    }
    HeatMap {
        id,
        title: "Missed calls by weekday and hour".to_owned(),
        measure: HeatMeasure::Missed,
        days,
        first_weekday: Weekday::Sunday,
    }
}

/// A week of another measure.
pub(crate) fn heat_map_of(id: &'static str, name: &'static str, unit: Unit) -> HeatMap {
    let mut map = heat_map(id, 30);
    map.days.iter_mut().flatten().for_each(|hour| hour.value = hour.calls * 97);
    let title = format!("{name} by weekday and hour");
    HeatMap { title, measure: HeatMeasure::Other { name, class: "calls", unit }, ..map }
}

/// The calls of this many things.
pub(crate) fn ranking(id: &'static str, rows: usize) -> Ranking {
    let names = ["Google Ads", "Yelp", LONG, RTL, HTML, "Truck wrap", "Radio"];
    let row = |at: usize| {
        let calls = 1_240 / (at as i64 + 1);
        RankedRow {
            name: (at != 3).then(|| names[at % names.len()].to_owned()),
            href: (at != 3).then(|| "/b/northline/dashboard?source=x".to_owned()),
            calls_href: (at != 3).then(|| "/b/northline/calls?source=x".to_owned()),
            ..RankedRow::of_calls(calls, calls * 7 / 10, calls / 10, calls * 3 / 20)
        }
    };
    let rows = (0..rows).map(row).collect();
    Ranking { id, noun: "Source", none: "No source", figure: "Calls", unit: Unit::Count, rows, total: Some(3_204) }
}

/// A small line.
pub(crate) fn spark(most: i64) -> Spark {
    Spark { values: values(30, most), is_running: true }
}

/// A page with charts of every kind in every state.
#[derive(Template)]
#[template(path = "view/charts/gallery.html")]
pub(crate) struct ChartGallery {
    layout: Layout,
    time_charts: Vec<(&'static str, TimeChart)>,
    heat_maps: Vec<(&'static str, HeatMap)>,
    rankings: Vec<(&'static str, Ranking)>,
    sparks: Vec<Spark>,
}

impl ChartGallery {
    /// Its states: the shapes of charts over time.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        vec![("stacked", Self::of(Shape::Stacked)), ("line", Self::of(Shape::Line))]
    }

    fn of(shape: Shape) -> Self {
        let mut enormous = time_chart("enormous", shape, 30);
        enormous.series[0].values[12] = 98_500;
        let mut zeros = time_chart("zeros", shape, 30);
        zeros.series.iter_mut().for_each(|series| series.values.fill(0));
        zeros.before = zeros.before.map(|before| OtherPeriod { values: vec![0; 30], ..before });
        let by_hour = TimeChart {
            axis: axis(Interval::Hour, 24),
            title: "Calls by hour, 1 Nov 2026".to_owned(),
            before: Some(OtherPeriod { name: LONG.to_owned(), values: values(24, 44) }),
            running: Some(15),
            ..time_chart("hours", shape, 24)
        };
        let of = |interval, chart: TimeChart| TimeChart { axis: axis(interval, chart.axis.len()), ..chart };
        Self {
            layout: layout(Nav::Dashboard),
            time_charts: vec![
                ("30 days", time_chart("month", shape, 30)),
                ("30 days that still go on", TimeChart { running: Some(29), ..time_chart("running", shape, 30) }),
                ("No point", time_chart("nothing", shape, 0)),
                ("One point", time_chart("one", shape, 1)),
                ("7 days", TimeChart { before: None, running: Some(6), ..time_chart("week", shape, 7) }),
                ("A day", by_hour),
                ("90 days", time_chart("quarter", shape, 90)),
                ("365 days", time_chart("year", shape, 365)),
                ("26 weeks", of(Interval::Week, time_chart("weeks", shape, 26))),
                ("12 months", of(Interval::Month, time_chart("months", shape, 12))),
                ("One enormous value", enormous),
                ("All zeros", zeros),
            ],
            heat_maps: vec![
                ("A week", heat_map("hours-typical", 30)),
                ("A huge week", heat_map("hours-huge", 48_000)),
                ("No calls", heat_map("hours-none", 0)),
                ("Another measure", heat_map_of("hours-talk", "Talk time", Unit::Seconds)),
            ],
            rankings: vec![
                ("Typical", ranking("sources", 7)),
                ("One", ranking("sources-one", 1)),
                ("None", ranking("sources-none", 0)),
            ],
            sparks: vec![spark(40), spark(0), Spark { values: vec![4], is_running: false }, Spark::default()],
        }
    }
}

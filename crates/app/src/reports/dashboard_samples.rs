//! The dashboard in every state.

use super::change::{Aim, Change, Unit};
use super::dashboard_page::{CallBackRow, Content, Dashboard, DashboardFilters, DashboardResults, Figures, Metric};
use crate::calls::list_page::CallRow;
use crate::view::charts::samples::{axis, heat_map, ranking, spark, time_chart};
use crate::view::charts::{Interval, Ranking, Shape, Spark, TimeChart};
use crate::view::samples::{HTML, LONG, RTL, ago, crowded_layout, layout, options, viewer_layout};
use crate::view::{Layout, Nav, SelectField, SelectOption, SetupSummary, Tab, TextField};

fn filters(count: usize) -> DashboardFilters {
    let compare =
        [("year", "A year earlier"), ("none", "Nothing")].map(|(value, label)| SelectOption::new(value, label));
    DashboardFilters {
        period: "last_30_days".to_owned(),
        show: String::new(),
        from: TextField::new("from"),
        to: TextField::new("to"),
        compare: SelectField::new("compare", "", compare.to_vec()),
        number: SelectField::new("number_id", "", options("Number", count)),
        group: SelectField::new("group_id", "", options("Group", 3)),
        source: SelectField::new("source", "", options("Source", count)),
    }
}

fn tabs(labels: &[&'static str], current: usize) -> Vec<Tab> {
    let tab = |(at, label): (usize, &&'static str)| Tab {
        href: format!("/b/northline/dashboard?at={at}"),
        label,
        current: at == current,
    };
    labels.iter().enumerate().map(tab).collect()
}

fn metric(label: &'static str, value: &str, beside: &str, change: Option<Change>, line: Option<Spark>) -> Metric {
    Metric {
        label,
        value: value.to_owned(),
        beside: beside.to_owned(),
        href: Some("/b/northline/calls?status=missed".to_owned()),
        change,
        spark: line,
    }
}

fn metrics() -> Vec<Metric> {
    let change = |now, before, unit, aim| Some(Change::of(now, before, unit, aim, None));
    vec![
        metric("Calls", "1,284", "", change(1_284, 1_102, Unit::Count, Aim::More), Some(spark(40))),
        metric("Answered", "931", "73%", change(73, 76, Unit::Percent, Aim::More), Some(spark(31))),
        metric("Missed", "214", "17%", change(214, 246, Unit::Count, Aim::Fewer), Some(spark(14))),
        metric("Voicemails", "139", "11%", change(139, 139, Unit::Count, Aim::Neither), Some(spark(9))),
        metric("First-time callers", "402", "", change(402, 380, Unit::Count, Aim::More), None),
        metric("Average talk time", "3:12", "", change(192, 184, Unit::Seconds, Aim::Neither), None),
        metric("Qualified", "268", "21%", change(268, 0, Unit::Count, Aim::More), None),
        metric("Value", "$48,210", "", change(48_210, 39_000, Unit::Money, Aim::More), None),
    ]
}

/// Metrics that are as long as they get.
fn huge_metrics() -> Vec<Metric> {
    let change = || Some(Change::of(1_204_998_120, 3, Unit::Count, Aim::Fewer, None));
    metrics()
        .into_iter()
        .map(|metric| Metric {
            value: "1,204,998,120".to_owned(),
            beside: "<1%".to_owned(),
            change: change(),
            ..metric
        })
        .collect()
}

fn call_back(count: usize, may_mark: bool) -> Vec<CallBackRow> {
    let names = [Some("Dana Whitfield"), None, Some(LONG), Some(RTL), Some(HTML)];
    let row = |at: usize| CallBackRow {
        call: format!("call_{at}"),
        caller_phone: "(415) 555-0193".to_owned(),
        caller_name: names[at % names.len()].map(str::to_owned),
        dial: "+14155550193".to_owned(),
        number_name: ["Google Ads, Oakland", LONG][at % 2].to_owned(),
        left_message: at % 3 == 1,
        times: at as i64 + 1,
        at: ago(at as i64 * 47 + 3),
        may_mark,
        done_by: (at % 4 == 3).then(|| "Olga Marsh".to_owned()),
    };
    (0..count).map(row).collect()
}

fn figures(metrics: Vec<Metric>, over_time: TimeChart, rows: usize, most: i64, may_mark: bool) -> Figures {
    let named = |id, noun, none| Ranking { noun, none, ..ranking(id, rows) };
    Figures {
        metrics,
        over_time,
        parts: tabs(&["All", "Answered", "Missed", "Voicemail"], 0),
        hours: heat_map("hours", most),
        rankings: vec![
            ("Top sources", named("sources", "Source", "No source")),
            ("Top numbers", named("numbers", "Number", "")),
            ("Top groups", named("groups", "Group", "No group")),
        ],
        to_call_back: call_back(rows, may_mark),
        newest: CallRow::samples(rows),
    }
}

fn results(content: Content) -> DashboardResults {
    let periods = ["Today", "Yesterday", "7 days", "30 days", "90 days", "This month", "Last month", "This year"];
    DashboardResults {
        slug: "northline".to_owned(),
        period: None,
        address: "/b/northline/dashboard?source=Yelp".to_owned(),
        periods: tabs(&periods, 3),
        about: "26 Oct – 24 Nov 2026, compared with 26 Sep – 25 Oct 2026. All times America/Chicago, Northline's zone."
            .to_owned(),
        is_rebuilding: false,
        content,
    }
}

fn typical(chart: TimeChart) -> DashboardResults {
    results(Content::Figures(Box::new(figures(metrics(), chart, 6, 30, true))))
}

fn stacked(slots: usize) -> TimeChart {
    TimeChart { running: slots.checked_sub(1), ..time_chart("over-time", Shape::Stacked, slots) }
}

impl Dashboard {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        let page = |layout: Layout, results| {
            let period = layout.period().map(str::to_owned);
            Self { layout, filters: filters(8), results: DashboardResults { period, ..results } }
        };
        let own = || layout(Nav::Dashboard);
        let today = TimeChart { axis: axis(Interval::Hour, 24), running: Some(14), ..stacked(24) };
        let lines = TimeChart { running: Some(29), ..time_chart("over-time", Shape::Line, 30) };
        let mut zeros = TimeChart { before: None, ..stacked(30) };
        zeros.series.iter_mut().for_each(|series| series.values.fill(0));
        let nothing = || {
            let none = |metric: Metric| Metric { value: "0".to_owned(), beside: String::new(), change: None, ..metric };
            let spark = || Some(Spark { values: vec![0; 30], is_running: true });
            let metrics = metrics().into_iter().map(none).map(|metric| Metric { spark: spark(), ..metric }).collect();
            figures(metrics, zeros.clone(), 0, 0, false)
        };
        let mut chosen = page(own(), typical(lines));
        chosen.filters.source.value = "Source_3".to_owned();
        chosen.filters.from.value = "2026-11-01".to_owned();
        chosen.filters.show = "answered".to_owned();
        let huge = figures(huge_metrics(), time_chart("over-time", Shape::Stacked, 365), 12, 90_000, true);
        let mut crowded = page(crowded_layout(Nav::Dashboard), results(Content::Figures(Box::new(huge))));
        crowded.filters = filters(400);
        let new = Layout { setup: Some(SetupSummary::sample()), ..own() };
        vec![
            ("typical", page(own(), typical(stacked(30)))),
            ("today", page(own(), typical(today))),
            ("filtered, a line", chosen),
            ("huge", crowded),
            ("rebuilding", page(own(), DashboardResults { is_rebuilding: true, ..typical(stacked(7)) })),
            (
                "viewer",
                page(
                    viewer_layout(Nav::Dashboard),
                    results(Content::Figures(Box::new(figures(metrics(), stacked(30), 4, 30, false)))),
                ),
            ),
            ("nothing in the period", page(own(), results(Content::Figures(Box::new(nothing()))))),
            (
                "refused",
                page(
                    own(),
                    results(Content::Refused(
                        "The period ends before it begins. Choose a last day that is not before the first.".to_owned(),
                    )),
                ),
            ),
            ("no calls yet", page(new, results(Content::NoCalls))),
            ("no number", page(own(), results(Content::NoNumber { may_add: true }))),
            (
                "no number for a viewer",
                page(viewer_layout(Nav::Dashboard), results(Content::NoNumber { may_add: false })),
            ),
        ]
    }
}

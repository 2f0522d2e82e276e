//! The figures of a dashboard, from what core counts.

use crewline_core::calls::Sums;
use crewline_core::reports::calendar::{Interval, Period, first_weekday};
use crewline_core::reports::{Dashboard, Point};

use super::change::{Aim, Change, Unit};
use super::dashboard_page::Metric;
use super::days_words::days_words;
use super::part::Part;
use super::report_address::ReportAddress;
use super::time_slots;
use crate::view::charts::{
    self, HeatMap, HeatMeasure, HourOfWeek, OtherPeriod, RankedRow, Ranking, Series, Shape, Spark, TimeChart,
    share_words,
};
use crate::view::{duration, grouped, money_words};

/// The words of the days of a report, and of those that they are compared with.
pub(super) fn about(period: &Period, before: Option<&Period>, business: &str) -> String {
    let days = period.days();
    let compared = match before {
        None => String::new(),
        Some(before) => {
            let part = if before.is_cut() { ", up to the same time of day" } else { "" };
            format!(", compared with {}{part}", days_words(before.days().first(), before.days().last()))
        }
    };
    let zone = period.zone().iana_name().unwrap_or("UTC").replace('_', " ");
    format!("{}{compared}. All times {zone}, {business}'s zone.", days_words(days.first(), days.last()))
}

/// Which bucket goes on at the moment.
fn running(dashboard: &Dashboard) -> Option<usize> {
    time_slots::running(&dashboard.period, dashboard.series.iter().map(|point| &point.bucket))
}

/// The chart over time.
pub(super) fn over_time(dashboard: &Dashboard, part: Part, country: &str) -> TimeChart {
    let series = |part: Part| Series {
        name: part.label().into(),
        class: part.class(),
        values: dashboard.series.iter().map(|point| part.count(&point.sums)).collect(),
    };
    let axis = time_slots::axis(dashboard.series.iter().map(|point| &point.bucket), dashboard.interval, country);
    let days = dashboard.period.days();
    let mut parts: Vec<Series> = part.stack().iter().map(|part| series(*part)).collect();
    // Calls that are under way are a part of the stack only while there are some.
    parts.retain(|series| series.class != Part::UnderWay.class() || series.values.iter().any(|count| *count > 0));
    TimeChart {
        id: "over-time",
        title: format!("{} {}, {}", part.title(), axis.interval.words(), days_words(days.first(), days.last())),
        axis,
        figure: "Calls",
        unit: charts::Unit::Count,
        shape: if part == Part::All { Shape::Stacked } else { Shape::Line },
        series: parts,
        before: dashboard.before.as_ref().map(|before| OtherPeriod {
            name: days_words(before.days().first(), before.days().last()),
            values: dashboard.series_before.iter().map(|point| part.count(&point.sums)).collect(),
        }),
        running: running(dashboard),
    }
}

/// The hours of the week.
pub(super) fn hours(dashboard: &Dashboard, country: &str) -> HeatMap {
    let mut days = [[HourOfWeek::default(); 24]; 7];
    for count in &dashboard.hours {
        let place = count.hour.place();
        if let Some(hour) = days.get_mut(place / 24).and_then(|day| day.get_mut(place % 24)) {
            *hour = HourOfWeek { calls: count.calls, value: count.missed };
        }
    }
    let title = "Missed calls by weekday and hour".to_owned();
    HeatMap { id: "hours", title, measure: HeatMeasure::Missed, days, first_weekday: first_weekday(country) }
}

/// The cards.
pub(super) fn metrics(dashboard: &Dashboard, address: &ReportAddress, currency: &str) -> Vec<Metric> {
    let (sums, before) = (dashboard.totals.sums, dashboard.totals_before.map(|totals| totals.sums));
    let days = dashboard.period.days();
    let begun = running(dashboard).map_or(dashboard.series.len(), |running| running + 1);
    let line = |count: fn(&Sums) -> i64| Spark {
        values: dashboard.series[..begun].iter().map(|point: &Point| count(&point.sums)).collect(),
        is_running: running(dashboard).is_some(),
    };
    // Of an hour only the counts are known.
    let is_by_hour = dashboard.interval == Interval::Hour;
    let longer_line = |count: fn(&Sums) -> i64| (!is_by_hour).then(|| line(count));
    let change = |count: fn(&Sums) -> i64, aim| {
        before.map(|before| Change::of(count(&sums), count(&before), Unit::Count, aim, None))
    };
    let share = |count: i64| if sums.calls > 0 { share_words(count, sums.calls) } else { String::new() };
    let percent = |sums: &Sums| (sums.answered * 100 + sums.calls / 2).checked_div(sums.calls);
    let answered = match before {
        Some(before) => match (percent(&sums), percent(&before)) {
            (Some(now), Some(was)) => Some(Change::of(now, was, Unit::Percent, Aim::More, None)),
            _ => change(|sums| sums.answered, Aim::More),
        },
        None => None,
    };
    let talk = |sums: Sums| sums.average_talk_seconds();
    let talk_change =
        before.and_then(|before| Some(Change::of(talk(sums)?, talk(before)?, Unit::Seconds, Aim::Neither, None)));
    let value_change = before.map(|before| {
        let was = Some(money_words(before.value_cents, currency));
        Change::of(sums.value_cents, before.value_cents, Unit::Money, Aim::More, was)
    });
    let metric = |label, value: String, beside: String, href, change, spark| Metric {
        label,
        value,
        beside,
        href,
        change,
        spark,
    };
    let of = |outcome| address.calls(days, &[("outcome", outcome)]);
    vec![
        metric(
            "Calls",
            grouped(sums.calls),
            String::new(),
            address.calls(days, &[]),
            change(|sums| sums.calls, Aim::More),
            Some(line(|sums| sums.calls)),
        ),
        metric(
            "Answered",
            grouped(sums.answered),
            share(sums.answered),
            of("answered"),
            answered,
            Some(line(|sums| sums.answered)),
        ),
        metric(
            "Missed",
            grouped(sums.missed),
            share(sums.missed),
            of("missed"),
            change(|sums| sums.missed, Aim::Fewer),
            Some(line(|sums| sums.missed)),
        ),
        metric(
            "Voicemails",
            grouped(sums.voicemails),
            share(sums.voicemails),
            of("voicemail"),
            change(|sums| sums.voicemails, Aim::Neither),
            Some(line(|sums| sums.voicemails)),
        ),
        metric(
            "First-time callers",
            grouped(sums.first_time_callers),
            String::new(),
            address.calls(days, &[("first_time", "true")]),
            change(|sums| sums.first_time_callers, Aim::More),
            longer_line(|sums| sums.first_time_callers),
        ),
        metric(
            "Average talk time",
            duration(talk(sums).and_then(|seconds| u64::try_from(seconds).ok())),
            String::new(),
            of("answered"),
            talk_change,
            longer_line(|sums| sums.average_talk_seconds().unwrap_or(0)),
        ),
        metric(
            "Qualified",
            grouped(sums.qualified),
            share(sums.qualified),
            address.calls(days, &[("qualified", "true")]),
            change(|sums| sums.qualified, Aim::More),
            longer_line(|sums| sums.qualified),
        ),
        metric(
            "Value",
            money_words(sums.value_cents, currency),
            String::new(),
            address.calls(days, &[]),
            value_change,
            longer_line(|sums| sums.value_cents),
        ),
    ]
}

/// Top sources, numbers and groups.
pub(super) fn rankings(dashboard: &Dashboard, address: &ReportAddress) -> Vec<(&'static str, Ranking)> {
    let days = dashboard.period.days();
    let total = Some(dashboard.totals.sums.calls);
    let row = |name: Option<String>, parameter: &'static str, value: &str, sums: Sums| {
        let condition = match (parameter, value) {
            ("source", "") => ("source_none", "true"),
            (parameter, "") => (parameter, "none"),
            condition => condition,
        };
        RankedRow {
            // The dashboard can't be asked for calls without a source or a group.
            href: (!value.is_empty()).then(|| address.with(&[(parameter, value)])),
            calls_href: address.calls(days, &[condition]),
            name,
            ..RankedRow::of_calls(sums.calls, sums.answered, sums.voicemails, sums.missed)
        }
    };
    let sources = dashboard
        .top_sources
        .iter()
        .map(|top| row(Some(top.source.clone()).filter(|source| !source.is_empty()), "source", &top.source, top.sums));
    let numbers =
        dashboard.top_numbers.iter().map(|top| row(Some(top.name.clone()), "number_id", &top.id.to_string(), top.sums));
    let groups = dashboard.top_groups.iter().map(|top| {
        let (id, name) = top.group.clone().map(|(id, name)| (id.to_string(), name)).unzip();
        row(name, "group_id", &id.unwrap_or_default(), top.sums)
    });
    let ranking = |id, noun, none, rows: Vec<RankedRow>| Ranking {
        id,
        noun,
        none,
        figure: "Calls",
        unit: charts::Unit::Count,
        rows,
        total,
    };
    vec![
        ("Top sources", ranking("sources", "Source", "No source", sources.collect())),
        ("Top numbers", ranking("numbers", "Number", "No name", numbers.collect())),
        ("Top groups", ranking("groups", "Group", "No group", groups.collect())),
    ]
}

//! Analytics in every state.

use super::analytics_page::{
    Analytics, AnalyticsResults, Answer, AsOf, Cell, Chart, Content, Exports, FilterField, LargeQuestion, OtherValue,
    PrepareForm, Progress, QuestionForm, Table, TableRow,
};
use super::change::{Aim, Change, Unit};
use super::chart_figure::ChartFigure;
use crate::view::charts::samples::{axis, heat_map, heat_map_of, ranking, time_chart};
use crate::view::charts::{self, Interval, RankedRow, Ranking, Series, Shape, TimeChart};
use crate::view::samples::{HTML, LONG, RTL, crowded_layout, layout, options, viewer_layout};
use crate::view::{Direction, Layout, Nav, Pager, SelectField, SelectOption, Sort, Tab, TextField};

fn question(count: usize) -> QuestionForm {
    let compare =
        [("year", "A year earlier"), ("none", "Nothing")].map(|(value, label)| SelectOption::new(value, label));
    let groupings = [("source", "Source"), ("date", "Day"), ("tag", "Tag")];
    let grouping = |nothing: &str, value: &str| {
        let known = groupings.iter().map(|(value, label)| SelectOption::new(*value, *label));
        let options = std::iter::once(SelectOption::new(nothing, "Nothing")).chain(known).collect();
        SelectField::new("group_by", value, options)
    };
    let filter = |label, name, options, is_searchable| FilterField {
        label,
        field: SelectField::new(name, "", options),
        any: "All",
        is_searchable,
    };
    QuestionForm {
        period: "last_30_days".to_owned(),
        sort: "-calls".to_owned(),
        from: TextField::new("from"),
        to: TextField::new("to"),
        compare: SelectField::new("compare", "", compare.to_vec()),
        groupings: [
            ("Group by", grouping("nothing", "source")),
            ("Then by", grouping("", "")),
            ("And by", grouping("", "")),
        ],
        groupings_error: None,
        measure: SelectField::new("measure", "missed", ChartFigure::choices()),
        filters: vec![
            filter("Number", "number_id", options("Number", count), true),
            filter("Group", "group_id", options("Group", 3), true),
            filter("Source", "source", options("Source", count), true),
            filter("Status", "status", options("Status", 7), false),
            filter("Tag", "tag", options("Tag", count), true),
            filter("Qualified", "qualified", options("Qualified", 3), false),
            filter("Spam", "include", vec![SelectOption::new("spam", "Counted, too")], false),
        ],
        others: Vec::new(),
        save: Some("/b/northline/reports/new?group_by=source".to_owned()),
        export: Some(Exports {
            csv: "/b/northline/analytics/export?group_by=source".to_owned(),
            xlsx: "/b/northline/analytics/export?group_by=source&format=xlsx".to_owned(),
        }),
    }
}

fn head(label: &'static str, direction: Option<Direction>) -> Sort {
    Sort { label, href: format!("/b/northline/analytics?group_by=source&sort={}", label.to_lowercase()), direction }
}

fn cell(text: &str) -> Cell {
    let href = (text != "0" && text != "–").then(|| "/b/northline/calls?from=2026-11-01&spam=false".to_owned());
    Cell { text: text.to_owned(), href }
}

fn row(names: &[&str], calls: &str, change: Option<Change>) -> TableRow {
    let figures = ["931", "214", "0", "73%", "402", "about 12,400", "3:04:12", "3:12", "–", "268", "$48,210"];
    TableRow {
        names: names.iter().map(|name| (*name).to_owned()).collect(),
        calls: cell(calls),
        share: "34%".to_owned(),
        change,
        figures: figures.map(cell).into(),
    }
}

fn table(groupings: &[&'static str], names: &[&[&str]], is_compared: bool) -> Table {
    let changes = [
        Some(Change::of(214, 246, Unit::Count, Aim::Fewer, None)),
        None,
        Some(Change::of(1_204_998_120, 3, Unit::Count, Aim::Fewer, None)),
    ];
    let change = |at: usize| changes[at % 3].clone().filter(|_| is_compared);
    let labels = [
        "Answered",
        "Missed",
        "Voicemails",
        "Answer rate",
        "First-time callers",
        "Unique callers",
        "Talk time",
        "Average talk time",
        "Time to answer",
        "Qualified",
        "Value",
    ];
    Table {
        groupings: groupings.iter().map(|label| head(label, None)).collect(),
        calls: head("Calls", Some(Direction::Descending)),
        change: is_compared.then(|| (head("Change", None), "missed".to_owned())),
        measures: labels.iter().map(|label| head(label, None)).collect(),
        rows: names.iter().enumerate().map(|(at, names)| row(names, "1,284", change(at))).collect(),
        total: row(&[], "3,204", change(0)),
        about: format!("{} rows", names.len()),
        pager: Pager::by_order(None, None),
        is_by_tag: groupings.contains(&"Tag"),
    }
}

fn results(content: Content) -> AnalyticsResults {
    let periods = ["Today", "Yesterday", "7 days", "30 days", "90 days", "This month", "Last month", "This year"];
    let tab = |(at, label): (usize, &'static str)| Tab {
        href: format!("/b/northline/analytics?at={at}"),
        label,
        current: at == 3,
    };
    AnalyticsResults {
        slug: "northline".to_owned(),
        periods: periods.into_iter().enumerate().map(tab).collect(),
        about: "1 – 30 Nov 2026, compared with 2 – 31 Oct 2026. All times America/Chicago, Northline's zone."
            .to_owned(),
        is_rebuilding: false,
        as_of: None,
        content,
    }
}

fn answer(title: &str, chart: Chart, table: Table) -> AnalyticsResults {
    results(Content::Answer(Box::new(Answer { title: title.to_owned(), chart, table })))
}

fn sources() -> Table {
    table(&["Source"], &[&["Google Ads"], &[LONG], &[RTL], &[HTML], &["No source"]], true)
}

/// Bars in the parts of another grouping.
fn parted() -> Chart {
    let names = ["New patient", LONG, RTL, HTML, "Emergency", "Radio"];
    let classes = ["part1", "part2", "part3", "part4", "part5", "part6"];
    let mut legend: Vec<(&'static str, String)> =
        classes.into_iter().zip(names).map(|(class, name)| (class, name.to_owned())).collect();
    legend.push(("rest", "All others".to_owned()));
    let bar = |row: RankedRow| RankedRow {
        parts: legend.iter().enumerate().map(|(at, (class, _))| (120 - 12 * at as i64, *class)).collect(),
        about: "New patient 120, Emergency 72".to_owned(),
        ..row
    };
    let bars = ranking("analytics-chart", 5);
    let ranking = Ranking { rows: bars.rows.clone().into_iter().map(bar).collect(), ..bars };
    Chart::Bars { ranking, legend, rest: "12 more are in the table alone.".to_owned() }
}

/// A stack with the names that people have given.
fn stack() -> Chart {
    let chart = time_chart("analytics-chart", Shape::Stacked, 30);
    let names = ["Google Ads", LONG, HTML];
    let series = chart.series.iter().zip(names).zip(["part1", "part2", "part3"]);
    let series =
        series.map(|((series, name), class)| Series { name: name.into(), class, values: series.values.clone() });
    Chart::OverTime(TimeChart { series: series.collect(), before: None, ..chart })
}

fn prepare_form() -> PrepareForm {
    let period = layout(Nav::Analytics).period().map(str::to_owned);
    PrepareForm { action: "/b/northline/analytics/preparation?group_by=status".to_owned(), period }
}

fn as_of() -> Option<AsOf> {
    Some(AsOf { moment: "10:32".to_owned(), again: prepare_form() })
}

/// A question of many calls, whose answer is prepared to so many hundredths.
fn large(percent: Option<i64>, problem: Option<&str>) -> Content {
    let progress = |percent| Progress { calls: "1,240,000 of 3,351,000 calls read".to_owned(), percent };
    Content::Large(Box::new(LargeQuestion {
        calls: "3,351,000 calls".to_owned(),
        prepare: prepare_form(),
        progress: percent.map(progress),
        address: "/b/northline/analytics?group_by=status".to_owned(),
        problem: problem.map(str::to_owned),
    }))
}

impl Analytics {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        let page = |layout: Layout, results| Self { layout, question: question(8), results };
        let own = || layout(Nav::Analytics);
        let bars = || Chart::Bars { ranking: ranking("analytics-chart", 5), legend: Vec::new(), rest: String::new() };
        let days: &[&[&str]] = &[&["Sun 1 Nov 2026"], &["Mon 2 Nov 2026"]];
        let line = TimeChart {
            axis: axis(Interval::Day, 30),
            running: Some(29),
            ..time_chart("analytics-chart", Shape::Line, 30)
        };
        let mut chosen = page(own(), answer("Missed by source", bars(), sources()));
        chosen.question.from.value = "2026-11-01".to_owned();
        chosen.question.others = vec![OtherValue {
            name: "source",
            value: HTML.to_owned(),
            label: format!("Source: {LONG}"),
            remove: "/b/northline/analytics?group_by=source".to_owned(),
        }];
        let sentence = "The period ends before it begins. Choose a last day that is not before the first.";
        let mut refused = page(own(), results(Content::Refused(sentence.to_owned())));
        refused.question.to = refused.question.to.refused(sentence);
        refused.question.groupings_error = Some("Group by each thing once.".to_owned());
        refused.question.export = None;
        refused.question.save = None;
        let by_three: &[&[&str]] = &[&["Google Ads", "Mon 2 Nov 2026", "No tag"], &[LONG, "Tue 3 Nov 2026", HTML]];
        let mut many = table(&["Source", "Day", "Tag"], by_three, true);
        many.about = "Rows 101–200 of 2,340".to_owned();
        let page_address = |cursor: &str| Some(format!("/b/northline/analytics?group_by=source{cursor}"));
        many.pager = Pager {
            newer_label: "First page",
            ..Pager::by_order(page_address(""), page_address("&cursor=0123456789abcdef0123456789abcdefc8"))
        };
        let too_many =
            Chart::None("There are too many rows to draw. Choose fewer groupings, a filter or fewer days.".to_owned());
        let talk = heat_map_of("analytics-chart", "Talk time", charts::Unit::Seconds);
        let hours: &[&[&str]] = &[&["Monday", "09:00–10:00"]];
        let week = |chart, title| {
            answer(title, Chart::Week(Box::new(chart)), table(&["Day of week", "Hour of day"], hours, true))
        };
        let mut crowded = page(crowded_layout(Nav::Analytics), answer("Calls by source and tag", parted(), sources()));
        crowded.question = question(400);
        let none = Chart::None("Choose what to group by to see a chart.".to_owned());
        vec![
            ("a line", page(own(), answer("Calls by day", Chart::OverTime(line), table(&["Day"], days, true)))),
            ("bars", page(own(), answer("Missed by source", bars(), sources()))),
            ("a stack", page(own(), answer("Calls by day and source", stack(), sources()))),
            ("bars in parts", crowded),
            (
                "missed by hour",
                page(own(), week(heat_map("analytics-chart", 30), "Missed by day of week and hour of day")),
            ),
            ("talk time by hour", page(own(), week(talk, "Talk time by day of week and hour of day"))),
            ("filtered", chosen),
            ("too many rows", page(own(), answer("Calls by source, day and tag", too_many, many))),
            ("no grouping", page(own(), answer("Calls", none, table(&[], &[], false)))),
            (
                "rebuilding",
                page(own(), AnalyticsResults { is_rebuilding: true, ..answer("Missed by source", bars(), sources()) }),
            ),
            ("viewer", page(viewer_layout(Nav::Analytics), answer("Missed by source", bars(), sources()))),
            ("many calls", page(own(), results(large(None, None)))),
            ("being prepared", page(own(), results(large(Some(37), None)))),
            ("not prepared", page(viewer_layout(Nav::Analytics), results(large(None, Some(LONG))))),
            (
                "prepared",
                page(own(), AnalyticsResults { as_of: as_of(), ..answer("Missed by source", bars(), sources()) }),
            ),
            (
                "prepared, no calls pass",
                page(own(), AnalyticsResults { as_of: as_of(), ..results(Content::NoCalls { is_filtered: true }) }),
            ),
            ("refused", refused),
            ("no calls", page(own(), results(Content::NoCalls { is_filtered: false }))),
            ("no calls pass", page(own(), results(Content::NoCalls { is_filtered: true }))),
            ("no number", page(own(), results(Content::NoNumber { may_add: true }))),
            (
                "no number for a viewer",
                page(viewer_layout(Nav::Analytics), results(Content::NoNumber { may_add: false })),
            ),
        ]
    }
}

use crewline_core::calls::Sums;
use crewline_core::reports::Totals;
use crewline_core::reports::analytics::AnalyticsRow;
use crewline_core::reports::calendar::{Compare, Period, PeriodChoice};
use crewline_core::time::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;

use super::*;
use crate::http::extract::QueryString;

fn totals(calls: i64, missed: i64) -> Totals {
    let sums = Sums { calls, missed, answered: calls - missed, talks: 1, talk_seconds: calls * 60, ..Sums::default() };
    Totals { sums, ..Totals::default() }
}

fn row(keys: Vec<Key>, calls: i64, before: Option<i64>) -> AnalyticsRow {
    AnalyticsRow { keys, totals: totals(calls, calls / 2), totals_before: before.map(|calls| totals(calls, 0)) }
}

/// An answer about the first days of March, read on the 20th.
fn answer(rows: Vec<AnalyticsRow>) -> Analytics {
    let (zone, now) = (TimeZone::UTC, Timestamp::from_millis(1_774_008_000_000));
    let choice = PeriodChoice::Days { from: date(2026, 3, 2), to: date(2026, 3, 8) };
    let period = Period::new(choice, &zone, now).unwrap();
    let before = period.before(Compare::Previous);
    let all = rows.iter().map(|row| row.totals.sums).sum();
    Analytics {
        before,
        period,
        is_rebuilding: false,
        row_count: rows.len(),
        rows,
        totals: Totals { sums: all, ..Totals::default() },
        totals_before: None,
        next: None,
    }
}

fn chart(answer: &Analytics, groupings: &[Grouping], figure: &str) -> Chart {
    let address = ReportAddress::of_analytics("northline", &QueryString::of("", "/b/northline/analytics"));
    let figure = ChartFigure::from_word(figure).unwrap();
    ChartQuestion { answer, groupings, figure, currency: "USD", country: "US", address: &address }.chart()
}

fn source(name: &str) -> Key {
    Key::Source(name.to_owned())
}

#[test]
fn time_alone_is_a_line_with_the_other_period_behind() {
    let rows = vec![
        row(vec![Key::Date(date(2026, 3, 4))], 6, None),
        row(vec![Key::Date(date(2026, 3, 2))], 10, Some(4)),
        row(vec![Key::Date(date(2026, 3, 3))], 8, Some(2)),
    ];
    let answer = answer(rows);
    let Chart::OverTime(line) = chart(&answer, &[Grouping::Date], "missed") else { panic!("a line") };
    assert_eq!((line.shape, &line.series[0].values), (Shape::Line, &vec![5, 4, 3, 0, 0, 0, 0]));
    assert_eq!(line.before.unwrap().values, [0, 0]);
    let Chart::OverTime(stack) = chart(&answer, &[Grouping::Date], "outcomes") else { panic!("a stack") };
    assert_eq!((stack.shape, stack.series.len()), (Shape::Stacked, 4));
    assert_eq!(stack.before.unwrap().values, [4, 2]);
}

#[test]
fn time_with_another_grouping_is_stacked_in_parts_and_the_least_are_one() {
    let names = ["Ads", "Flyer", "Radio", "Yelp", "Fair", "Truck", "Sign", ""];
    let mut rows: Vec<AnalyticsRow> = Vec::new();
    for (place, name) in names.iter().enumerate() {
        rows.push(row(vec![source(name), Key::Week(date(2026, 3, 2))], 80 - 10 * place as i64, None));
    }
    let answer = answer(rows);
    let Chart::OverTime(stack) = chart(&answer, &[Grouping::Source, Grouping::Week], "") else { panic!("a stack") };
    let parts: Vec<(&str, i64)> = stack.series.iter().map(|part| (part.name.as_ref(), part.values[0])).collect();
    assert_eq!(
        parts,
        [("Ads", 80), ("Flyer", 70), ("Radio", 60), ("Yelp", 50), ("Fair", 40), ("Truck", 30), ("All others", 30)]
    );
}

#[test]
fn one_category_is_a_ranking_and_each_bar_leads_to_its_calls() {
    let answer = answer(vec![row(vec![source("")], 9, None), row(vec![source("Ads")], 21, None)]);
    let Chart::Bars { ranking, .. } = chart(&answer, &[Grouping::Source], "missed") else { panic!("bars") };
    let bars: Vec<_> = ranking.rows.iter().map(|bar| (bar.name.as_deref(), bar.value)).collect();
    assert_eq!(bars, [(Some("Ads"), Some(10)), (None, Some(4))]);
    let calls = "/b/northline/calls?from=2026-03-02&to=2026-03-08&source=Ads&outcome=missed&spam=false";
    assert_eq!(ranking.rows[0].calls_href.as_deref(), Some(calls));
    let without = ranking.rows[1].calls_href.as_deref();
    assert!(without.is_some_and(|calls| calls.contains("&source_none=true&outcome=missed")), "{without:?}");
    assert_eq!((ranking.total, ranking.none), (Some(14), "No source"));
}

#[test]
fn hours_and_days_of_the_week_stand_as_they_follow_each_other() {
    let keys = [Weekday::Monday, Weekday::Sunday, Weekday::Friday].map(|day| row(vec![Key::DayOfWeek(day)], 5, None));
    let answer = answer(keys.into());
    let Chart::Bars { ranking, .. } = chart(&answer, &[Grouping::DayOfWeek], "") else { panic!("bars") };
    let names: Vec<_> = ranking.rows.iter().filter_map(|bar| bar.name.as_deref()).collect();
    assert_eq!(names, ["Sunday", "Monday", "Friday"]);
}

#[test]
fn the_hours_of_the_week_are_a_heat_map_of_any_measure() {
    let answer = answer(vec![row(vec![Key::HourOfDay(9), Key::DayOfWeek(Weekday::Tuesday)], 6, None)]);
    let groupings = [Grouping::HourOfDay, Grouping::DayOfWeek];
    for (figure, value) in [("outcomes", 3), ("missed", 3), ("", 6), ("answer_rate", 50), ("average_talk_seconds", 360)]
    {
        let Chart::Week(map) = chart(&answer, &groupings, figure) else { panic!("a heat map") };
        assert_eq!(map.days[1][9], HourOfWeek { calls: 6, value }, "{figure}");
    }
}

#[test]
fn two_categories_are_bars_in_parts() {
    let rows =
        vec![row(vec![source("Ads"), Key::Tag(None)], 10, None), row(vec![source("Radio"), Key::Tag(None)], 20, None)];
    let answer = answer(rows);
    let Chart::Bars { ranking, legend, .. } = chart(&answer, &[Grouping::Source, Grouping::Tag], "") else {
        panic!("bars")
    };
    assert_eq!(legend, [("part1", "No tag".to_owned())]);
    assert_eq!(ranking.rows[0].about, "No tag 20");
    assert_eq!(ranking.rows[0].calls_href, None, "tags count a call several times");
}

#[test]
fn no_chart_is_drawn_where_none_would_be_true() {
    let says = |chart: Chart, words: &str| match chart {
        Chart::None(reason) => assert!(reason.contains(words), "{reason}"),
        _ => panic!("a chart instead of {words}"),
    };
    let mut one = answer(vec![row(vec![source("Ads"), Key::Date(date(2026, 3, 2))], 10, None)]);
    says(chart(&one, &[Grouping::Source, Grouping::Date], "average_talk_seconds"), "can't be added up");
    says(chart(&one, &[], ""), "Choose what to group by");
    one.row_count = 20_000;
    says(chart(&one, &[Grouping::Source, Grouping::Date], ""), "too many rows");
}

#[test]
fn the_heading_names_the_figure_and_the_groupings() {
    use Grouping::{Date, HourOfDay, Source, Tag};
    let answer = answer(Vec::new());
    let address = ReportAddress::of_analytics("northline", &QueryString::of("", "/b/northline/analytics"));
    let title = |groupings: &[Grouping], figure| {
        let figure = ChartFigure::from_word(figure).unwrap();
        ChartQuestion { answer: &answer, groupings, figure, currency: "USD", country: "US", address: &address }.title()
    };
    assert_eq!(title(&[], ""), "Calls");
    assert_eq!(title(&[Source], "missed"), "Missed by source");
    assert_eq!(title(&[Source, Date], "outcomes"), "Calls by outcome, by source and day");
    assert_eq!(title(&[Source, Tag, HourOfDay], "value_cents"), "Value by source, tag and hour of day");
}

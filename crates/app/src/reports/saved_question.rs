//! A saved question as the address of analytics, and in words.

use crewline_core::calls::QualifiedFilter;
use crewline_core::reports::analytics::Measure;
use crewline_core::reports::calendar::{Compare, PeriodChoice};
use crewline_core::reports::saved::{ReportFields, SavedQuestion};

use super::analytics_form::NOTHING;
use super::chart_figure::ChartFigure;
use super::days_words::days_words;
use super::report_address::period_label;
use super::row_keys;
use crate::page::with_query;
use crate::view::call_status_label;

/// The measures of a chart by outcome.
const OUTCOMES: [Measure; 3] = [Measure::Answered, Measure::Missed, Measure::Voicemails];

/// The measures of a chart's figure.
pub(super) fn measures_of(figure: ChartFigure) -> Vec<Measure> {
    match figure {
        ChartFigure::Outcomes => OUTCOMES.to_vec(),
        ChartFigure::Of(Measure::Calls) => Vec::new(),
        ChartFigure::Of(measure) => vec![measure],
    }
}

/// The address's word for the chart's figure; empty for calls.
fn figure_word(measures: &[Measure]) -> &'static str {
    match measures {
        measures if measures == OUTCOMES => "outcomes",
        [] | [Measure::Calls, ..] => "",
        [first, ..] => first.word(),
    }
}

/// The address of analytics that asks the question.
pub(super) fn address(slug: &str, saved: &SavedQuestion) -> String {
    let pairs = parameters(saved);
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    with_query(&format!("/b/{slug}/analytics"), &pairs)
}

/// The parameters of the address, in its order.
fn parameters(saved: &SavedQuestion) -> Vec<(&'static str, String)> {
    let (question, filter) = (&saved.question, &saved.question.filter);
    let mut pairs = match question.period {
        PeriodChoice::Named(name) => vec![("period", name.to_string())],
        PeriodChoice::Days { from, to } => vec![("from", from.to_string()), ("to", to.to_string())],
    };
    if question.compare != Compare::Previous {
        pairs.push(("compare", question.compare.to_string()));
    }
    // An address that leaves the groupings out groups by day.
    match question.group_by.as_slice() {
        [] => pairs.push(("group_by", NOTHING.to_owned())),
        groupings => pairs.extend(groupings.iter().map(|grouping| ("group_by", grouping.to_string()))),
    }
    pairs.push(("measure", figure_word(&saved.measures).to_owned()));
    pairs.extend(filter.numbers().iter().map(|id| ("number_id", id.to_string())));
    pairs.extend(filter.groups().iter().map(|id| ("group_id", id.to_string())));
    pairs.extend(filter.sources().iter().map(|source| ("source", source.clone())));
    pairs.extend(filter.statuses().iter().map(|status| ("status", status.to_string())));
    pairs.extend(filter.tags().iter().map(|tag| ("tag", tag.clone())));
    pairs.extend(filter.qualified().iter().map(|said| ("qualified", said.to_string())));
    if filter.includes_spam() {
        pairs.push(("include", "spam".to_owned()));
    }
    pairs.extend(question.sort.map(|sort| ("sort", sort.to_string())));
    pairs
}

/// The groupings and the period in words: `By source and day, last 30 days`.
pub(super) fn words(saved: &SavedQuestion) -> String {
    let names: Vec<String> =
        saved.question.group_by.as_slice().iter().map(|each| row_keys::label(*each).to_lowercase()).collect();
    let groupings = match names.split_last() {
        None => "All calls together".to_owned(),
        Some((only, [])) => format!("By {only}"),
        Some((last, others)) => format!("By {} and {last}", others.join(", ")),
    };
    let period = match saved.question.period {
        PeriodChoice::Named(name) => period_label(name).to_lowercase(),
        PeriodChoice::Days { from, to } => days_words(from, to),
    };
    format!("{groupings}, {period}")
}

/// The filters in words, by the names that the reader sees: `Number: Oakland; Source: Radio`.
pub(super) fn filter_words(report: &ReportFields) -> String {
    let filter = &report.question.question.filter;
    let statuses = filter.statuses().iter().map(|status| call_status_label(status).to_owned());
    let said = filter.qualified().iter().map(|said| match said {
        QualifiedFilter::Yes => "yes".to_owned(),
        QualifiedFilter::No => "no".to_owned(),
        QualifiedFilter::NotSaid => "not said".to_owned(),
    });
    let parts: [(&str, Vec<String>); 6] = [
        ("Number", report.numbers.clone()),
        ("Group", report.groups.clone()),
        ("Source", filter.sources().to_vec()),
        ("Status", statuses.collect()),
        ("Tag", filter.tags().to_vec()),
        ("Qualified", said.collect()),
    ];
    let parts = parts.iter().filter(|(_, values)| !values.is_empty());
    parts.map(|(label, values)| format!("{label}: {}", values.join(", "))).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::extract::QueryString;
    use crate::reports::analytics_question;

    #[test]
    fn an_address_reads_back_as_its_question() {
        let today = jiff::civil::date(2026, 11, 24);
        for query in [
            "period=last_7_days&group_by=source&group_by=date&measure=missed&source=Truck+wrap&status=missed&tag=Lead\
             &qualified=none&include=spam&sort=-missed",
            "from=2026-03-01&to=2026-03-02&compare=year&group_by=number",
        ] {
            let form = QueryString::of(query, "/b/northline/analytics");
            let figure = ChartFigure::from_word(form.get("measure")).unwrap();
            let question = analytics_question::read(&form, today).unwrap();
            let saved = SavedQuestion { question, measures: measures_of(figure) };
            assert_eq!(address("northline", &saved), format!("/b/northline/analytics?{query}"));
        }
        let all = address("northline", &SavedQuestion::default());
        assert_eq!(all, "/b/northline/analytics?period=last_30_days&group_by=nothing");
    }

    #[test]
    fn every_figure_of_the_chart_is_kept() {
        for choice in ChartFigure::choices() {
            let figure = ChartFigure::from_word(&choice.value).unwrap();
            assert_eq!(figure_word(&measures_of(figure)), choice.value);
        }
        assert_eq!(figure_word(&[]), "");
    }
}

//! The questions to analytics.

use crewline_core::reports::analytics::Grouping;

use super::half::{SOURCES, TAGS};
use super::surfaces::{By, Question};

/// The last of them: the hidden things stand at the end.
fn last(names: &[String]) -> &[String] {
    &names[names.len().saturating_sub(3)..]
}

/// The questions to analytics: every grouping, some of them together, and filters by things of both sides. A page is drawn from the
/// answer that a program gets, so that a browser asks a part of them.
pub(super) fn of_analytics(base: &str, by: By, numbers: &[String], groups: &[String]) -> Vec<Question> {
    // The steps of a history are on the days after this one.
    let days = "from=2026-03-01&to=2026-03-31";
    let together = ["number,date", "source,tag", "group,status,month", "day_of_week,hour_of_day", "tag,source,week"];
    let mut asked = together.map(|groupings| format!("group_by={groupings}")).to_vec();
    asked.push("group_by=source&sort=-unique_callers&compare=year".to_owned());
    if by == By::Program {
        asked.extend(Grouping::ALL.iter().map(|grouping| format!("group_by={grouping}")));
        for tag in TAGS.iter().chain(&["No such tag"]) {
            asked.push(format!("group_by=number&tag={}", tag.replace(' ', "%20")));
        }
        asked.extend(SOURCES.map(|source| format!("group_by=status&source={}", source.replace(' ', "%20"))));
        let filters = ["qualified=true", "qualified=none", "status=missed", "include=spam"];
        asked.extend(filters.map(|filter| format!("group_by=number,source&{filter}")));
    }
    asked.extend(last(numbers).iter().map(|number| format!("group_by=source&number_id={number}")));
    asked.extend(last(groups).iter().map(|group| format!("group_by=tag&group_id={group}")));
    let path = if by == By::Program { "analytics/calls" } else { "analytics" };
    let exports = asked.iter().step_by(6).enumerate().map(|(place, query)| {
        let format = if place % 2 == 0 { "csv" } else { "xlsx" };
        Question::get(by, format!("{base}/{path}/export?{days}&{query}&format={format}"))
    });
    let exports: Vec<Question> = exports.collect();
    let answers = asked.iter().map(|query| Question::get(by, format!("{base}/{path}?{days}&{query}")));
    answers.chain(exports).collect()
}

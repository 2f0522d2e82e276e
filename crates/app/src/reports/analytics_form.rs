//! The question to analytics as a form.

use crewline_core::access::Viewpoint;
use crewline_core::calls::{self, CallStatus, QualifiedFilter};
use crewline_core::reports::analytics::{AnalyticsQuestion, Grouping};
use crewline_core::reports::calendar::Compare;
use crewline_core::{access::actions, tags};

use super::analytics_page::{Exports, FilterField, OtherValue, QuestionForm};
use super::counted_calls::FILTERS;
use super::report_address::ReportAddress;
use super::{chart_figure::ChartFigure, choices, row_keys};
use crate::http::extract::Form;
use crate::http::page_failure::PageFailure;
use crate::page::menus::group_choices;
use crate::state::App;
use crate::view::{SelectField, SelectOption, TextField, call_status_label};

/// The word of the address for no grouping. An address without any groups by day.
pub(super) const NOTHING: &str = "nothing";

/// The form with the current values. It names only what the viewpoint sees.
pub(super) async fn form(
    app: &App,
    viewpoint: &Viewpoint,
    query: &Form,
    question: &AnalyticsQuestion,
    period: &str,
    address: &ReportAddress,
) -> Result<QuestionForm, PageFailure> {
    let filters = filters(app, viewpoint, query, question).await?;
    let compare = [(Compare::Year, "A year earlier"), (Compare::None, "Nothing")];
    let compare = compare.map(|(compare, label)| SelectOption::new(compare.word(), label));
    Ok(QuestionForm {
        period: period.to_owned(),
        sort: question.sort.map(|sort| sort.to_string()).unwrap_or_default(),
        from: TextField::with_value("from", query.get("from")),
        to: TextField::with_value("to", query.get("to")),
        compare: SelectField::new("compare", query.get("compare"), compare.to_vec()),
        groupings: groupings(query),
        groupings_error: None,
        measure: SelectField::new("measure", query.get("measure"), ChartFigure::choices()),
        others: others(&filters, query, address),
        filters,
        save: viewpoint
            .allows(actions::SaveReports)
            .then(|| address.at(&format!("/b/{}/reports/new", viewpoint.slug()))),
        export: viewpoint.allows(actions::Export).then(|| Exports {
            csv: address.below("export", &[]),
            xlsx: address.below("export", &[("format", "xlsx")]),
        }),
    })
}

/// The three fields of the groupings.
fn groupings(query: &Form) -> [(&'static str, SelectField); 3] {
    let typed: Vec<&str> = query
        .values("group_by")
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .collect();
    let typed = if query.has("group_by") { typed } else { vec![Grouping::Date.word()] };
    let field = |place: usize| {
        // The first field says that nothing is chosen; an address that leaves it out groups by day.
        let nothing = if place == 0 { NOTHING } else { "" };
        let known = Grouping::ALL.iter().map(|grouping| SelectOption::new(grouping.word(), row_keys::label(*grouping)));
        let options = std::iter::once(SelectOption::new(nothing, "Nothing")).chain(known).collect();
        SelectField::new("group_by", typed.get(place).copied().unwrap_or(nothing), options)
    };
    [("Group by", field(0)), ("Then by", field(1)), ("And by", field(2))]
}

async fn filters(
    app: &App,
    viewpoint: &Viewpoint,
    query: &Form,
    question: &AnalyticsQuestion,
) -> Result<Vec<FilterField>, PageFailure> {
    let same = |value: String| SelectOption::new(value.clone(), value);
    let numbers = choices::number_choices(app, viewpoint, &question.filter).await?;
    let groups = group_choices(app, &viewpoint.may()?).await?;
    let sources = calls::sources(&app.db, &viewpoint.may()?).await?.into_iter().map(same).collect();
    let tags = tags::list(&app.db, &viewpoint.may()?).await?.into_iter().map(|tag| same(tag.name)).collect();
    let statuses = CallStatus::ALL.iter().map(|status| SelectOption::new(status.word(), call_status_label(status)));
    let said = [
        (QualifiedFilter::Yes, "Qualified"),
        (QualifiedFilter::No, "Not qualified"),
        (QualifiedFilter::NotSaid, "Not said"),
    ];
    let said = said.map(|(said, label)| SelectOption::new(said.word(), label)).to_vec();
    let spam = vec![SelectOption::new("spam", "Counted, too")];
    let field = |label, name: &'static str, options: Vec<SelectOption>, is_searchable| FilterField {
        label,
        field: SelectField::new(name, query.get(name), options),
        any: if name == "include" { "Left out" } else { "All" },
        is_searchable,
    };
    let mut filters = vec![
        field("Number", "number_id", numbers, true),
        field("Group", "group_id", groups, true),
        field("Source", "source", sources, true),
        field("Status", "status", statuses.collect(), false),
        field("Tag", "tag", tags, true),
        field("Qualified", "qualified", said, false),
        field("Spam", "include", spam, false),
    ];
    filters.retain(|filter| !filter.field.options.is_empty());
    Ok(filters)
}

/// The values of filters beyond the first of each.
fn others(filters: &[FilterField], query: &Form, address: &ReportAddress) -> Vec<OtherValue> {
    let mut others = Vec::new();
    for name in FILTERS {
        let values = query.values(name).filter(|value| !value.trim().is_empty());
        for value in values.skip(1) {
            let filter = filters.iter().find(|filter| filter.field.name == name);
            let option = filter.and_then(|filter| filter.field.options.iter().find(|option| option.value == value));
            let label = option.map_or(value, |option| option.label.as_str());
            others.push(OtherValue {
                name,
                value: value.to_owned(),
                label: format!("{}: {label}", filter.map_or(name, |filter| filter.label)),
                remove: address.without(name, value),
            });
        }
    }
    others
}

//! The filters of a view: read from an address, and as the address and the words of the list that they make.

use crewline_core::access::Viewpoint;
use crewline_core::call_views::{ViewDays, ViewFields, ViewQuestion};
use crewline_core::time::{Timestamp, day_start};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::list_address::{CallsAddress, period_label};
use super::list_filters::plain_words;
use super::question::{self, NO_GROUP, PERIOD, Reader};
use crate::http::extract::Form;
use crate::http::parameters::{Unreadable, named_period, one, unreadable};
use crate::page::layout::business_zone;
use crate::state::App;

/// Reads the filters of a list. Days win over the name of a period.
///
/// # Errors
/// Names the first filter that can't be read.
pub(super) fn read(app: &App, viewpoint: &Viewpoint, form: &Form, reader: Reader) -> Result<ViewQuestion, Unreadable> {
    read_at(form, reader, &business_zone(viewpoint), app.db.now())
}

fn read_at(form: &Form, reader: Reader, zone: &TimeZone, now: Timestamp) -> Result<ViewQuestion, Unreadable> {
    let from = one::<Date>(form, "from", "From: use a day like 2026-03-02.")?;
    let to = one::<Date>(form, "to", "To: use a day like 2026-03-02.")?;
    let end = to.map(|day| day.tomorrow().map_err(|_| unreadable("to", "To: use a day like 2026-03-02.")));
    let moments = (from.map(|day| day_start(day, zone)), end.transpose()?.map(|day| day_start(day, zone)));
    let filter = question::read(form, reader, moments, zone, now)?;
    let hours = question::read_hours(form, reader)?;
    let days = match (from, to, named_period(form)?) {
        (None, None, None) => ViewDays::All,
        (None, None, Some(name)) => ViewDays::Named(name),
        (from, to, _) => ViewDays::Fixed { from, to },
    };
    Ok(ViewQuestion::new(filter, hours.hours, hours.days, days))
}

/// The filters as parameters, in the order of the list's addresses.
fn pairs(question: &ViewQuestion) -> Vec<(&'static str, String)> {
    let filter = question.filter();
    let mut pairs: Vec<(&'static str, String)> = Vec::new();
    let mut add = |name, values: Vec<String>| pairs.extend(values.into_iter().map(|value| (name, value)));
    let set = |is_set: bool| if is_set { vec!["true".to_owned()] } else { Vec::new() };
    let said = |answer: Option<bool>| answer.map(|yes| yes.to_string()).into_iter().collect::<Vec<_>>();
    let (sources, none): (Vec<_>, Vec<_>) = filter.sources.iter().cloned().partition(|source| !source.is_empty());
    let no_group = filter.no_group.then(|| NO_GROUP.to_owned());
    add("q", filter.q.iter().cloned().collect());
    add("number_id", filter.numbers.iter().map(ToString::to_string).collect());
    add("group_id", filter.groups.iter().map(ToString::to_string).chain(no_group).collect());
    add("source", sources);
    add("source_none", set(!none.is_empty()));
    add("status", filter.statuses.iter().map(ToString::to_string).collect());
    add("outcome", filter.outcomes.iter().map(ToString::to_string).collect());
    add("tag", filter.tags.clone());
    add("tag_none", set(filter.no_tag));
    add("qualified", filter.qualified.iter().map(ToString::to_string).collect());
    add("spam", said(filter.spam));
    add("first_time", said(filter.first_time));
    add("day_of_week", question.days_of_week().iter().map(ToString::to_string).collect());
    add("hour_of_day", question.hours_of_day().iter().map(ToString::to_string).collect());
    match question.days() {
        ViewDays::All => {}
        ViewDays::Named(name) => add(PERIOD, vec![name.to_string()]),
        ViewDays::Fixed { from, to } => {
            add("from", from.iter().map(ToString::to_string).collect());
            add("to", to.iter().map(ToString::to_string).collect());
        }
    }
    pairs
}

/// The list with the filters.
pub(super) fn address(slug: &str, question: &ViewQuestion) -> CallsAddress {
    CallsAddress::of_pairs(slug, pairs(question))
}

/// Days and filters in words: `Today; Status: Missed, Busy`.
pub(super) fn words(days: ViewDays, filters: impl IntoIterator<Item = (&'static str, String)>) -> String {
    let mut parts: Vec<(&str, Vec<String>)> = Vec::new();
    for (label, value) in filters {
        match parts.iter_mut().find(|(other, _)| *other == label) {
            Some((_, values)) => values.push(value),
            None => parts.push((label, vec![value])),
        }
    }
    let period = match days {
        ViewDays::Named(name) => Some(period_label(name).to_owned()),
        ViewDays::All | ViewDays::Fixed { .. } => None,
    };
    let parts = parts.into_iter().map(|(label, values)| format!("{label}: {}", values.join(", ")));
    let all: Vec<String> = period.into_iter().chain(parts).collect();
    if all.is_empty() { "All calls".to_owned() } else { all.join("; ") }
}

/// The filters of a view in words, by the names that its reader sees.
pub(super) fn view_words(view: &ViewFields) -> String {
    let numbers = view.numbers.iter().map(|name| ("Number", name.clone()));
    let groups = view.groups.iter().map(|name| ("Group", name.clone()));
    let pairs = pairs(&view.question);
    let others = pairs.iter().filter_map(|(name, value)| plain_words(name, value));
    words(view.question.days(), numbers.chain(groups).chain(others))
}

#[cfg(test)]
mod tests {
    use crewline_core::reports::calendar::NamedPeriod;

    use super::*;
    use crate::http::extract::QueryString;

    fn question(query: &str) -> Result<ViewQuestion, Unreadable> {
        let now: jiff::Timestamp = "2026-11-24T18:00:00Z".parse().unwrap();
        let form = QueryString::of(query, "/b/northline/calls");
        read_at(&form, Reader::Page, &TimeZone::UTC, now.into())
    }

    #[test]
    fn an_address_reads_back_as_its_view() {
        for query in [
            "q=ada&group_id=none&source=Truck+wrap&source_none=true&status=missed&status=busy&outcome=missed&tag=Lead\
             &tag_none=true&qualified=none&spam=false&first_time=true&day_of_week=1&hour_of_day=9&period=last_7_days",
            "from=2026-03-01&to=2026-03-02",
            "to=2026-03-02",
        ] {
            let view = question(query).unwrap();
            assert_eq!(address("northline", &view).with(&[]), format!("/b/northline/calls?{query}"));
        }
        let days = question("from=2026-03-01&period=today").unwrap();
        assert_eq!(address("northline", &days).with(&[]), "/b/northline/calls?from=2026-03-01");
        for (query, name) in [("from=today", "from"), ("period=fortnight", "period"), ("hour_of_day=24", "hour_of_day")]
        {
            assert_eq!(question(query).unwrap_err().name, name, "{query}");
        }
    }

    #[test]
    fn the_words_of_a_view_name_each_filter_once() {
        let filters = [("Number", "Oakland"), ("Status", "Missed"), ("Search", "ada"), ("Status", "Busy")];
        let filters = filters.map(|(label, value)| (label, value.to_owned()));
        let days = ViewDays::Named(NamedPeriod::Today);
        assert_eq!(words(days, filters), "Today; Number: Oakland; Status: Missed, Busy; Search: ada");
        assert_eq!(words(ViewDays::All, []), "All calls");
    }
}

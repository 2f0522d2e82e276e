//! The addresses of the list of the calls that a figure counts.

use crewline_core::reports::calendar::Days;

use crate::http::extract::Form;
use crate::page::with_query;

/// The filters that reports share with the list of calls.
pub(super) const FILTERS: [&str; 6] = ["number_id", "group_id", "source", "status", "tag", "qualified"];

/// The conditions for calls without a value, and the filters whose values they stand beside.
const NONE: [(&str, &str); 2] = [("source_none", "source"), ("tag_none", "tag")];

/// A condition of the list: its name and its value.
pub(super) type Condition<'c> = (&'static str, &'c str);

/// The calls that a report counts, as the list of calls can be asked for them.
#[derive(Clone, Debug)]
pub(super) struct CountedCalls {
    slug: String,
    filters: Vec<(&'static str, String)>,
    includes_spam: bool,
}

impl CountedCalls {
    /// The calls that pass the filters of a report's address.
    pub(super) fn of(slug: &str, form: &Form) -> Self {
        let values = FILTERS.iter().flat_map(|name| form.values(name).map(move |value| (*name, value.to_owned())));
        Self {
            slug: slug.to_owned(),
            filters: values.filter(|(_, value)| !value.trim().is_empty()).collect(),
            includes_spam: form.get("include").trim() == "spam",
        }
    }

    /// The list of the calls of these days that pass the filters and these conditions. `None` where the list can't be asked for
    /// them: it has any of several values of a filter, not two of them at once.
    pub(super) fn address(&self, days: Days, conditions: &[Condition<'_>]) -> Option<String> {
        if conditions.iter().any(|condition| self.excludes(*condition)) {
            return None;
        }
        let (from, to) = (days.first().to_string(), days.last().to_string());
        let mut pairs = vec![("from", from.as_str()), ("to", to.as_str())];
        let kept = self.filters.iter().filter(|(name, _)| conditions.iter().all(|(other, _)| other != name));
        pairs.extend(kept.map(|(name, value)| (*name, value.as_str())));
        pairs.extend_from_slice(conditions);
        if !self.includes_spam {
            pairs.push(("spam", "false"));
        }
        Some(with_query(&format!("/b/{}/calls", self.slug), &pairs))
    }

    /// Whether the filters ask for other values of the condition's name.
    fn excludes(&self, (name, value): Condition<'_>) -> bool {
        // The list adds the calls without one to those of the values.
        let values = NONE.iter().find(|(none, _)| *none == name).map(|(_, values)| *values);
        let has_values = self.filters.iter().any(|(other, _)| Some(*other) == values);
        let mut same = self.filters.iter().filter(|(other, _)| *other == name).peekable();
        has_values || same.peek().is_some() && !same.any(|(_, other)| other.to_lowercase() == value.to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::http::extract::QueryString;

    fn calls(query: &str, conditions: &[Condition<'_>]) -> Option<String> {
        let days = Days::new(date(2026, 3, 1), date(2026, 3, 2)).unwrap();
        CountedCalls::of("northline", &QueryString::of(query, "/b/northline/dashboard")).address(days, conditions)
    }

    #[test]
    fn a_figure_leads_to_the_calls_with_the_same_filters() {
        let from_to = "/b/northline/calls?from=2026-03-01&to=2026-03-02";
        let leads = |query: &str, conditions: &[Condition<'_>], rest: &str| {
            assert_eq!(calls(query, conditions), Some(format!("{from_to}{rest}")), "{query} {conditions:?}");
        };
        leads("period=today&show=missed", &[], "&spam=false");
        leads("source=Yelp&source=Radio&source=", &[], "&source=Yelp&source=Radio&spam=false");
        leads("source=Yelp", &[("outcome", "missed")], "&source=Yelp&outcome=missed&spam=false");
        leads("source=Yelp&source=Radio", &[("source", "Radio")], "&source=Radio&spam=false");
        leads("tag=Lead", &[("source_none", "true")], "&tag=Lead&source_none=true&spam=false");
        leads("tag=lead&include=spam", &[("tag", "Lead"), ("first_time", "true")], "&tag=Lead&first_time=true");
    }

    #[test]
    fn calls_that_the_list_cannot_be_asked_for_have_no_address() {
        assert_eq!(calls("tag=Lead", &[("tag", "Dental")]), None);
        assert_eq!(calls("tag=Lead", &[("tag_none", "true")]), None);
        assert_eq!(calls("source=Yelp", &[("source_none", "true")]), None);
        assert_eq!(calls("qualified=false", &[("qualified", "true")]), None);
    }
}

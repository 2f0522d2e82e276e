//! The address of the list of calls: with another filter, and without one.

use crewline_core::reports::calendar::NamedPeriod;

use super::question::{FILTERS, PERIOD};
use crate::http::extract::Form;
use crate::page::with_query;
use crate::view::Tab;

/// The periods that one click chooses.
const PERIODS: [NamedPeriod; 5] = [
    NamedPeriod::Today,
    NamedPeriod::Yesterday,
    NamedPeriod::Last7Days,
    NamedPeriod::Last30Days,
    NamedPeriod::ThisMonth,
];

/// A period's words in its link.
pub(super) fn period_label(name: NamedPeriod) -> &'static str {
    match name {
        NamedPeriod::Today => "Today",
        NamedPeriod::Yesterday => "Yesterday",
        NamedPeriod::Last7Days => "Last 7 days",
        NamedPeriod::Last30Days => "Last 30 days",
        NamedPeriod::Last90Days => "Last 90 days",
        NamedPeriod::ThisMonth => "This month",
        NamedPeriod::LastMonth => "Last month",
        NamedPeriod::ThisYear => "This year",
    }
}

/// The address of a list of calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CallsAddress {
    path: String,
    /// The filters, in the order of [`FILTERS`].
    pairs: Vec<(&'static str, String)>,
}

impl CallsAddress {
    /// The list of a business with the filters of a query. A value that is there twice is kept once.
    pub(super) fn of(slug: &str, query: &Form) -> Self {
        let names = FILTERS.into_iter().chain([PERIOD]);
        let values = names.flat_map(|name| query.values(name).map(move |value| (name, value.to_owned())));
        let mut pairs: Vec<(&'static str, String)> = Vec::new();
        for pair in values.filter(|(_, value)| !value.trim().is_empty()) {
            // Of a name that is read once, the first value counts.
            let is_single = ["q", "from", "to", PERIOD].contains(&pair.0);
            let is_there = pairs.iter().any(|other| *other == pair || is_single && other.0 == pair.0);
            if !is_there {
                pairs.push(pair);
            }
        }
        Self { path: format!("/b/{slug}/calls"), pairs }
    }

    /// The list of a business with these filters.
    pub(super) fn of_pairs(slug: &str, pairs: Vec<(&'static str, String)>) -> Self {
        Self { path: format!("/b/{slug}/calls"), pairs }
    }

    /// Whether it has the same filters as another, in whatever order.
    pub(super) fn has_filters_of(&self, other: &Self) -> bool {
        let sorted = |address: &Self| {
            let mut pairs = address.pairs.clone();
            pairs.sort();
            pairs
        };
        sorted(self) == sorted(other)
    }

    /// Another page of the business with the same filters.
    pub(super) fn at(&self, path: &str) -> String {
        with_query(path, &self.pairs().collect::<Vec<_>>())
    }

    /// The filters.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.pairs.iter().map(|(name, value)| (*name, value.as_str()))
    }

    /// The values of a filter.
    pub(super) fn values<'a>(&'a self, name: &str) -> Vec<&'a str> {
        self.pairs.iter().filter(|(of, _)| *of == name).map(|(_, value)| value.as_str()).collect()
    }

    /// Whether any filter is set.
    pub(super) fn is_filtered(&self) -> bool {
        !self.pairs.is_empty()
    }

    /// The list with more parameters.
    pub(super) fn with(&self, more: &[(&str, &str)]) -> String {
        let mut pairs: Vec<(&str, &str)> = self.pairs().collect();
        pairs.extend_from_slice(more);
        with_query(&self.path, &pairs)
    }

    /// The list without one value of a filter.
    pub(super) fn without(&self, name: &str, value: &str) -> String {
        with_query(&self.path, &self.pairs().filter(|pair| *pair != (name, value)).collect::<Vec<_>>())
    }

    /// The export in a format; the empty one is CSV.
    pub(super) fn export(&self, format: &str) -> String {
        let path = format!("{}/export", self.path);
        with_query(&path, &self.pairs().chain([("format", format)]).collect::<Vec<_>>())
    }

    /// The query alone, with the cursor of the page.
    pub(super) fn query(&self, cursor: &str) -> String {
        with_query("", &self.pairs().chain([("cursor", cursor)]).collect::<Vec<_>>()).trim_start_matches('?').to_owned()
    }

    /// The links to the periods.
    pub(super) fn periods(&self) -> Vec<Tab> {
        let days = ["from", "to", PERIOD];
        let rest: Vec<(&str, &str)> = self.pairs().filter(|(name, _)| !days.contains(name)).collect();
        let has_days = self.pairs().any(|(name, _)| name == "from" || name == "to");
        let current = self.values(PERIOD).first().copied().filter(|_| !has_days);
        let tab = |label, word: &str| Tab {
            label,
            href: with_query(&self.path, &[rest.as_slice(), &[(PERIOD, word)]].concat()),
            current: !has_days && current.unwrap_or_default() == word,
        };
        let named = PERIODS.iter().map(|period| tab(period_label(*period), period.word()));
        std::iter::once(tab("All time", "")).chain(named).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::extract::QueryString;

    fn address(query: &str) -> CallsAddress {
        CallsAddress::of("northline", &QueryString::of(query, "/b/northline/calls"))
    }

    #[test]
    fn an_address_keeps_every_value_of_a_filter() {
        let address = address("status=busy&x=1&status=missed&status=busy&source=&from=2026-03-01&q=ada&period=today");
        let text = "/b/northline/calls?q=ada&status=busy&status=missed&from=2026-03-01&period=today";
        assert_eq!(address.with(&[]), text);
        assert_eq!(address.with(&[("cursor", "x")]), format!("{text}&cursor=x"));
        assert_eq!(
            address.without("status", "busy"),
            "/b/northline/calls?q=ada&status=missed&from=2026-03-01&period=today"
        );
        assert_eq!(address.export("xlsx"), format!("{}&format=xlsx", text.replace("calls?", "calls/export?")));
        assert_eq!(address.query("x"), format!("{}&cursor=x", text.split_once('?').unwrap().1));
        assert_eq!(address.values("status"), ["busy", "missed"]);
    }

    #[test]
    fn the_order_of_filters_makes_no_other_list() {
        let first = address("status=busy&status=missed&q=ada");
        assert!(first.has_filters_of(&address("q=ada&status=missed&status=busy&cursor=x")));
        assert!(!first.has_filters_of(&address("q=ada&status=missed")) && !first.has_filters_of(&address("")));
        assert_eq!(
            first.at("/b/northline/call-views/new"),
            "/b/northline/call-views/new?q=ada&status=busy&status=missed"
        );
    }

    #[test]
    fn a_period_takes_the_place_of_the_days() {
        let of = |query: &str| {
            let tabs = address(query).periods();
            let current: Vec<&str> = tabs.iter().filter(|tab| tab.current).map(|tab| tab.label).collect();
            (tabs[1].href.clone(), current.join(", "))
        };
        let today = "/b/northline/calls?status=busy&period=today".to_owned();
        assert_eq!(of("status=busy&from=2026-03-01&period=this_month"), (today.clone(), String::new()));
        assert_eq!(of("status=busy&period=this_month"), (today.clone(), "This month".to_owned()));
        assert_eq!(of("status=busy"), (today, "All time".to_owned()));
    }
}

//! The addresses that the page of a report leads to: itself with another parameter, and the lists of the calls that it counts.

use crewline_core::reports::calendar::{Days, NamedPeriod};

use super::counted_calls::{Condition, CountedCalls, FILTERS};
use crate::http::extract::Form;
use crate::page::with_query;
use crate::view::Tab;

/// The parameters of the dashboard, in the order of its addresses.
const OF_DASHBOARD: [&str; 8] = ["period", "from", "to", "compare", "number_id", "group_id", "source", "show"];
/// The parameters of analytics, in the order of its addresses.
const OF_ANALYTICS: [&str; 14] = [
    "period",
    "from",
    "to",
    "compare",
    "group_by",
    "measure",
    "number_id",
    "group_id",
    "source",
    "status",
    "tag",
    "qualified",
    "include",
    "sort",
];

/// The address of a report.
#[derive(Clone, Debug)]
pub(super) struct ReportAddress {
    path: String,
    pairs: Vec<(&'static str, String)>,
    calls: CountedCalls,
}

impl ReportAddress {
    /// The address of the dashboard that was asked for, with the parameters that the page knows.
    pub(super) fn of_dashboard(slug: &str, form: &Form) -> Self {
        Self::of(slug, "dashboard", &OF_DASHBOARD, form)
    }

    /// The address of the analytics that were asked for, with the parameters that the page knows.
    pub(super) fn of_analytics(slug: &str, form: &Form) -> Self {
        Self::of(slug, "analytics", &OF_ANALYTICS, form)
    }

    fn of(slug: &str, page: &str, parameters: &[&'static str], form: &Form) -> Self {
        let values = parameters.iter().flat_map(|name| form.values(name).map(move |value| (*name, value.to_owned())));
        Self {
            path: format!("/b/{slug}/{page}"),
            pairs: values.filter(|(_, value)| !value.is_empty()).collect(),
            calls: CountedCalls::of(slug, form),
        }
    }

    /// The same, in words of its own.
    pub(super) fn text(&self) -> String {
        self.with(&[])
    }

    /// The address with other values: an empty one takes the parameter away.
    pub(super) fn with(&self, changes: &[(&'static str, &str)]) -> String {
        let kept = self.pairs.iter().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
        let kept = kept.map(|(name, value)| (*name, value.as_str()));
        with_query(&self.path, &kept.chain(changes.iter().copied()).collect::<Vec<_>>())
    }

    /// The address without one value of a filter.
    pub(super) fn without(&self, filter: &str, value: &str) -> String {
        let kept = self.pairs.iter().filter(|(name, other)| *name != filter || other != value);
        with_query(&self.path, &kept.map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>())
    }

    /// The address below this page with the same question, such as that of its export.
    pub(super) fn below(&self, page: &str, more: &[(&'static str, &str)]) -> String {
        let pairs = self.pairs.iter().map(|(name, value)| (*name, value.as_str()));
        with_query(&format!("{}/{page}", self.path), &pairs.chain(more.iter().copied()).collect::<Vec<_>>())
    }

    /// The address of another page with the same question.
    pub(super) fn at(&self, path: &str) -> String {
        with_query(path, &self.pairs.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>())
    }

    /// Whether any filter is chosen.
    pub(super) fn is_filtered(&self) -> bool {
        self.pairs.iter().any(|(name, _)| FILTERS.contains(name))
    }

    /// The links to the periods.
    pub(super) fn periods(&self, current: Option<NamedPeriod>) -> Vec<Tab> {
        let tab = |name: &NamedPeriod| Tab {
            label: period_label(*name),
            href: self.with(&[("from", ""), ("to", ""), ("period", name.word())]),
            current: current == Some(*name),
        };
        NamedPeriod::ALL.iter().map(tab).collect()
    }

    /// The list of the calls of these days that pass the filters and these conditions; `None` where it can't be asked for them.
    pub(super) fn calls(&self, days: Days, conditions: &[Condition<'_>]) -> Option<String> {
        self.calls.address(days, conditions)
    }
}

/// A period's words in its link.
pub(super) fn period_label(name: NamedPeriod) -> &'static str {
    match name {
        NamedPeriod::Today => "Today",
        NamedPeriod::Yesterday => "Yesterday",
        NamedPeriod::Last7Days => "7 days",
        NamedPeriod::Last30Days => "30 days",
        NamedPeriod::Last90Days => "90 days",
        NamedPeriod::ThisMonth => "This month",
        NamedPeriod::LastMonth => "Last month",
        NamedPeriod::ThisYear => "This year",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::extract::QueryString;

    fn address(query: &str) -> ReportAddress {
        ReportAddress::of_dashboard("northline", &QueryString::of(query, "/b/northline/dashboard"))
    }

    #[test]
    fn a_period_replaces_the_days_and_keeps_the_filters() {
        let address = address("from=2026-03-01&to=2026-03-02&source=Truck+wrap&x=1&show=");
        let today = &address.periods(Some(NamedPeriod::Today))[0];
        assert_eq!(
            (today.href.as_str(), today.current),
            ("/b/northline/dashboard?source=Truck+wrap&period=today", true)
        );
        assert_eq!(address.with(&[("source", "")]), "/b/northline/dashboard?from=2026-03-01&to=2026-03-02");
    }

    #[test]
    fn one_value_of_a_filter_is_taken_away_alone() {
        let query = QueryString::of("source=Yelp&source=Radio&tag=Lead&group_by=date", "/b/northline/analytics");
        let address = ReportAddress::of_analytics("northline", &query);
        assert_eq!(address.without("source", "Yelp"), "/b/northline/analytics?group_by=date&source=Radio&tag=Lead");
        let file = address.below("export", &[("format", "xlsx")]);
        assert_eq!(file, "/b/northline/analytics/export?group_by=date&source=Yelp&source=Radio&tag=Lead&format=xlsx");
    }
}
